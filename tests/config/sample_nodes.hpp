// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include <string>
#include <vector>

namespace penstock::test {

/// A handful of node types of every kind, small enough to know by heart.
///
/// Sources `numbers` (count, start) and `scan` (paths); `limiter` (max_images, max_bytes); loaders
/// `paint` (width, pattern) and `decode` (max_pixels); `blur` (radius, edges), `count_up` (serial),
/// `pass` (takes and gives everything), `split` (outputs `left` and `right`) and `join` (inputs `a`
/// and `b`); `encode` (format, quality, timeout); sinks `write` (path, order), `record` and `null`.
[[nodiscard]] NodeRegistry sample_nodes();

/// A config of these that is right, over several lines.
extern const std::string sample_config;

struct Replacement {
    std::string part; ///< empty: all of it
    std::string by;
};

/// `sample_config` with the first occurrence of each part replaced, one after another. Each must be
/// there.
[[nodiscard]] std::string sample_with(const std::vector<Replacement>& changes);

[[nodiscard]] std::string sample_with(const std::string& part, const std::string& by);

/// What is wrong with a text, as `ConfigError::what()` says it; "no mistake" where nothing is.
[[nodiscard]] std::string mistakes_in(const std::string& text);

} // namespace penstock::test
