// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/issues.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace penstock::config {

/// The keys that a config, a profile, a node, the use of a subgraph and `limits` may have.
[[nodiscard]] const std::vector<std::string>& top_level_keys();
[[nodiscard]] const std::vector<std::string>& profile_keys();
[[nodiscard]] const std::vector<std::string>& node_keys();
[[nodiscard]] const std::vector<std::string>& use_keys();
[[nodiscard]] const std::vector<std::string>& limit_keys();

/// Begins with `x-`: may stand anywhere and means nothing.
[[nodiscard]] bool is_free_key(std::string_view key);

/// The keys of an object, in its order.
[[nodiscard]] std::vector<std::string> keys_of(const Value& object);

[[nodiscard]] bool is_one_of(std::string_view key, const std::vector<std::string>& known);

/// "unknown key \"qualty\"; expected one of ...; did you mean ...?"
[[nodiscard]] std::string unknown_key(std::string_view key, const std::vector<std::string>& known);

/// Reports the members of an object that are neither known nor free.
void refuse_unknown_keys(const Value& object,
                         const std::string& path,
                         const std::vector<std::string>& known,
                         Issues& issues);

} // namespace penstock::config
