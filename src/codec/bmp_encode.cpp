// SPDX-License-Identifier: Apache-2.0
#include "codec/bmp.hpp"
#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>

namespace penstock::codec {
namespace {

constexpr std::size_t file_header_bytes = 14;
constexpr std::size_t info_bytes = 40;
constexpr std::size_t version_4_bytes = 108; // with masks and a colour space
constexpr std::size_t gray_palette_bytes = 1024;

// Writes numbers one after the other, the low byte first.
class Writer {
public:
    explicit Writer(std::span<std::byte> target) : target_{target} {}

    void put(std::size_t bytes, std::uint64_t value) {
        put_number(target_.subspan(at_, bytes), value, std::endian::little);
        at_ += bytes;
    }
    [[nodiscard]] std::size_t size() const { return at_; }

private:
    std::span<std::byte> target_; // borrowed
    std::size_t at_ = 0;
};

void write_headers(Writer& out, const ImageSpec& spec, std::uint64_t pixel_bytes) {
    const std::size_t header = spec.channels == 4 ? version_4_bytes : info_bytes;
    const std::size_t palette = spec.channels == 1 ? gray_palette_bytes : 0;
    const std::uint64_t offset = file_header_bytes + header + palette;
    const std::uint64_t file_bytes = offset + pixel_bytes;
    out.put(2, 0x4D42); // BM
    out.put(4, file_bytes <= 0xFFFF'FFFFU ? file_bytes : 0);
    out.put(4, 0);
    out.put(4, offset);
    out.put(4, header);
    out.put(4, spec.width);
    out.put(4, spec.height);
    out.put(2, 1); // plane
    out.put(2, spec.channels * 8ULL);
    out.put(4, spec.channels == 4 ? 3 : 0); // compression: masks, none
    out.put(4, pixel_bytes <= 0xFFFF'FFFFU ? pixel_bytes : 0);
    out.put(4, 2835); // pixels a metre: 72 an inch
    out.put(4, 2835);
    out.put(4, 0); // colours: all
    out.put(4, 0);
    if (spec.channels != 4)
        return;
    for (const std::uint32_t mask : {0x00FF'0000U, 0xFF00U, 0xFFU, 0xFF00'0000U})
        out.put(4, mask);
    out.put(4, 0x7352'4742); // sRGB
    for (int i = 0; i < 12; ++i)
        out.put(4, 0); // end points and gamma: those of sRGB
}

void write_row(std::span<const std::byte> from, std::span<std::byte> to, std::uint32_t channels) {
    if (channels == 1) {
        std::ranges::copy(from, to.begin());
        return;
    }
    for (std::size_t i = 0; i < from.size(); i += channels) {
        to[i] = from[i + 2];
        to[i + 1] = from[i + 1];
        to[i + 2] = from[i];
        if (channels == 4)
            to[i + 3] = from[i + 3];
    }
}

} // namespace

std::size_t encode_bmp(const Image& image, const EncodeOptions&, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    const std::uint64_t used = spec.row_bytes();
    const std::uint64_t stride = ceil_div(used, 4) * 4;
    Writer out{target};
    write_headers(out, spec, stride * spec.height);
    if (spec.channels == 1)
        for (std::uint64_t gray = 0; gray < 256; ++gray)
            out.put(4, gray * 0x01'0101U);
    auto to = target.subspan(out.size());
    for (std::uint32_t y = spec.height; y-- > 0; to = to.subspan(stride)) {
        const auto row = to.first(stride);
        write_row(image.row(y), row, spec.channels);
        std::ranges::fill(row.subspan(used), std::byte{0});
    }
    return static_cast<std::size_t>(to.data() - target.data());
}

} // namespace penstock::codec
