# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# Sourced by graphs/quickstart.sh and tests/run.sh: the Debian 12 packages, and how those that are missing get installed.

# To build and to run.
build_packages=(
    cmake
    g++
    libcli11-dev
    libdeflate-dev
    libfmt-dev
    libfreetype-dev
    libgif-dev
    libhwy-dev
    libjpeg62-turbo-dev
    liblcms2-dev
    libopenimageio-dev
    libopenjp2-7-dev
    libpng-dev
    libtbb-dev
    libwebp-dev
    nettle-dev
    ninja-build
    nlohmann-json3-dev
    pkg-config
    zlib1g-dev
)

# For the Python package, beside these: without them it is left out.
python_packages=(
    pybind11-dev
    python3-dev
    python3-numpy
)

# To test, beside these.
test_packages=(
    catch2
    chromium
    clang-format-14
    dpkg-dev
    file
    fonts-dejavu-core
    imagemagick
    libturbojpeg0-dev
    python3
    python3-jsonschema
    python3-prometheus-client
    systemtap-sdt-dev
)

# For tests/benchmark/peers, beside those to build: what penstock is compared with.
peer_packages=(
    graphicsmagick
    imagemagick
    libturbojpeg0-dev
    libvips-tools
    nodejs
    python3
    python3-numpy
    python3-opencv
    python3-pil
    webp
)

# For tests/fuzz/run.sh, beside those to build.
fuzz_packages=(
    clang-14
    libclang-rt-14-dev
)

explain_other_systems() {
    cat >&2 <<END
This script installs Debian 12 packages, and this system has no apt-get.
What is needed, by its Debian names:
  ${*}
With all of it in place, plain CMake builds penstock:
  cmake -S . -B build/plain -DPENSTOCK_BUILD_TESTS=OFF && cmake --build build/plain
END
}

# as_root COMMAND...
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root, and there is no sudo. As root, run:" >&2
        echo "  $*" >&2
        return 1
    fi
}

# install_missing PACKAGE...
# Installs those of the packages that are not there. Asks nothing, and leaves apt alone where nothing is missing.
install_missing() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        explain_other_systems "$@"
        return 1
    fi
    local package missing=()
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "${package}" 2>/dev/null) == installed ]] ||
            missing+=("${package}")
    done
    ((${#missing[@]})) || return 0
    echo "== Installing ${missing[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o APT::Color=0)
    as_root "${apt[@]}" update </dev/null
    if ! as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null; then
        echo "apt-get could not install: ${missing[*]}" >&2
        echo "The names are those of Debian 12 (bookworm); this is $(. /etc/os-release && echo "${PRETTY_NAME}")." >&2
        return 1
    fi
}

# Prints what the step is, and how many seconds it took.
# step TITLE COMMAND...
step() {
    local title=$1 begin=${SECONDS}
    shift
    echo "== ${title}"
    if ! "$@"; then
        echo "== ${title}: failed after $((SECONDS - begin)) s" >&2
        return 1
    fi
    echo "== ${title}: $((SECONDS - begin)) s"
}
