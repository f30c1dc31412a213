// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

#include <algorithm>
#include <utility>

namespace penstock {

std::string Concurrency::to_string() const {
    if (is_unlimited())
        return "unlimited";
    return is_serial() ? "serial" : std::to_string(limit);
}

OnError ErrorPolicy::of(ErrorClass error_class) const {
    const auto found = by_class.find(error_class);
    return found == by_class.end() ? otherwise : found->second;
}

bool ErrorPolicy::uses_dead_letter() const {
    return otherwise == OnError::dead_letter ||
           std::any_of(by_class.begin(), by_class.end(), [](const auto& one) {
               return one.second == OnError::dead_letter;
           });
}

ValidatedConfig::ValidatedConfig(Content content)
    : content_{std::make_shared<const Content>(std::move(content))} {}

const ValidatedNode* ValidatedConfig::find(std::string_view name) const {
    const auto found =
        std::find_if(nodes().begin(), nodes().end(), [name](const ValidatedNode& node) {
            return node.name == name;
        });
    return found == nodes().end() ? nullptr : &*found;
}

ConfigIssue
ValidatedConfig::issue_at(const Origin& origin, std::string path, std::string message) const {
    return config::located(content_->sources, origin, std::move(path), std::move(message));
}

} // namespace penstock
