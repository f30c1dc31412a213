// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock::test {

/// One picture of a TIFF that is written by hand, of a kind that no encoder here makes.
struct TiffPage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t bits = 8;
    std::uint32_t samples = 1;
    std::uint32_t photometric = 1;
    std::uint32_t sample_format = 1;
    std::uint32_t planar = 1;
    std::uint32_t compression = 1;
    std::uint32_t orientation = 1;
    std::uint32_t subfile_type = 0;
    std::uint32_t rows_per_strip = 0; ///< 0: all in one
    std::uint32_t tile_side = 0;      ///< 0: strips
    std::optional<std::uint32_t> extra_sample = {};
    std::vector<std::uint16_t> colour_map = {};
    std::vector<std::uint32_t> subsampling = {}; ///< of YCbCr: across, down
    std::string description = {};
    std::string texture_format = {};
    std::string no_data = {};                   ///< as GDAL writes it
    std::vector<std::uint32_t> smaller_at = {}; ///< SubIFDs: by their places in the list of pages
    std::optional<std::size_t> next_page = {};  ///< by its place; none there: the chain ends here
    std::vector<Bytes> blocks = {};             ///< strips or tiles, as they lie in the file
};

/// The directories come first, the pixels last.
[[nodiscard]] Bytes tiff_file(const std::vector<TiffPage>& pages,
                              std::endian order = std::endian::little);

/// Samples of fewer or more than 8 bits, packed: rows begin with a byte of their own. Samples of 16
/// and 32 bits are little-endian.
[[nodiscard]] Bytes
packed(const std::vector<std::uint32_t>& samples, std::uint32_t bits, std::size_t samples_per_row);

} // namespace penstock::test
