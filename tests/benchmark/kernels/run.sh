#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the functions that take most of the time, one by one: drawing, resizing, encoding, decoding.
#
#     tests/benchmark/kernels/run.sh [--instructions] [FILTER]
#
# FILTER is a regular expression of names. With --instructions it counts instructions under valgrind instead of looking at
# the clock: the same number in every run, however busy the machine is. Needs Debian's libbenchmark-dev, and valgrind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

instructions=
if [[ ${1:-} == --instructions ]]; then
    instructions=yes
    shift
fi
filter=${1:-.}

build=build/benchmark
cmake -S . -B "${build}" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
    -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_BUILD_BENCHMARKS=ON >&2
cmake --build "${build}" --target penstock_kernels >&2
kernels="${build}/bin/peers/penstock_kernels"

if [[ -z ${instructions} ]]; then
    exec "${kernels}" --benchmark_filter="${filter}"
fi
printf '%-40s %16s\n' kernel instructions
"${kernels}" --benchmark_list_tests --benchmark_filter="${filter}" | while read -r name; do
    counted=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
        --toggle-collect=penstock_kernel "${kernels}" --benchmark_min_time=0 --benchmark_filter="^${name}\$" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p')
    printf '%-40s %16s\n' "${name}" "${counted}"
done
