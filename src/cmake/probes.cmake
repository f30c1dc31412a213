# SPDX-License-Identifier: Apache-2.0
# Whether penstock has static probes for gdb, perf, bpftrace and SystemTap: a nop each, until one of them asks.
include(CheckIncludeFileCXX)
check_include_file_cxx(sys/sdt.h PENSTOCK_HAS_SDT)
option(PENSTOCK_BUILD_PROBES "Build static probes; needs sys/sdt.h" ${PENSTOCK_HAS_SDT})
if(PENSTOCK_BUILD_PROBES AND NOT PENSTOCK_HAS_SDT)
    message(FATAL_ERROR "PENSTOCK_BUILD_PROBES needs sys/sdt.h, which is not there: apt install systemtap-sdt-dev")
endif()
if(NOT PENSTOCK_BUILD_PROBES AND PROJECT_IS_TOP_LEVEL)
    message(STATUS "Static probes are left out: they need systemtap-sdt-dev, and PENSTOCK_BUILD_PROBES=ON where this folder was "
        "configured without it")
endif()
