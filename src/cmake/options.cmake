# SPDX-License-Identifier: Apache-2.0
# What every target of ours is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
# The package of what is installed and does not say of which it is (packages.cmake).
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME penstock)
# Where files are compiled together (CMAKE_UNITY_BUILD), so many: more gain little, and wait for each other.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 10)

add_library(penstock_options INTERFACE)
target_compile_options(penstock_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow> # what another file names is no business of this one
    # g++ 12 sees overlaps in string concatenation that are not there (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<BOOL:${PENSTOCK_WARNINGS_AS_ERRORS}>:-Werror>)
if(PENSTOCK_BUILD_FUZZERS)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "PENSTOCK_BUILD_FUZZERS needs clang++, whose libFuzzer it uses; this is ${CMAKE_CXX_COMPILER}. "
            "tests/fuzz/run.sh configures what is needed.")
    endif()
    target_compile_options(penstock_options INTERFACE
        -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(penstock_options INTERFACE -fsanitize=address,undefined)
endif()
# Names and tasks for profilers; costs nothing without a collector. The same value in every translation unit.
target_compile_definitions(penstock_options INTERFACE TBB_USE_PROFILING_TOOLS=1)
