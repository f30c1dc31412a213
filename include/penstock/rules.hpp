// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// A law of graphs: what breaks it could hang, lose items or need more memory than was promised,
/// and is refused before anything runs. `ConfigIssue::rule` names it.
struct RuleText {
    std::string id;     ///< "F7"
    std::string title;  ///< the law, as one sentence
    std::string why;    ///< what would happen otherwise
    std::string bad;    ///< a small config that breaks it
    std::string remedy; ///< what to do about it
    std::string good;   ///< the same config, corrected
};

/// The rule of that id, in capitals or not; nothing where there is none.
[[nodiscard]] PENSTOCK_API std::optional<RuleText> explain_rule(std::string_view id);

/// All of them, by number.
[[nodiscard]] PENSTOCK_API std::vector<RuleText> all_rules();

} // namespace penstock
