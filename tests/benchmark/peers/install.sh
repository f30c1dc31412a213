#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what tests/benchmark/peers compares penstock with: Debian's packages, and sharp with npm into build/peers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source src/cmake/debian_packages.sh

install_missing "${build_packages[@]}" "${peer_packages[@]}"
# Debian's npm needs half of its archive; a nodejs from elsewhere often has one.
command -v npm >/dev/null || install_missing npm
mkdir -p build/peers
# The newest sharp for Debian's Node 18. Where Node is older, npm says which one sharp needs.
npm install --prefix build/peers --engine-strict --no-audit --no-fund sharp@0.34
