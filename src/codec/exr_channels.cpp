// SPDX-License-Identifier: Apache-2.0
#include "codec/exr_channels.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::uint32_t most_channels = 1024;

enum class SampleType : std::uint32_t { u32 = 0, f16 = 1, f32 = 2 };

struct Channel {
    std::array<char, 256> name{};
    SampleType type = SampleType::f16;
    bool is_subsampled = false;

    [[nodiscard]] std::string_view text() const { return name.data(); }
};

[[noreturn]] void broken() {
    throw ItemError{ErrorClass::corrupt, "the OpenEXR file has a broken list of channels"};
}

// False at the end of the list; `offset` moves behind the channel.
bool read_channel(const ByteReader& file,
                  std::uint64_t& offset,
                  std::uint64_t end,
                  Channel& channel) {
    std::array<std::byte, 256 + 16> bytes{};
    const auto wanted = std::min<std::uint64_t>(bytes.size(), end - offset);
    const auto read = std::span{bytes}.first(file.read_at(offset, std::span{bytes}.first(wanted)));
    const auto name_end = std::ranges::find(read, std::byte{0});
    const auto name_length = static_cast<std::size_t>(name_end - read.begin());
    if (name_end == read.end() || name_length >= channel.name.size())
        broken();
    if (name_length == 0)
        return false;
    if (read.size() < name_length + 1 + 16)
        broken();
    channel.name.fill('\0');
    std::transform(read.begin(), name_end, channel.name.begin(), [](std::byte b) {
        return static_cast<char>(b);
    });
    const auto rest = read.subspan(name_length + 1, 16);
    const std::uint32_t type = u32_at(rest, 0, std::endian::little);
    if (type > 2)
        broken();
    channel.type = static_cast<SampleType>(type);
    channel.is_subsampled =
        u32_at(rest, 8, std::endian::little) != 1 || u32_at(rest, 12, std::endian::little) != 1;
    offset += name_length + 1 + rest.size();
    return true;
}

// Which channels there are, by the names that matter.
struct Found {
    std::array<bool, 5> is_there{}; // R, G, B, A, Y
    bool has_half = false;          // among those that are delivered
    bool has_float = false;
    bool has_integer = false;
    bool has_subsampled = false;
    Channel last;
    std::string names; // the first few
};

constexpr std::string_view colours = "RGBAY";

void note(const Channel& channel, std::uint32_t index, Found& found) {
    constexpr std::uint32_t named = 6;
    if (index < named)
        found.names += (index == 0 ? "" : ", ") + std::string{channel.text()};
    if (index == named)
        found.names += ", ...";
    found.last = channel;
    found.has_subsampled |= channel.is_subsampled;
    const std::size_t place =
        channel.text().size() == 1 ? colours.find(channel.text()[0]) : std::string_view::npos;
    if (place == std::string_view::npos)
        return;
    found.is_there[place] = true;
    found.has_half |= channel.type == SampleType::f16;
    found.has_float |= channel.type == SampleType::f32;
    found.has_integer |= channel.type == SampleType::u32;
}

std::uint32_t delivered(const Found& found, std::uint32_t count) {
    const auto [r, g, b, a, y] = found.is_there;
    if (r && g && b && !y)
        return a ? 4 : 3;
    if (y && !r && !g && !b)
        return a ? 2 : 1;
    if (count == 1)
        return 1;
    throw ItemError{ErrorClass::unsupported,
                    fmt::format("the OpenEXR file has the channels {}; expected R, G, B (and A), Y "
                                "(and A), or a single one",
                                found.names)};
}

} // namespace

ExrChannels read_exr_channels(const ByteReader& file, std::uint64_t offset, std::uint64_t length) {
    const std::uint64_t end = offset + length;
    ExrChannels result;
    Found found;
    Channel channel;
    while (read_channel(file, offset, end, channel)) {
        note(channel, result.count, found);
        result.pixel_bytes += channel.type == SampleType::f16 ? 2 : 4;
        if (++result.count > most_channels)
            throw ItemError{
                ErrorClass::limit,
                fmt::format("the OpenEXR file has more than {} channels", most_channels)};
    }
    if (result.count == 0)
        broken();
    if (found.has_subsampled)
        throw ItemError{ErrorClass::unsupported,
                        "the OpenEXR file has channels of lower resolution (luminance and chroma)"};
    result.delivered = delivered(found, result.count);
    const bool is_single = result.count == 1;
    const bool has_integer = found.has_integer || (is_single && found.last.type == SampleType::u32);
    if (has_integer)
        throw ItemError{ErrorClass::unsupported,
                        "the OpenEXR file has channels of 32-bit integers; floating point is read"};
    if (found.has_half && found.has_float)
        throw ItemError{ErrorClass::unsupported,
                        "the OpenEXR file has colours of 16 and of 32 bits; expected one of them"};
    const bool is_float = is_single ? found.last.type == SampleType::f32 : found.has_float;
    result.pixel_type = is_float ? PixelType::f32 : PixelType::f16;
    return result;
}

} // namespace penstock::codec
