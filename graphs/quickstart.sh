#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds a release, runs graphs/quickstart.json, and says where the pictures lie.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source src/cmake/debian_packages.sh

configure() {
    cmake --preset release -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_WARNINGS_AS_ERRORS=OFF
}

build() {
    cmake --build --preset release --target penstock_tool
}

install_missing "${build_packages[@]}"
[[ -f build/release/build.ninja ]] || step "Configuring in build/release" configure
step "Building penstock" build

pictures=out/quickstart
step "Running graphs/quickstart.json" \
    build/release/bin/penstock run graphs/quickstart.json --var out="${pictures}"
echo
echo "The pictures lie in ${PWD}/${pictures}"
echo "Another one, by hand:  build/release/bin/penstock run graphs/quickstart.json --var count=20"
