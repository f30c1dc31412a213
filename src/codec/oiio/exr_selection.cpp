// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/exr_selection.hpp"

#include "penstock/failure.hpp"
#include "penstock/image_buf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace penstock::codec {

ExrSelection::ExrSelection(const Header& header, OIIO::ImageInput& input)
    : header_{header}, input_{input} {
    const std::vector<std::string>& names = input.spec().channelnames;
    for (const std::string& name : header.channel_names) {
        const auto found = std::ranges::find(names, name);
        if (found == names.end())
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("OpenImageIO does not find the channel \"{}\" of the "
                                        "OpenEXR file",
                                        name)};
        places_.push_back(static_cast<int>(found - names.begin()));
    }
    begin_ = *std::ranges::min_element(places_);
    end_ = *std::ranges::max_element(places_) + 1;
}

void ExrSelection::read(std::span<std::byte> pixels, const Check& check) {
    const OIIO::TypeDesc type = oiio_type(header_.spec.pixel_type);
    const bool is_tiled = header_.layout.tile_width != 0;
    const std::uint32_t step_x = is_tiled ? header_.layout.tile_width : header_.spec.width;
    const std::uint32_t step_y =
        is_tiled ? header_.layout.tile_height : std::max(header_.layout.rows_per_block, 1U);
    const int left = input_.spec().x;
    const int top = input_.spec().y;
    const int part = static_cast<int>(header_.layout.part);
    const int level = static_cast<int>(header_.layout.level);
    block_.resize(std::uint64_t{step_x} * step_y * static_cast<std::uint64_t>(end_ - begin_) *
                  bytes_of(header_.spec.pixel_type));
    for (std::uint32_t y = 0; y < header_.spec.height; y += step_y)
        for (std::uint32_t x = 0; x < header_.spec.width; x += step_x) {
            const std::uint32_t width = std::min(step_x, header_.spec.width - x);
            const std::uint32_t height = std::min(step_y, header_.spec.height - y);
            const int x0 = left + static_cast<int>(x);
            const int y0 = top + static_cast<int>(y);
            const int x1 = x0 + static_cast<int>(width);
            const int y1 = y0 + static_cast<int>(height);
            const bool is_good =
                is_tiled
                    ? input_.read_tiles(
                          part, level, x0, x1, y0, y1, 0, 1, begin_, end_, type, block_.data())
                    : input_.read_scanlines(part, 0, y0, y1, 0, begin_, end_, type, block_.data());
            check(is_good, y);
            pick(x, y, width, height, pixels);
        }
}

void ExrSelection::pick(std::uint32_t x,
                        std::uint32_t y,
                        std::uint32_t width,
                        std::uint32_t height,
                        std::span<std::byte> pixels) const {
    const std::size_t size = bytes_of(header_.spec.pixel_type);
    const std::size_t step = static_cast<std::size_t>(end_ - begin_) * size;
    for (std::uint32_t row = 0; row < height; ++row) {
        const std::byte* from = &block_[row * width * step];
        std::byte* to =
            &pixels[(y + row) * header_.spec.row_bytes() + x * header_.spec.pixel_bytes()];
        for (std::uint32_t column = 0; column < width; ++column, from += step)
            for (const int place : places_) {
                std::memcpy(to, from + static_cast<std::size_t>(place - begin_) * size, size);
                to += size;
            }
    }
}

} // namespace penstock::codec
