// SPDX-License-Identifier: Apache-2.0
#include "core/item_attributes.hpp"

#include "penstock/list_member.hpp"

#include "core/item_name.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace penstock {
namespace {

constexpr std::array<ItemAttribute, 13> all = {{{"name", false},
                                                {"path", false},
                                                {"dir", false},
                                                {"stem", false},
                                                {"source_ext", false},
                                                {"seq", true},
                                                {"index", true},
                                                {"format", false},
                                                {"width", true},
                                                {"height", true},
                                                {"channels", true},
                                                {"pixel_type", false},
                                                {"bytes", true}}};

Value number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

// Text that may be absent.
Value text(const std::string& value) {
    return value.empty() ? Value{} : Value{value};
}

Value of_request(std::string_view name, const ItemInfo& item) {
    if (name == "name")
        return name_of(item);
    if (name == "path")
        return text(item.request.path);
    if (name == "dir")
        return text(item.request.dir);
    if (name == "stem")
        return stem_of(item);
    if (name == "source_ext")
        return text(source_extension_of(item));
    return number(name == "seq" ? item.sequence : item.request.index);
}

// Of the whole picture where it was made smaller while it was decoded: what a config asks and names
// does not depend on that. Nothing where it carries no picture.
std::optional<ImageSpec> spec_of(const Payload& payload) {
    if (const Image* image = payload.get<Image>())
        return image->spec().whole();
    const Encoded* encoded = payload.get<Encoded>();
    if (encoded == nullptr || encoded->spec.pixels() == 0)
        return std::nullopt;
    return encoded->spec;
}

std::uint64_t bytes_of(const Payload& payload) {
    if (const Image* image = payload.get<Image>())
        return image->spec().whole().bytes();
    if (const Encoded* encoded = payload.get<Encoded>())
        return encoded->buffer.size();
    std::uint64_t sum = 0;
    if (const List* list = payload.get<List>())
        for (const ListMember& member : list->members)
            sum += bytes_of(member.payload);
    return sum;
}

Value of_payload(std::string_view name, const Payload& payload) {
    if (name == "bytes")
        return number(bytes_of(payload));
    const std::optional<ImageSpec> spec = spec_of(payload);
    if (!spec)
        return {};
    if (name == "width")
        return number(spec->width);
    if (name == "height")
        return number(spec->height);
    if (name == "channels")
        return number(spec->channels);
    return to_string(spec->pixel_type);
}

Value set_on(const ItemInfo& item, std::string_view name) {
    const Value* value = item.attributes.find(name);
    return value == nullptr ? Value{} : *value;
}

} // namespace

std::span<const ItemAttribute> item_attributes() {
    return all;
}

const ItemAttribute* find_item_attribute(std::string_view name) {
    const auto* found = std::find_if(
        all.begin(), all.end(), [name](const ItemAttribute& one) { return one.name == name; });
    return found == all.end() ? nullptr : found;
}

Value attribute_of(std::string_view name, const ItemInfo& item, const Payload& payload) {
    static constexpr std::array<std::string_view, 7> of_requests = {
        "name", "path", "dir", "stem", "source_ext", "seq", "index"};
    if (std::find(of_requests.begin(), of_requests.end(), name) != of_requests.end())
        return of_request(name, item);
    if (name == "format") {
        // Pixels have the format of the file that they come from: its loader has noted it.
        const Encoded* encoded = payload.get<Encoded>();
        return encoded != nullptr ? text(encoded->format) : set_on(item, name);
    }
    return find_item_attribute(name) != nullptr ? of_payload(name, payload) : set_on(item, name);
}

} // namespace penstock
