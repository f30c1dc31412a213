// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/value.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace penstock {

/// Another place that has to do with a mistake: where a subgraph is used, where a file is included.
struct ConfigNote {
    Origin origin;           ///< where in `source`
    std::string source;      ///< file name, or the command-line flag as it was typed
    std::string message;     ///< what stands before the place: "used by nodes.small"
    std::string source_line; ///< the line of text at `origin`; may be empty

    /// "used by nodes.small at graph.json:30:5".
    [[nodiscard]] PENSTOCK_API std::string to_string() const;
};

/// One mistake in a config.
struct ConfigIssue {
    enum class Severity { error, warning };

    Origin origin; ///< where in `source`; unknown where the mistake is something that is absent
    std::string source;      ///< file name, or the command-line flag as it was typed
    std::string path;        ///< "nodes.encode.params.quality"; empty: the whole config
    std::string message;     ///< what was found; what was expected; did you mean ...?
    std::string source_line; ///< the line of text at `origin`, for a caret under it; may be empty
    Severity severity = Severity::error;
    std::vector<ConfigNote> notes; ///< nearest first
    std::string rule; ///< "F3": `penstock explain F3` says more; empty: the message says all

    /// "graph.json:14:58: nodes.encode.params: unknown key \"qualty\"; ...": one line; notes stand
    /// in parentheses at its end.
    [[nodiscard]] PENSTOCK_API std::string to_string() const;
    /// The same with the source line and a caret under each place, where they are known.
    [[nodiscard]] PENSTOCK_API std::string to_string_with_caret() const;
};

/// A config was refused. Carries every mistake, in file order; `what()` is all of them, a line
/// each.
class PENSTOCK_API ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<ConfigIssue> issues);
    ConfigError(const ConfigError&);
    ~ConfigError() override;

    [[nodiscard]] const std::vector<ConfigIssue>& issues() const { return issues_; }

private:
    std::vector<ConfigIssue> issues_;
};

} // namespace penstock
