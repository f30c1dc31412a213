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
npm install --prefix build/peers --no-audit --no-fund sharp@0.35
