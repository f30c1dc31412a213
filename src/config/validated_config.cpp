// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/fingerprint.hpp"
#include "config/issues.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace penstock {

std::string Concurrency::to_string() const {
    if (is_unlimited())
        return "unlimited";
    return is_serial() ? "serial" : std::to_string(limit);
}

const ErrorRule& ErrorPolicy::of(ErrorClass error_class) const {
    const auto found = by_class.find(error_class);
    return found == by_class.end() ? otherwise : found->second;
}

bool ErrorPolicy::uses_dead_letter() const {
    return otherwise.then == OnError::dead_letter ||
           std::any_of(by_class.begin(), by_class.end(), [](const auto& one) {
               return one.second.then == OnError::dead_letter;
           });
}

bool ErrorPolicy::uses_retry() const {
    return otherwise.retry || std::any_of(by_class.begin(), by_class.end(), [](const auto& one) {
               return one.second.retry.has_value();
           });
}

ValidatedConfig::ValidatedConfig(Content content)
    : content_{std::make_shared<const Content>(std::move(content))} {}

std::vector<std::string> ValidatedConfig::plugins() const {
    std::set<std::string> files;
    for (const ValidatedNode& node : nodes())
        if (!node.type->plugin.empty())
            files.insert(node.type->plugin);
    return {files.begin(), files.end()};
}

const ValidatedNode* ValidatedConfig::find(std::string_view name) const {
    const auto found =
        std::find_if(nodes().begin(), nodes().end(), [name](const ValidatedNode& node) {
            return node.name == name;
        });
    return found == nodes().end() ? nullptr : &*found;
}

std::string ValidatedConfig::fingerprint() const {
    config::Fingerprint fingerprint;
    for (const ValidatedNode& node : nodes()) {
        fingerprint.add_text(node.name);
        fingerprint.add_text(node.type->descriptor.type);
        fingerprint.add(Value{node.params});
        for (const auto& [name, value] : node.set.entries()) {
            fingerprint.add_text(name);
            fingerprint.add(value);
        }
    }
    for (const ValidatedEdge& edge : edges()) {
        fingerprint.add_text(nodes()[edge.from].name);
        fingerprint.add_text(edge.from_port);
        fingerprint.add_text(nodes()[edge.to].name);
        fingerprint.add_text(edge.to_port);
    }
    return fingerprint.to_string();
}

ConfigIssue
ValidatedConfig::issue_at(const Origin& origin, std::string path, std::string message) const {
    return config::located(content_->sources, origin, std::move(path), std::move(message));
}

} // namespace penstock
