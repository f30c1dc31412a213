// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include <string>
#include <string_view>
#include <vector>

// The small parts that messages are made of.
namespace penstock::config {

/// The text in double quotes, on one line, cut where it is long.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// What a value is in a message: `"high"`, `3.7`, `true`, `a list`.
[[nodiscard]] std::string as_found(const Value& value);

/// "a, b, c"; of many, the first ones and "...".
[[nodiscard]] std::string joined(const std::vector<std::string>& names);

/// "a", "a or b", "a, b or c".
[[nodiscard]] std::string alternatives(const std::vector<std::string>& names);

/// `a.b`, where `b` is quoted unless it is a plain name.
[[nodiscard]] std::string path_to(std::string_view parent, std::string_view member);

/// A letter, a digit, `_`, `-` or `/`: what the names of nodes are made of.
[[nodiscard]] bool is_name_byte(char byte);

/// Letters, digits, `_` and `-`, at least one of them: what ports are called, and nodes where they
/// are declared.
[[nodiscard]] bool is_word(std::string_view text);

/// Words with `/` between them: "encode", and "small/encode" for the node of a subgraph.
[[nodiscard]] bool is_node_name(std::string_view text);

/// A word that begins with a letter or `_`: what variables and attributes are called.
[[nodiscard]] bool is_identifier(std::string_view text);

} // namespace penstock::config
