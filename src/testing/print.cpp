// SPDX-License-Identifier: Apache-2.0
#include "testing/print.hpp"

#include "penstock/list_member.hpp"

#include <array>
#include <charconv>
#include <functional>
#include <span>
#include <string_view>

namespace penstock::testing {
namespace {

std::string hash_of(std::span<const std::byte> bytes) {
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    return std::to_string(bytes.size()) + '#' + std::to_string(std::hash<std::string_view>{}(text));
}

// So many digits that another number has others; never those of an integer.
std::string print_of_real(double number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string text(digits.data(), end);
    return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

std::string print_of_attributes(const Attributes& attributes) {
    std::string text;
    for (const auto& [name, value] : attributes.entries())
        text += (text.empty() ? "" : ", ") + name + " = " + print_of(value);
    return '{' + text + '}';
}

// An attachment is for its author alone.
std::string print_of_request(const Request& request) {
    return request.name + ' ' + request.path + ' ' + request.dir + ' ' +
           std::to_string(request.index) + ' ' + std::to_string(request.seed) + ' ' +
           print_of_attributes(request.attributes);
}

std::string print_of_info(const ItemInfo& info) {
    return std::to_string(info.sequence) + ' ' + std::to_string(info.path) + ' ' +
           print_of_request(info.request) + ' ' + print_of_attributes(info.attributes);
}

std::string print_of_metadata(const Metadata& metadata) {
    std::string text = hash_of(metadata.icc()) + ' ' + hash_of(metadata.exif()) + ' ' +
                       hash_of(metadata.xmp()) + ' ' + print_of_real(metadata.resolution().x) +
                       ' ' + print_of_real(metadata.resolution().y) + ' ' +
                       std::to_string(static_cast<int>(metadata.resolution().unit));
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
        return print_of_real(value.as_real());
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
            text += " (" + print_of_info(member.info) + ": " + print_of(member.payload) + ')';
    } else if (const auto* request = payload.get<Request>()) {
        text += ' ' + print_of_request(*request);
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
    if (!outcome.has_returned() || !outcome.left_out.empty())
        text += outcome.told() + '\n';
    return text;
}

} // namespace penstock::testing
