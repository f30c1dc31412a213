# SPDX-License-Identifier: Apache-2.0
# penstock_module(NAME DEPENDS module... LIBRARIES target...)
# One folder under src, all its .cpp files, as a static library that tests link and libpenstock takes whole.
function(penstock_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LIBRARIES")
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_library(penstock_${name} STATIC ${sources})
    target_include_directories(penstock_${name} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
    list(TRANSFORM arg_DEPENDS PREPEND penstock_)
    target_link_libraries(penstock_${name} PUBLIC ${arg_DEPENDS} PRIVATE penstock_options ${arg_LIBRARIES})
    set_property(GLOBAL APPEND PROPERTY PENSTOCK_MODULES penstock_${name})
    set_property(GLOBAL APPEND PROPERTY PENSTOCK_MODULE_LIBRARIES ${arg_LIBRARIES})
endfunction()
