// SPDX-License-Identifier: Apache-2.0
#include "penstock/metadata.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock {
namespace {

// The text up to the next 0, which it takes off, too.
std::string_view take_text(std::string_view& rest) {
    const std::string_view text = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    return text;
}

} // namespace

Metadata::Metadata(Buffer buffer, const Sizes& sizes, const Resolution& resolution)
    : buffer_{std::move(buffer)}, sizes_{sizes}, resolution_{resolution} {
    assert(buffer_.size() >= sizes_.sum());
}

std::vector<Metadata::Text> Metadata::texts() const {
    const auto bytes = part(sizes_.icc + sizes_.exif + sizes_.xmp, sizes_.text);
    std::string_view rest{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    std::vector<Text> texts;
    while (!rest.empty()) {
        const std::string_view key = take_text(rest);
        texts.push_back({key, take_text(rest)});
    }
    return texts;
}

Metadata Metadata::without_icc() const {
    Metadata rest = *this;
    rest.begin_ += std::exchange(rest.sizes_.icc, 0);
    return rest;
}

Metadata Metadata::copied_into(Buffer buffer) const {
    if (bytes() != 0)
        std::ranges::copy(part(0, bytes()), buffer.bytes().begin());
    return {std::move(buffer), sizes_, resolution_};
}

} // namespace penstock
