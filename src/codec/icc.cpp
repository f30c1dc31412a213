// SPDX-License-Identifier: Apache-2.0
#include "codec/icc.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::size_t header_bytes = 128;
constexpr std::size_t entry_bytes = 12; // of a tag: name, offset, size

std::string_view text_at(std::span<const std::byte> bytes, std::size_t offset) {
    return {reinterpret_cast<const char*>(&bytes[offset]), 4};
}

bool has_sound_tags(std::span<const std::byte> profile) {
    const std::uint64_t count = u32_at(profile, header_bytes, std::endian::big);
    if (count == 0 || count > (profile.size() - header_bytes - 4) / entry_bytes)
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry = profile.subspan(header_bytes + 4 + i * entry_bytes, entry_bytes);
        const std::uint64_t offset = u32_at(entry, 4, std::endian::big);
        if (offset > profile.size() || u32_at(entry, 8, std::endian::big) > profile.size() - offset)
            return false;
    }
    return true;
}

std::string printable(std::string_view name) {
    std::string text{name};
    std::ranges::replace_if(
        text, [](char c) { return c < ' ' || c > '~'; }, '?');
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

IccVerdict check_icc(std::span<const std::byte> profile, std::uint32_t channels) {
    if (profile.size() < header_bytes + 4 || text_at(profile, 36) != "acsp")
        return {{}, "it is none"};
    const std::uint64_t size = u32_at(profile, 0, std::endian::big);
    if (size < header_bytes + 4 || size > profile.size())
        return {{}, fmt::format("it has {} bytes, and says that it has {}", profile.size(), size)};
    profile = profile.first(size);
    if (!has_sound_tags(profile))
        return {{}, "it is damaged"};
    const std::string_view expected = channels <= 2 ? "GRAY" : channels <= 4 ? "RGB " : "";
    if (const std::string_view colours = text_at(profile, 16); colours != expected)
        return {{},
                fmt::format(
                    "it is for {}, and the picture has {} channels", printable(colours), channels)};
    return {profile, {}};
}

} // namespace penstock::codec
