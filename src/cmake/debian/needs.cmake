# SPDX-License-Identifier: Apache-2.0
# Read by CPack before it packs. Without the first of these programs the packages would depend on no library.
foreach(program dpkg-shlibdeps file)
    find_program(PENSTOCK_FOUND_${program} ${program})
    if(CPACK_GENERATOR STREQUAL "DEB" AND NOT PENSTOCK_FOUND_${program})
        message(FATAL_ERROR "Debian packages need the program ${program}, which is not there: apt install dpkg-dev file")
    endif()
endforeach()
