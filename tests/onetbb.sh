#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests with a oneTBB that was built for the purpose, from Debian's source package.
#   tests/onetbb.sh tsan        with ThreadSanitizer, which must see into oneTBB to know what is ordered
#   tests/onetbb.sh tbb-debug   with the checks that oneTBB makes of itself and of its callers
# Everything is below build/. PENSTOCK_ONETBB_SOURCE: a source tree to take instead of the package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source src/cmake/debian_packages.sh

preset=${1:-}
case ${preset} in
tsan) flavour=(-DCMAKE_BUILD_TYPE=RelWithDebInfo -DTBB_SANITIZE=thread) ;;
tbb-debug) flavour=(-DCMAKE_BUILD_TYPE=Debug) ;;
*)
    echo "usage: tests/onetbb.sh tsan|tbb-debug" >&2
    exit 2
    ;;
esac
jobs=$(nproc)
source=${PENSTOCK_ONETBB_SOURCE:-${PWD}/build/onetbb-source}

# The system's own list of packages, asked for sources; its state stays as it is.
get_source() {
    [[ ! -e ${source}/CMakeLists.txt ]] || return 0
    local work=${PWD}/build/onetbb-package
    mkdir -p "${work}"/{parts,state/lists/partial,cache/archives/partial}
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"${work}/parts/main.list" 2>/dev/null || true
    sed 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"${work}/parts/debian.sources" \
        2>/dev/null || rm -f "${work}/parts/debian.sources"
    local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=${work}/parts"
        -o "Dir::State=${work}/state" -o "Dir::Cache=${work}/cache" -o "APT::Sandbox::User=$(id -un)")
    (cd "${work}" && "${apt[@]}" update && "${apt[@]}" source onetbb) || return 1
    mv "${work}"/onetbb-*/ "${source}"
}

build_onetbb() {
    cmake -S "${source}" -B "build/onetbb-${preset}-objects" -G Ninja "${flavour[@]}" \
        -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DCMAKE_CXX_FLAGS=-fno-omit-frame-pointer \
        -DCMAKE_INSTALL_PREFIX="${PWD}/build/onetbb-${preset}" &&
        cmake --build "build/onetbb-${preset}-objects" --target install --parallel "${jobs}"
}

build_penstock() {
    cmake --preset "${preset}" && cmake --build --preset "${preset}" --parallel "${jobs}"
}

install_missing "${build_packages[@]}" "${test_packages[@]}" dpkg-dev
step "oneTBB's source" get_source
step "Build oneTBB" build_onetbb
step "Build penstock" build_penstock
echo "== Tests"
ctest --preset "${preset}" --parallel "${jobs}"
