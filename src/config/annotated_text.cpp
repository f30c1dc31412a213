// SPDX-License-Identifier: Apache-2.0
#include "config/annotated_text.hpp"

#include "json/write.hpp"

#include <utility>

namespace penstock::config {
namespace {

std::string without_variables(std::string text) {
    for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3))
        text.insert(at, 1, '$');
    return text;
}

std::string scalar_text(const Value& value) {
    return json::to_text(value.is_string() ? Value{without_variables(value.as_string())} : value,
                         json::Layout::compact);
}

class AnnotatedWriter {
public:
    explicit AnnotatedWriter(const Issues& places) : places_{places} {}

    std::string write(const Value& value) {
        put(value, "");
        return std::move(text_);
    }

private:
    // `behind` is what the line has between the value and its comment.
    void put(const Value& value, const char* behind) {
        const bool is_list = value.is_array();
        if ((!is_list && !value.is_object()) ||
            (is_list ? value.as_array().empty() : value.as_object().empty())) {
            text_ += scalar_text(value) + behind;
            return comment(value, "default");
        }
        text_ += is_list ? '[' : '{';
        comment(value, "");
        indent_ += 2;
        if (is_list)
            put_elements(value.as_array());
        else
            put_members(value.as_object());
        indent_ -= 2;
        begin_line();
        text_ += is_list ? ']' : '}';
        text_ += behind;
    }

    void put_elements(const Value::Array& elements) {
        for (const Value& element : elements) {
            begin_line();
            put(element, &element == &elements.back() ? "" : ",");
        }
    }

    void put_members(const Value::Object& members) {
        for (const auto& member : members) {
            begin_line();
            text_ += json::to_text(Value{member.first}, json::Layout::compact) + ": ";
            put(member.second, &member == &members.back() ? "" : ",");
        }
    }

    void begin_line() { text_ += '\n' + std::string(indent_, ' '); }

    void comment(const Value& value, const std::string& otherwise) {
        std::string place = places_.place_of(value.origin);
        if (place.empty())
            place = otherwise;
        if (place.empty())
            return;
        // As JSON without its quotes: a file or a flag can have line ends in its name.
        place = json::to_text(Value{std::move(place)}, json::Layout::compact);
        text_ += " // " + place.substr(1, place.size() - 2);
    }

    const Issues& places_;
    std::string text_;
    std::size_t indent_ = 0;
};

} // namespace

std::string annotated_text(const Value& value, const Issues& places) {
    return AnnotatedWriter{places}.write(value);
}

} // namespace penstock::config
