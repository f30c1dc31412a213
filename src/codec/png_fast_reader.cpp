// SPDX-License-Identifier: Apache-2.0
#include "codec/png_fast_reader.hpp"

#include "codec/png_chunks.hpp"
#include "codec/png_filter_kernels.hpp"
#include "codec/png_unfilter_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <libdeflate.h>
#include <memory>

namespace penstock::codec {
namespace {

// Rows of more than that, 90 megapixels of RGB, go through libpng, which needs no room for them.
constexpr std::uint64_t most_row_bytes = std::uint64_t{256} << 20;

// A byte of deflate stands for at most so many.
constexpr std::uint64_t most_expansion = 1032;

constexpr std::size_t row_buffers = 2;

std::uint64_t buffers_bytes(std::uint64_t row_bytes) {
    return row_buffers * (row_bytes + 2 * png_row_margin);
}

// The rows as they come out of deflate: each has the number of its filter before it. False where
// there are not exactly so many bytes.
bool inflate_rows(std::span<const std::byte> packed, std::span<std::byte> rows) {
    // zlib would refuse repetitions from further back than the window that the file says.
    const auto window_bits = std::to_integer<unsigned>(packed[0]) >> 4U;
    if (window_bits > 7 ||
        (std::uint64_t{256} << window_bits) < std::min<std::uint64_t>(rows.size(), 32'768))
        return false;
    const std::unique_ptr<::libdeflate_decompressor, decltype(&::libdeflate_free_decompressor)>
        decompressor{::libdeflate_alloc_decompressor(), ::libdeflate_free_decompressor};
    if (!decompressor)
        return false;
    std::size_t read = 0;
    std::size_t written = 0;
    return ::libdeflate_zlib_decompress_ex(decompressor.get(),
                                           packed.data(),
                                           packed.size(),
                                           rows.data(),
                                           rows.size(),
                                           &read,
                                           &written) == LIBDEFLATE_SUCCESS &&
           read == packed.size() && written == rows.size();
}

// A row of a file becomes one of an image.
class Delivery {
public:
    Delivery(const PngChunks& chunks, const ImageSpec& spec)
        : is_palette_{chunks.is_palette()}, channels_{spec.channels},
          is_swapped_{spec.pixel_type == PixelType::u16 &&
                      std::endian::native == std::endian::little} {
        if (is_palette_)
            chunks.copy_palette(palette_);
    }

    void operator()(std::span<const std::uint8_t> row, std::uint8_t* to) const {
        if (is_swapped_)
            swap_png_samples(row.data(), row.size(), to);
        else if (!is_palette_)
            std::ranges::copy(row, to);
        else if (channels_ == 3)
            copy_colours<3>(row, to);
        else
            copy_colours<4>(row, to);
    }

private:
    template <std::size_t channels>
    void copy_colours(std::span<const std::uint8_t> row, std::uint8_t* to) const {
        for (const std::uint8_t index : row)
            to = std::copy_n(palette_[index].data(), channels, to);
    }

    bool is_palette_;
    std::uint32_t channels_;
    bool is_swapped_;
    PngPalette palette_{};
};

// False where a row has a filter that there is none of.
bool deliver_rows(std::span<const std::uint8_t> rows,
                  std::size_t step,
                  std::uint32_t height,
                  std::span<std::byte> buffers,
                  const Delivery& deliver,
                  std::span<std::byte> pixels) {
    const std::size_t stride = rows.size() / height;
    const std::size_t count = stride - 1;
    auto* const first = reinterpret_cast<std::uint8_t*>(buffers.data()) + png_row_margin;
    std::uint8_t* const second = first + count + 2 * png_row_margin;
    std::ranges::fill(buffers.first(buffers_bytes(count)), std::byte{0});
    auto* to = reinterpret_cast<std::uint8_t*>(pixels.data());
    for (std::uint32_t y = 0; y < height; ++y, to += pixels.size() / height) {
        const std::uint8_t* const left = &rows[y * stride];
        if (*left >= png_filters)
            return false;
        std::uint8_t* const row = y % 2 == 0 ? first : second;
        unfilter_png_row(
            static_cast<PngFilter>(*left), step, left + 1, y % 2 == 0 ? second : first, count, row);
        deliver({row, count}, to);
    }
    return true;
}

} // namespace

std::uint64_t
png_fast_scratch_bytes(const Header& header, std::uint32_t bits, std::uint32_t samples) {
    const ImageSpec& spec = header.spec;
    if (bits < 8 || header.layout.is_progressive || !header.truncation.empty())
        return 0;
    const std::uint64_t row_bytes = std::uint64_t{spec.width} * samples * (bits / 8);
    if (spec.height == 0 || row_bytes >= most_row_bytes / spec.height)
        return 0;
    const std::uint64_t all_bytes = (row_bytes + 1) * spec.height;
    if (all_bytes / most_expansion > header.file_bytes) // that many cannot be in the file
        return 0;
    return buffers_bytes(row_bytes) + all_bytes + png_row_margin;
}

bool read_png_fast(const Header& header,
                   std::span<const std::byte> file,
                   std::span<std::byte> pixels,
                   std::span<std::byte> scratch) {
    PngChunks chunks;
    if (!chunks.read(file, header.spec))
        return false;
    const std::uint64_t row_bytes = header.spec.width * chunks.pixel_bytes();
    const std::uint64_t all_bytes = (row_bytes + 1) * header.spec.height;
    const std::uint64_t needed = buffers_bytes(row_bytes) + all_bytes + png_row_margin;
    if (scratch.size() < needed || chunks.packed_bytes() == 0)
        return false;
    // What comes in several chunks is put together where the pixels will be.
    std::span<const std::byte> packed = chunks.packed_of_one();
    if (packed.empty()) {
        if (chunks.packed_bytes() > pixels.size())
            return false;
        chunks.copy_packed(pixels);
        packed = pixels.first(chunks.packed_bytes());
    }
    const auto rows = scratch.subspan(buffers_bytes(row_bytes), all_bytes);
    if (!inflate_rows(packed, rows))
        return false;
    return deliver_rows({reinterpret_cast<const std::uint8_t*>(rows.data()), rows.size()},
                        chunks.pixel_bytes(),
                        header.spec.height,
                        scratch,
                        Delivery{chunks, header.spec},
                        pixels);
}

} // namespace penstock::codec
