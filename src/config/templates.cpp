// SPDX-License-Identifier: Apache-2.0
#include "config/templates.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace penstock::config {
namespace {

const std::vector<std::string>& numeric_fields() {
    static const std::vector<std::string> fields = {
        "seq", "index", "width", "height", "channels", "frame"};
    return fields;
}

// "06": a zero and one or two digits.
bool is_width(std::string_view text) {
    return text.size() >= 2 && text.size() <= 3 && text[0] == '0' && text[1] != '0' &&
           text.find_first_not_of("0123456789") == std::string_view::npos &&
           (text.size() == 2 || text <= "020");
}

class TemplateCheck {
public:
    TemplateCheck(const Value& text,
                  const std::string& path,
                  const std::vector<std::string>& attributes,
                  Issues& issues)
        : value_{text}, text_{text.as_string()}, path_{path},
          attributes_{attributes}, issues_{issues} {}

    void check() {
        std::size_t at = 0;
        while (true) {
            at = text_.find_first_of("{}", at);
            if (at == std::string_view::npos)
                return;
            if (at + 1 < text_.size() && text_[at + 1] == text_[at]) {
                at += 2;
            } else if (text_[at] == '}') {
                error(at, 1, "found \"}\" without \"{\"; a brace that is meant as text is \"}}\"");
                ++at;
            } else {
                const std::size_t end = text_.find_first_of("{}", at + 1);
                if (end == std::string_view::npos || text_[end] == '{')
                    return error(at,
                                 1,
                                 "found \"{\" without \"}\"; a brace that is meant as text is "
                                 "\"{{\"");
                check_field(at, end);
                at = end + 1;
            }
        }
    }

private:
    void check_field(std::size_t open, std::size_t close) {
        const std::string_view inside = text_.substr(open + 1, close - open - 1);
        const std::size_t colon = std::min(inside.find(':'), inside.size());
        const std::string name{inside.substr(0, colon)};
        const std::size_t length = close - open + 1;
        const bool is_attribute = is_one_of(name, attributes_);
        if (!is_attribute && !is_one_of(name, template_fields()))
            return error(open, length, unknown_field(name));
        if (colon == inside.size())
            return;
        const std::string_view width = inside.substr(colon + 1);
        if (!is_width(width))
            return error(open,
                         length,
                         fmt::format("found the width {} in {{{}}}; expected a zero and a number "
                                     "of digits from 1 to 20, such as {{{}:06}}",
                                     in_quotes(width),
                                     inside,
                                     name));
        if (!is_attribute && !is_one_of(name, numeric_fields()))
            error(open,
                  length,
                  fmt::format("{{{}}} has a width but is text; expected a width behind numbers "
                              "only; write {{{}}}",
                              inside,
                              name));
    }

    std::string unknown_field(const std::string& name) const {
        std::vector<std::string> known = attributes_;
        known.insert(known.end(), template_fields().begin(), template_fields().end());
        return fmt::format("unknown field {{{}}}; expected one of {}, or an attribute that \"set\" "
                           "gives{}",
                           name,
                           joined(template_fields()),
                           did_you_mean(name, known));
    }

    void error(std::size_t offset, std::size_t length, std::string message) {
        issues_.error(issues_.part_of(value_, offset, length), path_, std::move(message));
    }

    const Value& value_;
    std::string_view text_;
    const std::string& path_;
    const std::vector<std::string>& attributes_;
    Issues& issues_;
};

} // namespace

const std::vector<std::string>& template_fields() {
    static const std::vector<std::string> fields = {"seq",
                                                    "index",
                                                    "stem",
                                                    "dir",
                                                    "name",
                                                    "ext",
                                                    "source_ext",
                                                    "width",
                                                    "height",
                                                    "channels",
                                                    "format",
                                                    "frame"};
    return fields;
}

void check_template(const Value& text,
                    const std::string& path,
                    const std::vector<std::string>& attributes,
                    Issues& issues) {
    TemplateCheck{text, path, attributes, issues}.check();
}

} // namespace penstock::config
