// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::config {

/// Rules that are not held to, by their numbers. For tests alone: they show what becomes of a graph
/// that breaks one. No header, no option and no key of a config leads here.
class RulesOff {
public:
    RulesOff() = default;
    explicit RulesOff(std::set<std::string, std::less<>> ids) : ids_{std::move(ids)} {}

    [[nodiscard]] bool contains(std::string_view id) const { return ids_.contains(id); }

private:
    std::set<std::string, std::less<>> ids_;
};

/// Like `validate`, but for these rules.
[[nodiscard]] ValidatedConfig
validate_without(const RulesOff& off, const PipelineConfig& config, const NodeRegistry& registry);

} // namespace penstock::config
