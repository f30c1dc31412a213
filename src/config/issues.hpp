// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/pipeline_config.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::config {

/// Collects what is wrong with a config. Knows the sources, and so the name and the line of text
/// that belong to an origin. For one thread.
class Issues {
public:
    /// `sources` may grow while this lives.
    explicit Issues(const std::vector<ConfigSource>& sources) : sources_{sources} {}

    /// A mistake; the same one at the same place counts once.
    void error(const Origin& origin, std::string path, std::string message);
    void warning(const Origin& origin, std::string path, std::string message);
    /// A mistake that the json module found.
    void adopt(const ConfigIssue& issue);

    /// Keeps what an earlier reader found, and reports nothing more about the same place: it would
    /// be a consequence.
    void keep(const ConfigIssue& issue);

    [[nodiscard]] bool has_error() const;
    /// So many that no more are kept: looking further is of no use.
    [[nodiscard]] bool is_full() const;
    /// Everything so far, in the order of the file; flags come behind it.
    [[nodiscard]] std::vector<ConfigIssue> take();

    /// The text that an origin underlines; empty where it is unknown.
    [[nodiscard]] std::string_view text_at(const Origin& origin) const;
    /// The place of some bytes inside a string value, where they can be found in the text; else of
    /// the whole value.
    [[nodiscard]] Origin part_of(const Value& text, std::size_t offset, std::size_t length) const;

private:
    void add(ConfigIssue::Severity severity,
             const Origin& origin,
             std::string path,
             std::string message);

    bool is_consequence(const Origin& origin) const;
    std::string_view line_at(const Origin& origin) const;

    const std::vector<ConfigSource>& sources_;
    std::vector<std::pair<Origin, ConfigIssue>> issues_;
    std::vector<Origin> settled_;                  // places of which everything was said
    mutable std::vector<std::size_t> line_starts_; // of the first source; found once, when needed
};

/// An issue with the name and the line of its source. A flag is short and shown whole: its issues
/// have no line and column.
[[nodiscard]] ConfigIssue located(const std::vector<ConfigSource>& sources,
                                  const Origin& origin,
                                  std::string path,
                                  std::string message);

} // namespace penstock::config
