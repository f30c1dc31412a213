// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <OpenImageIO/imageio.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace penstock::codec {

/// Reads channels of an OpenEXR part that do not lie side by side, or are not of one type.
class ExrSelection {
public:
    /// Throws `ItemError` where the part does not have header.channel_names.
    ExrSelection(const Header& header, OIIO::ImageInput& input);

    /// What became of a call to OpenImageIO, and how many rows were there before it; throws.
    using Check = std::function<void(bool is_good, std::uint32_t rows)>;
    /// Reads all of the part.
    void read(std::span<std::byte> pixels, const Check& check);

private:
    void pick(std::uint32_t x,
              std::uint32_t y,
              std::uint32_t width,
              std::uint32_t height,
              std::span<std::byte> pixels) const;

    const Header& header_;
    OIIO::ImageInput& input_;
    std::vector<int> places_; // in the file, of each channel that is delivered
    int begin_ = 0;           // of the range that is read
    int end_ = 0;
    std::vector<std::byte> block_;
};

} // namespace penstock::codec
