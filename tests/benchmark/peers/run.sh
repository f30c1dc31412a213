#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds penstock as a release and compares it with what people use instead, on the same work. Tables go to stdout, talk to
# stderr; figures and a chart to build/peers. Let nothing else run meanwhile. `--help` says what can be chosen.
#
#     tests/benchmark/peers/run.sh [--quick] [ROW...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "${here}/../../.."

build=build/benchmark
cmake -S . -B "${build}" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
    -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_BUILD_BENCHMARKS=ON >&2
cmake --build "${build}" --target penstock_peers >&2
python=/usr/bin/python3 # Debian's, which sees its Pillow and OpenCV
[[ -x "${python}" ]] || python=python3
exec "${python}" -B "${here}/compare.py" "$@"
