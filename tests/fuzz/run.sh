#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh TARGET [SECONDS]
# Builds a target of libFuzzer, with AddressSanitizer and UndefinedBehaviorSanitizer, and runs it for SECONDS (60).
# TARGET: headers (the format by content, every reader of headers, the frames), decoders (those of penstock itself, gif, png),
# or jpeg_dc (JPEGs at an eighth of their size, compared with libjpeg).
# Files that do harm are left in tests/regressions, where the test "fuzz: ..." replays them from then on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=src/cmake/debian_packages.sh
source src/cmake/debian_packages.sh

target=${1:-}
seconds=${2:-60}
if [[ ${target} != headers && ${target} != decoders && ${target} != jpeg_dc ]]; then
    echo "tests/fuzz/run.sh: unknown target \"${target}\"; expected headers, decoders or jpeg_dc, then seconds (60)" >&2
    exit 2
fi
install_missing "${build_packages[@]}" "${fuzz_packages[@]}"

build() {
    cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++-14 \
        -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_BUILD_FUZZERS=ON &&
        cmake --build build/fuzz --target "penstock_fuzz_${target}"
}

# Small files of the corpus, where there is one, and all that did harm before.
collect_seeds() {
    local number=0 file
    while IFS= read -r -d '' file; do
        cp "${file}" "${seeds}/$((number += 1))"
    done < <(find tests/regressions ../shared/corpora/images -type f -size -65k -print0 2>/dev/null)
    echo "${number} seeds"
}

fuzz() {
    "build/fuzz/bin/penstock_fuzz_${target}" -max_total_time="${seconds}" -max_len=65536 -timeout=20 \
        -malloc_limit_mb=512 -print_final_stats=1 -artifact_prefix="tests/regressions/${target}-" \
        "build/fuzz/found-${target}" "${seeds}"
}

seeds=$(mktemp -d)
trap 'rm -rf "${seeds}"' EXIT
step "Build" build
mkdir -p "build/fuzz/found-${target}"
step "Seeds" collect_seeds
step "Fuzzing for ${seconds} s" fuzz
