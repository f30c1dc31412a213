// SPDX-License-Identifier: Apache-2.0
#include "testing/print.hpp"

#include "penstock/list_member.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace penstock::testing {
namespace {

std::string hash_of(std::span<const std::byte> bytes) {
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    return std::to_string(bytes.size()) + '#' + std::to_string(std::hash<std::string_view>{}(text));
}

std::string print_of_metadata(const Metadata& metadata) {
    std::string text = hash_of(metadata.icc()) + ' ' + hash_of(metadata.exif()) + ' ' +
                       hash_of(metadata.xmp()) + ' ' + std::to_string(metadata.resolution().x) +
                       ' ' + std::to_string(metadata.resolution().y);
    for (const Metadata::Text& entry : metadata.texts())
        text += ' ' + std::string{entry.key} + '=' + std::string{entry.value};
    return text;
}

std::string print_of_spec(const ImageSpec& spec) {
    return spec.to_string() + '/' + std::to_string(static_cast<int>(spec.colour_space));
}

} // namespace

std::string print_of(const Value& value) {
    if (value.is_bool())
        return value.as_bool() ? "true" : "false";
    if (value.is_integer())
        return std::to_string(value.as_integer());
    if (value.is_real())
        return std::to_string(value.as_real());
    if (value.is_string())
        return '"' + value.as_string() + '"';
    std::string text;
    if (value.is_array()) {
        for (const Value& element : value.as_array())
            text += (text.empty() ? "" : ", ") + print_of(element);
        return '[' + text + ']';
    }
    if (value.is_object()) {
        for (const auto& [name, member] : value.as_object())
            text += (text.empty() ? "\"" : ", \"") + name + "\": " + print_of(member);
        return '{' + text + '}';
    }
    return "null";
}

std::string print_of(const Payload& payload) {
    std::string text{payload.type_name()};
    if (const auto* image = payload.get<Image>()) {
        text += ' ' + print_of_spec(image->spec()) + ' ' + hash_of(image->pixels());
        if (image->metadata())
            text += " {" + print_of_metadata(*image->metadata()) + '}';
    } else if (const auto* encoded = payload.get<Encoded>()) {
        text += ' ' + encoded->format + ' ' + encoded->extension + ' ' +
                print_of_spec(encoded->spec) + ' ' + hash_of(encoded->buffer.bytes());
    } else if (const auto* list = payload.get<List>()) {
        for (const ListMember& member : list->members)
            text += " (" + print_of(member.payload) + ')';
    } else if (const auto* request = payload.get<Request>()) {
        text += ' ' + request->name + ' ' + request->path + ' ' + std::to_string(request->index);
    } else {
        text += ' ' + std::to_string(payload.own_bytes());
    }
    return text;
}

std::string print_of(const Outcome& outcome) {
    std::string text;
    for (const Output& output : outcome.outputs)
        text += std::to_string(output.port) + ' ' + output.port_name + ": " +
                print_of(output.payload) + '\n';
    for (const auto& [name, value] : outcome.attributes.entries())
        text += name + " = " + print_of(value) + '\n';
    for (const std::string& name : outcome.delivered)
        text += "delivered " + name + '\n';
    for (const std::string& message : outcome.displaced)
        text += "displaced " + message + '\n';
    if (!outcome.has_returned())
        text += outcome.told() + '\n';
    return text;
}

} // namespace penstock::testing
