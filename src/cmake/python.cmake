# SPDX-License-Identifier: Apache-2.0
# Whether the Python package is built, and for which Python: Debian's own where there is one, as its NumPy is that one's.
set(PYBIND11_NOPYTHON ON)
find_package(pybind11 2.10 CONFIG QUIET)
if(NOT Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
    set(Python3_EXECUTABLE /usr/bin/python3)
endif()
find_package(Python3 3.9 COMPONENTS Interpreter Development.Module QUIET)

set(can_build_python OFF)
if(PROJECT_IS_TOP_LEVEL AND pybind11_FOUND AND Python3_Development.Module_FOUND)
    set(can_build_python ON)
endif()
option(PENSTOCK_BUILD_PYTHON "Build the Python package; needs pybind11 and the headers of Python" ${can_build_python})
if(PENSTOCK_BUILD_PYTHON)
    find_package(pybind11 2.10 CONFIG REQUIRED)
    find_package(Python3 3.9 COMPONENTS Interpreter Development.Module REQUIRED)
    message(STATUS "The Python package is built for Python ${Python3_VERSION} (PENSTOCK_BUILD_PYTHON=OFF leaves it out)")
elseif(PROJECT_IS_TOP_LEVEL)
    message(STATUS "The Python package is left out: it needs pybind11-dev and python3-dev, and PENSTOCK_BUILD_PYTHON=ON "
        "where this folder was configured without them")
endif()
