// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace penstock::test {

/// Where the plugins of the tests are.
[[nodiscard]] inline std::filesystem::path library_folder() {
    return std::filesystem::canonical(PENSTOCK_BINARY_DIR) / "lib/test_plugins";
}

/// The library of one of the sources in tests/plugin/libraries/.
[[nodiscard]] inline std::filesystem::path library(const std::string& name) {
    return library_folder() / ("lib" + name + ".so");
}

} // namespace penstock::test
