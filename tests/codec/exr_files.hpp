// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test {

/// One part of an OpenEXR file that is written by hand: lines, not compressed.
struct ExrFilePart {
    struct Channel {
        std::string name = {};
        bool is_float = true; ///< not: half
        float first = 0; ///< the sample at the left of row y, column x is first + x / 8 + y / 64
    };
    std::string name = {};
    std::array<std::int32_t, 4> data = {0, 0, 3, 1}; ///< min x, min y, max x, max y
    std::array<std::int32_t, 4> display = {0, 0, 3, 1};
    std::vector<Channel> channels = {}; ///< in the order of their names
};

[[nodiscard]] Bytes exr_file(const std::vector<ExrFilePart>& parts);

} // namespace penstock::test
