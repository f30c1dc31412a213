#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and runs everything that a change must pass. Stops at the first step that fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source src/cmake/debian_packages.sh

jobs=$(nproc)

build() {
    cmake --preset "$1" && cmake --build --preset "$1" --parallel "${jobs}"
}

run_tests() {
    ctest --preset "$1" --parallel "${jobs}"
}

install_missing "${build_packages[@]}" "${python_packages[@]}" "${test_packages[@]}"
step "Build, debug, with every public header alone" build check
step "Build, with AddressSanitizer and UndefinedBehaviorSanitizer" build asan-ubsan
step "Tests with the sanitizers" run_tests asan-ubsan
echo "== Tests without the sanitizers, and of the program from outside"
run_tests check # last, so that what ctest says stands at the end
