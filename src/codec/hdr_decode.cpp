// SPDX-License-Identifier: Apache-2.0
#include "codec/hdr.hpp"
#include "codec/header.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace penstock::codec {
namespace {

constexpr std::size_t shortest_packed = 8;
constexpr std::size_t longest_packed = 0x7FFF;

[[noreturn]] void fail(const char* message) {
    throw ItemError{ErrorClass::corrupt, message};
}

class Scanlines {
public:
    Scanlines(const HdrHeader& hdr, std::span<const std::byte> data) : hdr_{&hdr}, data_{data} {}

    // Four planes of a scan line: red, green, blue, exponent.
    void read(std::uint64_t y, std::span<std::byte> planes) {
        y_ = y;
        const std::size_t width = hdr_->width;
        if (width >= shortest_packed && width <= longest_packed && is_packed()) {
            at_ += 4;
            for (std::size_t plane = 0; plane < 4; ++plane)
                read_plane(planes.subspan(plane * width, width));
            return;
        }
        read_pixels(planes);
    }

private:
    [[nodiscard]] bool is_packed() const {
        if (data_.size() - at_ < 4)
            return false;
        const auto head = data_.subspan(at_, 4);
        if (head[0] != std::byte{2} || head[1] != std::byte{2} || head[2] >= std::byte{0x80})
            return false;
        const auto width =
            std::to_integer<std::size_t>(head[2]) * 256 + std::to_integer<std::size_t>(head[3]);
        if (width != hdr_->width)
            fail("the Radiance HDR has a scan line of another width");
        return true;
    }
    std::span<const std::byte> take(std::size_t bytes) {
        if (bytes > data_.size() - at_)
            throw TruncatedPicture{
                fmt::format("the Radiance HDR ends after {} of {} rows", y_, hdr_->height), y_};
        at_ += bytes;
        return data_.subspan(at_ - bytes, bytes);
    }
    void read_plane(std::span<std::byte> plane) {
        while (!plane.empty()) {
            const auto head = std::to_integer<std::size_t>(take(1)[0]);
            const std::size_t count = head > 128 ? head - 128 : head;
            if (count == 0 || count > plane.size())
                fail("the Radiance HDR has a run of impossible length");
            if (head > 128)
                std::ranges::fill(plane.first(count), take(1)[0]);
            else
                std::ranges::copy(take(count), plane.begin());
            plane = plane.subspan(count);
        }
    }
    // Pixel by pixel; (1, 1, 1, n) repeats the one before n times, and further such ones in a row
    // count 256 times as much each.
    void read_pixels(std::span<std::byte> planes) {
        const std::size_t width = hdr_->width;
        unsigned shift = 0;
        for (std::size_t x = 0; x < width;) {
            const auto pixel = take(4);
            const bool repeats =
                pixel[0] == std::byte{1} && pixel[1] == std::byte{1} && pixel[2] == std::byte{1};
            if (!repeats) {
                for (std::size_t c = 0; c < 4; ++c)
                    planes[c * width + x] = pixel[c];
                ++x;
                shift = 0;
                continue;
            }
            const std::size_t count = std::to_integer<std::size_t>(pixel[3]) << shift;
            if (x == 0 || count > width - x)
                fail("the Radiance HDR has a run of impossible length");
            for (std::size_t c = 0; c < 4; ++c)
                std::ranges::fill(planes.subspan(c * width + x, count), planes[c * width + x - 1]);
            x += count;
            shift = std::min(shift + 8, 24U);
        }
    }

    const HdrHeader* hdr_; // borrowed
    std::span<const std::byte> data_;
    std::size_t at_ = 0;
    std::uint64_t y_ = 0;
};

// What a step of a sample is worth, by exponent. 0 stands for black.
std::array<float, 256> steps() {
    std::array<float, 256> table{};
    for (int exponent = 1; exponent < 256; ++exponent)
        table[static_cast<std::size_t>(exponent)] = std::ldexp(1.0F, exponent - (128 + 8));
    return table;
}

} // namespace

void decode_hdr(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch) {
    const HdrHeader hdr = find_hdr_header(MemoryReader{file});
    Scanlines scanlines{hdr, file.subspan(hdr.data_offset)};
    const std::array<float, 256> step = steps();
    const std::size_t width = hdr.width;
    const auto planes = scratch.first(width * 4);
    for (std::uint64_t y = 0; y < hdr.height; ++y) {
        scanlines.read(y, planes);
        std::byte* out = &pixels[y * header.spec.row_bytes()];
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < 3; ++c, out += sizeof(float)) {
                const float value = std::to_integer<std::uint8_t>(planes[c * width + x]) *
                                    step[std::to_integer<std::size_t>(planes[3 * width + x])];
                std::memcpy(out, &value, sizeof value);
            }
    }
}

} // namespace penstock::codec
