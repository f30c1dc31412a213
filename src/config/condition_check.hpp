// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

namespace penstock::config {

/// What is expected, for messages.
inline constexpr const char* condition_expectation =
    R"(a condition, such as {"attr": "width", "ge": 512})";
inline constexpr const char* conditions_expectation =
    R"(an object of conditions by name, such as {"wide": {"attr": "width", "ge": 512}})";

/// Checks a condition; every mistake is reported where it stands. `attributes` are the names that
/// conditions may use beside those that every item has; null where not all are known: then names
/// are not checked. False: there was a mistake.
bool check_condition(const Value& written,
                     const std::string& path,
                     const std::vector<std::string>* attributes,
                     Issues& issues);

/// The same for an object of conditions by name.
bool check_conditions(const Value& written,
                      const std::string& path,
                      const std::vector<std::string>* attributes,
                      Issues& issues);

} // namespace penstock::config
