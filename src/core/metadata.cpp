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
    : buffer_{std::move(buffer)}, begins_{.icc = 0,
                                          .exif = sizes.icc,
                                          .xmp = sizes.icc + sizes.exif,
                                          .text = sizes.icc + sizes.exif + sizes.xmp},
      sizes_{sizes}, resolution_{resolution} {
    assert(buffer_.size() >= sizes_.sum());
}

std::vector<Metadata::Text> Metadata::texts() const {
    const auto bytes = part(begins_.text, sizes_.text);
    std::string_view rest{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    std::vector<Text> texts;
    while (!rest.empty()) {
        const std::string_view key = take_text(rest);
        texts.push_back({key, take_text(rest)});
    }
    return texts;
}

Metadata Metadata::without(const Kinds& kinds) const {
    Metadata rest = *this;
    const auto remove = [](bool is_removed, std::uint64_t& size) {
        if (is_removed)
            size = 0;
    };
    remove(kinds.icc, rest.sizes_.icc);
    remove(kinds.exif, rest.sizes_.exif);
    remove(kinds.xmp, rest.sizes_.xmp);
    remove(kinds.texts, rest.sizes_.text);
    if (kinds.resolution)
        rest.resolution_ = {};
    return rest;
}

Metadata Metadata::copied_into(Buffer buffer) const {
    if (bytes() != 0) {
        auto to = buffer.bytes().begin();
        for (const auto bytes : {icc(), exif(), xmp(), part(begins_.text, sizes_.text)})
            to = std::ranges::copy(bytes, to).out;
    }
    return {std::move(buffer), sizes_, resolution_};
}

} // namespace penstock
