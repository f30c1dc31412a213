// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include <string>

namespace penstock::test {

/// The sample nodes, and others that route and gather: `keep` (if), `route` (cases: its outputs),
/// `mark` (set), `pair` (inputs: its inputs, makes lists), `bunch` (makes lists), `unbunch` (takes
/// them apart), `cut` (gives images, sets `piece`), `boxed` (gives lists of nobody knows what).
[[nodiscard]] NodeRegistry routing_nodes();

/// A config in which these nodes stand behind a picture named `paint`, and these edges.
[[nodiscard]] std::string routing_config(const std::string& nodes, const std::string& edges);

/// What is wrong with it: every message without the place in front; "no mistake" where nothing is.
[[nodiscard]] std::string mistakes_of(const std::string& nodes, const std::string& edges);

} // namespace penstock::test
