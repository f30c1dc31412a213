// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include <string>
#include <vector>

namespace penstock::test {

/// A handful of node types of every kind, small enough to know by heart.
///
/// Sources `numbers` (count, start) and `scan` (paths); `limiter` (max_images, max_bytes); loaders
/// `paint` (width, pattern) and `decode` (max_pixels); `blur` (radius, edges, weights), `count_up`
/// (serial), `pass` (takes and gives everything), `split` (outputs `left` and `right`) and `join`
/// (inputs `a` and `b`); `encode` (format, quality, timeout); sinks `write` (path, order), `record`
/// and `null`.
[[nodiscard]] NodeRegistry sample_nodes();

/// A config of these that is right, over several lines.
extern const std::string sample_config;

struct Replacement {
    std::string part; ///< empty: all of it
    std::string by;
};

/// A config that uses the subgraph `variant` twice, and once `for_each`. Right too.
extern const std::string subgraph_config;

/// The text with the first occurrence of each part replaced, one after another. Each must be there.
[[nodiscard]] std::string with_changes(std::string text, const std::vector<Replacement>& changes);

/// `sample_config` with the first occurrence of each part replaced, one after another. Each must be
/// there.
[[nodiscard]] std::string sample_with(const std::vector<Replacement>& changes);

[[nodiscard]] std::string sample_with(const std::string& part, const std::string& by);

/// What is wrong with a text, as `ConfigError::what()` says it; "no mistake" where nothing is.
[[nodiscard]] std::string mistakes_in(const std::string& text,
                                      const ConfigOverrides& overrides = {});

/// What a text means.
[[nodiscard]] ValidatedConfig valid(const std::string& text, const ConfigOverrides& overrides = {});

/// The parameter of a node; null where there is none.
[[nodiscard]] Value
param(const ValidatedConfig& config, std::string_view node, std::string_view name);

[[nodiscard]] std::vector<std::string> nodes_of(const ValidatedConfig& config);

/// "a.out -> b.in" of each edge.
[[nodiscard]] std::vector<std::string> edges_of(const ValidatedConfig& config);

} // namespace penstock::test
