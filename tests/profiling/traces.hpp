// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "json/parse.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace penstock::test {

/// Fails the test where it is no JSON.
inline Value parsed(const std::string& text) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, 0, issues);
    REQUIRE(issues.empty());
    REQUIRE(value.has_value());
    return *value;
}

inline Value parsed_trace(const std::string& file) {
    std::ifstream stream{file};
    return parsed(std::string{std::istreambuf_iterator<char>{stream}, {}});
}

/// Those of one phase.
inline std::vector<Value> events_of(const Value& trace, const std::string& phase) {
    std::vector<Value> events;
    for (const Value& event : trace.find("traceEvents")->as_array())
        if (event.find("ph")->as_string() == phase)
            events.push_back(event);
    return events;
}

} // namespace penstock::test
