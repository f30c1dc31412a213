// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profiling/trace_event.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::profiling {

/// Events as Chrome's JSON trace events, in pieces of text that follow each other.
class TraceText {
public:
    /// `nodes`: names by number.
    TraceText(const std::string& name, const std::vector<std::string>& nodes);

    /// What a file begins with.
    [[nodiscard]] std::string head() const;
    /// `item`: its name.
    void add(std::string& text, const TraceEvent& event, std::string_view item) const;
    void add_thread(std::string& text, std::uint32_t number, const std::string& name) const;
    /// What a file ends with.
    [[nodiscard]] std::string tail(std::uint64_t events, std::uint64_t dropped) const;

private:
    void add_slice(std::string& text, const TraceEvent& event, std::string_view item) const;
    void add_flow(std::string& text, const TraceEvent& event) const;
    void add_counters(std::string& text, const TraceEvent& event) const;

    std::string process_;            // ',"pid":1234'
    std::string name_;               // as JSON
    std::vector<std::string> nodes_; // as JSON, without quotes
};

} // namespace penstock::profiling
