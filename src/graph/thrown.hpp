// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/validated_config.hpp"

#include "profiling/presentable.hpp"

#include <exception>
#include <functional>
#include <string>

namespace penstock::graph {

inline constexpr const char* thrown_no_exception =
    "the node threw something that is not a std::exception";

/// What is being caught says that. Only where something is.
[[nodiscard]] inline std::string thrown_text() {
    try {
        throw;
    } catch (const std::exception& error) {
        return profiling::presentable(error.what());
    } catch (...) {
        return thrown_no_exception;
    }
}

/// Of a verb that was asked what an item will need, and threw what is being caught.
[[nodiscard]] inline std::string thrown_by(const std::string& verb) {
    return "its " + verb + "() threw: " + thrown_text() +
           "; this is a fault of the node, or of its params";
}

/// Asks a node something before the run. What it throws is a `ConfigError` with the node's place.
template <class Question>
[[nodiscard]] auto asked(const ValidatedConfig& config,
                         const ValidatedNode& node,
                         const std::string& verb,
                         Question&& question) {
    try {
        return std::invoke(question);
    } catch (...) {
        throw ConfigError{{config.issue_at(node.origin, "nodes." + node.name, thrown_by(verb))}};
    }
}

} // namespace penstock::graph
