#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the benchmarks as a release and runs them all. Figures go to stdout, one JSON object for each question; talk goes
# to stderr. Let nothing else run meanwhile.
#
#     tests/benchmark/run.sh [NAME...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build=build/benchmark
cmake -S . -B "${build}" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
    -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_BUILD_BENCHMARKS=ON >&2
cmake --build "${build}" --target penstock_benchmarks >&2

if [[ $# -gt 0 ]]; then
    names=("$@")
else
    names=()
    for program in "${build}"/bin/benchmark/*; do
        names+=("$(basename "${program}")")
    done
fi
for name in "${names[@]}"; do
    "${build}/bin/benchmark/${name}"
done
