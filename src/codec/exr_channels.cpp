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
                                "(and A), or a single one; name those that you want in the "
                                "parameter channels",
                                found.names)};
}

struct List { // where the channels are
    const ByteReader& file;
    std::uint64_t offset;
    std::uint64_t length;
};

template <class Each> void for_each_channel(const List& list, Each each) {
    std::uint64_t offset = list.offset;
    Channel channel;
    for (std::uint32_t i = 0; read_channel(list.file, offset, list.offset + list.length, channel);
         ++i) {
        if (i == most_channels)
            throw ItemError{
                ErrorClass::limit,
                fmt::format("the OpenEXR file has more than {} channels", most_channels)};
        each(channel);
    }
}

[[noreturn]] void refuse_integers() {
    throw ItemError{ErrorClass::unsupported,
                    "the OpenEXR file has channels of 32-bit integers, which floating point "
                    "samples cannot hold; floating point channels are read"};
}

[[noreturn]] void refuse_subsampled() {
    throw ItemError{ErrorClass::unsupported,
                    "the OpenEXR file has channels of lower resolution (luminance and chroma)"};
}

// Where a channel stands among others of its layer: R, G, B, A or Y, A first.
std::size_t rank_in_layer(std::string_view name) {
    constexpr std::string_view order = "RGBYA";
    const std::size_t rank = name.size() == 1 ? order.find(name[0]) : std::string_view::npos;
    return rank == std::string_view::npos ? order.size() : rank;
}

// The channels that a word stands for: the one of that name, or those of the layer.
std::vector<Channel> meant_by(const List& list, const std::string& word) {
    constexpr std::size_t most_in_layer = 64;
    const std::string layer = word + ".";
    std::vector<Channel> channels;
    bool is_exact = false;
    for_each_channel(list, [&](const Channel& channel) {
        const std::string_view name = channel.text();
        if (name == word) {
            channels.assign(1, channel);
            is_exact = true;
        }
        const bool is_in_layer =
            name.starts_with(layer) && name.find('.', layer.size()) == std::string_view::npos;
        if (!is_exact && is_in_layer && channels.size() < most_in_layer)
            channels.push_back(channel);
    });
    std::ranges::stable_sort(channels, {}, [&](const Channel& channel) {
        return is_exact ? 0 : rank_in_layer(channel.text().substr(layer.size()));
    });
    return channels;
}

std::string names_in(const List& list) {
    Found found;
    std::uint32_t index = 0;
    for_each_channel(list, [&](const Channel& channel) { note(channel, index++, found); });
    return found.names;
}

bool is_alpha(std::string_view name) {
    return name == "A" || name.ends_with(".A");
}

ExrChannels chosen(const List& list, std::span<const std::string> wanted) {
    ExrChannels result;
    for_each_channel(list, [&](const Channel& channel) {
        ++result.count;
        result.pixel_bytes += channel.type == SampleType::f16 ? 2 : 4;
    });
    result.pixel_type = PixelType::f16;
    for (const std::string& word : wanted) {
        const std::vector<Channel> channels = meant_by(list, word);
        if (channels.empty())
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the OpenEXR file has no channel and no layer \"{}\"; it "
                                        "has {}",
                                        word,
                                        names_in(list))};
        for (const Channel& channel : channels) {
            if (channel.is_subsampled)
                refuse_subsampled();
            if (channel.type == SampleType::u32)
                refuse_integers();
            if (channel.type == SampleType::f32)
                result.pixel_type = PixelType::f32;
            result.names.emplace_back(channel.text());
        }
    }
    result.delivered = static_cast<std::uint32_t>(result.names.size());
    result.has_alpha =
        (result.delivered == 2 || result.delivered == 4) && is_alpha(result.names.back());
    if ((result.delivered == 2 || result.delivered == 4) && !result.has_alpha)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("of {} channels the last one is alpha everywhere here, and "
                                    "\"{}\" is none; choose 1, 3 or more than 4 channels, or A "
                                    "last",
                                    result.delivered,
                                    result.names.back())};
    return result;
}

// Those that are delivered where nothing was asked for.
std::vector<std::string> usual_names(std::uint32_t count) {
    static constexpr std::array<std::string_view, 4> names = {"Y", "YA", "RGB", "RGBA"};
    std::vector<std::string> result;
    for (const char name : names[count - 1])
        result.emplace_back(1, name);
    return result;
}

} // namespace

ExrChannels read_exr_channels(const ByteReader& file,
                              std::uint64_t offset,
                              std::uint64_t length,
                              std::span<const std::string> wanted) {
    const List list{file, offset, length};
    if (!wanted.empty())
        return chosen(list, wanted);
    ExrChannels result;
    Found found;
    for_each_channel(list, [&](const Channel& channel) {
        note(channel, result.count, found);
        result.pixel_bytes += channel.type == SampleType::f16 ? 2 : 4;
        ++result.count;
    });
    if (result.count == 0)
        broken();
    if (found.has_subsampled)
        refuse_subsampled();
    result.delivered = delivered(found, result.count);
    result.has_alpha = result.delivered == 2 || result.delivered == 4;
    const bool is_single = result.count == 1;
    if (found.has_integer || (is_single && found.last.type == SampleType::u32))
        refuse_integers();
    if (found.has_half && found.has_float) // all as the finer ones
        result.names = usual_names(result.delivered);
    const bool is_float = is_single ? found.last.type == SampleType::f32 : found.has_float;
    result.pixel_type = is_float ? PixelType::f32 : PixelType::f16;
    return result;
}

} // namespace penstock::codec
