// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"

#include "codec/byte_reader.hpp"
#include "codec/exif.hpp"
#include "codec/exif_edit.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

namespace penstock::codec {
namespace {

std::string_view text_in(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint8_t xmp_orientation(std::string_view xmp) {
    for (const std::string_view before :
         {"tiff:Orientation=\"", "tiff:Orientation='", "<tiff:Orientation>"})
        if (const std::size_t at = xmp.find(before); at != xmp.npos) {
            const std::size_t digit = at + before.size();
            if (digit < xmp.size() && xmp[digit] >= '1' && xmp[digit] <= '8')
                return static_cast<std::uint8_t>(xmp[digit] - '0');
        }
    return 1;
}

// Parts that lie behind each other, and can be changed before they are metadata.
class Parts {
public:
    Parts(const Metadata& metadata, Buffer buffer)
        : buffer_{std::move(buffer)}, sizes_{metadata.sizes()}, resolution_{metadata.resolution()} {
        // Whatever was taken off before, the copy is compact.
        const Metadata copy = metadata.copied_into(buffer_);
        assert(copy.sizes() == sizes_);
    }

    [[nodiscard]] std::span<std::byte> exif() {
        return buffer_.bytes().subspan(sizes_.icc, sizes_.exif);
    }
    [[nodiscard]] std::span<std::byte> xmp() {
        return buffer_.bytes().subspan(sizes_.icc + sizes_.exif, sizes_.xmp);
    }
    [[nodiscard]] std::shared_ptr<const Metadata> metadata() {
        return std::make_shared<const Metadata>(std::move(buffer_), sizes_, resolution_);
    }

private:
    Buffer buffer_;
    Metadata::Sizes sizes_;
    Resolution resolution_;
};

constexpr std::string_view packet_begin =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";
constexpr std::string_view packet_end = "</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
constexpr std::string_view rdf_end = "</rdf:RDF>";

// How Dublin Core holds it: in languages, or as a list.
struct Property {
    std::string_view key; // of the text
    std::string_view name;
    std::string_view begin;
    std::string_view end;
    std::optional<std::string> Said::*said;
};

constexpr std::string_view in_languages = "<rdf:Alt><rdf:li xml:lang=\"x-default\">";
constexpr std::string_view languages_end = "</rdf:li></rdf:Alt>";

constexpr std::array<Property, 4> properties = {{
    {"Title", "dc:title", in_languages, languages_end, &Said::title},
    {"Author", "dc:creator", "<rdf:Seq><rdf:li>", "</rdf:li></rdf:Seq>", &Said::author},
    {"Copyright", "dc:rights", in_languages, languages_end, &Said::copyright},
    {"Description", "dc:description", in_languages, languages_end, &Said::description},
}};

constexpr std::size_t most_escaped = 5; // bytes that one becomes: &amp;
// What stands around the texts in a packet of its own.
constexpr std::size_t frame_bytes = 1024;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t')
            result += c; // XML cannot hold the others
    }
    return result;
}

bool says_nothing(const Said& said) {
    return std::ranges::none_of(
        properties, [&](const Property& property) { return (said.*property.said).has_value(); });
}

std::string description_of(const Said& said) {
    std::string text = "<rdf:Description rdf:about=\"\" "
                       "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">";
    for (const Property& property : properties) {
        const std::optional<std::string>& value = said.*property.said;
        if (!value)
            continue;
        text.append("<").append(property.name).append(">").append(property.begin);
        text.append(escaped(*value));
        text.append(property.end).append("</").append(property.name).append(">");
    }
    return text + "</rdf:Description>";
}

} // namespace

std::uint8_t orientation_of(const Metadata& metadata) {
    const MemoryReader exif{metadata.exif()};
    const std::uint8_t orientation = exif_orientation(exif, 0, metadata.exif().size());
    return orientation != 1 ? orientation : xmp_orientation(text_in(metadata.xmp()));
}

std::shared_ptr<const Metadata> made_upright(const Metadata& metadata, Buffer buffer) {
    Parts parts{metadata, std::move(buffer)};
    set_exif_upright(parts.exif());
    set_xmp_upright(parts.xmp());
    return parts.metadata();
}

std::shared_ptr<const Metadata> without_place(const Metadata& metadata, Buffer buffer) {
    const bool is_in_xmp = text_in(metadata.xmp()).find("GPS") != std::string_view::npos;
    Parts parts{metadata.without({.xmp = is_in_xmp}), std::move(buffer)};
    remove_exif_place(parts.exif());
    return parts.metadata();
}

std::shared_ptr<const Metadata>
with_profile(const Metadata& rest, std::span<const std::byte> profile, Buffer buffer) {
    assert(rest.sizes().icc == 0 && buffer.size() >= profile.size() + rest.bytes());
    static_cast<void>(rest.copied_into(buffer)); // at the beginning, where the profile comes
    const std::span<std::byte> bytes = buffer.bytes();
    std::memmove(bytes.data() + profile.size(), bytes.data(), rest.bytes());
    std::ranges::copy(profile, bytes.begin());
    Metadata::Sizes sizes = rest.sizes();
    sizes.icc = profile.size();
    return std::make_shared<const Metadata>(std::move(buffer), sizes, rest.resolution());
}

SaidMetadata::SaidMetadata(const Metadata* before, const Said& said) : before_{before} {
    if (before_ != nullptr)
        resolution_ = before_->resolution();
    if (said.resolution)
        resolution_ = *said.resolution;
    make_texts(said);
    make_xmp(said);
}

void SaidMetadata::make_texts(const Said& said) {
    const auto add = [&](std::string_view key, std::string_view value) {
        texts_.append(key).append(1, '\0').append(value).append(1, '\0');
    };
    for (const Property& property : properties)
        if (const auto& value = said.*property.said)
            add(property.key, *value);
    if (before_ == nullptr)
        return;
    for (const Metadata::Text& text : before_->texts()) {
        const auto is_replaced = [&](const Property& property) {
            return property.key == text.key && said.*property.said;
        };
        if (std::ranges::none_of(properties, is_replaced))
            add(text.key, text.value);
    }
}

void SaidMetadata::make_xmp(const Said& said) {
    if (before_ != nullptr)
        xmp_ = text_in(before_->xmp());
    if (says_nothing(said))
        return;
    const auto says_it = [&](const Property& property) {
        return said.*property.said && xmp_.find(property.name) != std::string::npos;
    };
    const std::size_t end = xmp_.rfind(rdf_end);
    has_replaced_xmp_ =
        !xmp_.empty() && (end == std::string::npos || std::ranges::any_of(properties, says_it));
    if (xmp_.empty() || has_replaced_xmp_)
        xmp_ = std::string{packet_begin} + description_of(said) + std::string{packet_end};
    else
        xmp_.insert(end, description_of(said));
}

std::uint64_t SaidMetadata::bytes() const {
    const Metadata::Sizes before = before_ == nullptr ? Metadata::Sizes{} : before_->sizes();
    return before.icc + before.exif + xmp_.size() + texts_.size();
}

std::shared_ptr<const Metadata> SaidMetadata::put_into(Buffer buffer) const {
    assert(buffer.size() >= bytes());
    Metadata::Sizes sizes{.icc = 0, .exif = 0, .xmp = xmp_.size(), .text = texts_.size()};
    auto to = buffer.bytes().begin();
    const auto put = [&](std::span<const std::byte> bytes) {
        to = std::ranges::copy(bytes, to).out;
    };
    if (before_ != nullptr) {
        sizes.icc = before_->sizes().icc;
        sizes.exif = before_->sizes().exif;
        put(before_->icc());
        put(before_->exif());
    }
    put(std::as_bytes(std::span{xmp_}));
    put(std::as_bytes(std::span{texts_}));
    return std::make_shared<const Metadata>(std::move(buffer), sizes, resolution_);
}

std::uint64_t most_said_metadata_bytes(std::uint64_t before, const Said& said) {
    std::uint64_t most = before + (says_nothing(said) ? 0 : frame_bytes);
    for (const Property& property : properties)
        if (said.*property.said)
            most += most_said_bytes * (most_escaped + 1) + property.key.size() + 2;
    return most;
}

} // namespace penstock::codec
