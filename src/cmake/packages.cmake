# SPDX-License-Identifier: Apache-2.0
# Debian packages of what is installed, by `cpack -G DEB`. Each is a component; what names none is of penstock
# (options.cmake).
set(penstock_debian_dir ${CMAKE_CURRENT_LIST_DIR}/debian)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME penstock)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # else it comes before the first line of each description
set(CPACK_PACKAGE_CONTACT "penstock <penstock@localhost>")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS # whatever the umask
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL penstock penstock_dev)
set(CPACK_PROJECT_CONFIG_FILE ${penstock_debian_dir}/needs.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SOURCE penstock)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib) # libpenstock is in no package yet

# penstock_package(COMPONENT NAME SECTION DESCRIPTION)
macro(penstock_package component name section description)
    string(TOUPPER ${component} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
    set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
    set(CPACK_DEBIAN_${upper}_DESCRIPTION "${description}")
    # Only packages have this file.
    install(FILES ${penstock_debian_dir}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name}
        COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

penstock_package(penstock penstock graphics "image pipelines from JSON, within a strict bound on memory
penstock finds, decodes, changes, encodes and writes images as a graph of nodes
says. All cores are used, and the memory of a run is bounded.
The program, the library, the shipped plugins and graphs, and the documentation.")
# Programs that link libpenstock and are packaged need this package.
file(CONFIGURE OUTPUT ${penstock_generated_dir}/shlibs @ONLY CONTENT
    "libpenstock @PROJECT_VERSION_MAJOR@.@PROJECT_VERSION_MINOR@ penstock (>= @PROJECT_VERSION@)\n")
set(CPACK_DEBIAN_PENSTOCK_PACKAGE_CONTROL_EXTRA ${penstock_generated_dir}/shlibs)

penstock_package(penstock_dev libpenstock-dev libdevel "image pipelines from JSON (development files)
What programs and plugins with nodes of their own are built with: the headers of
penstock, the library for tests of nodes, and the files of CMake and pkg-config.")
set(CPACK_COMPONENT_PENSTOCK_DEV_DEPENDS penstock)

if(PENSTOCK_BUILD_PYTHON)
    list(APPEND CPACK_COMPONENTS_ALL penstock_python)
    penstock_package(penstock_python python3-penstock python "image pipelines from JSON (Python 3)
Runs pipelines of penstock, calls functions of Python for thousands of pictures,
and saves images in the background.")
    math(EXPR next_python "${Python3_VERSION_MINOR} + 1")
    set(CPACK_COMPONENT_PENSTOCK_PYTHON_DEPENDS penstock)
    # The module is for the Python that it was built for.
    set(CPACK_DEBIAN_PENSTOCK_PYTHON_PACKAGE_DEPENDS
        "python3 (>= ${Python3_VERSION_MAJOR}.${Python3_VERSION_MINOR}~), python3 (<< ${Python3_VERSION_MAJOR}.${next_python})")
    set(CPACK_DEBIAN_PENSTOCK_PYTHON_PACKAGE_RECOMMENDS python3-numpy)
    set(CPACK_DEBIAN_PENSTOCK_PYTHON_PACKAGE_CONTROL_EXTRA
        ${penstock_debian_dir}/python/postinst ${penstock_debian_dir}/python/prerm)
endif()
include(CPack)
