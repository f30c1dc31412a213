// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/pipeline_config.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
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

    /// A mistake; the same one at the same place counts once. `rule` is one of rules.hpp, where the
    /// graph breaks one.
    void
    error(const Origin& origin, std::string path, std::string message, std::string_view rule = {});
    void warning(const Origin& origin, std::string path, std::string message);
    /// A mistake that another place has to do with; `remark` stands before that place: "declared".
    void error(const Origin& origin,
               std::string path,
               std::string message,
               std::string remark,
               const Origin& other_place);
    /// A mistake that the json module found.
    void adopt(const ConfigIssue& issue);

    /// Keeps what an earlier reader found, and reports nothing more about the same place: it would
    /// be a consequence.
    void keep(const ConfigIssue& issue);

    [[nodiscard]] bool has_error() const;
    /// Something is wrong at this place already.
    [[nodiscard]] bool has_error_at(const Origin& origin) const;
    /// So many that no more are kept: looking further is of no use.
    [[nodiscard]] bool is_full() const;
    /// Everything so far, in the order of the file; flags come behind it.
    [[nodiscard]] std::vector<ConfigIssue> take();

    /// "graph.json:14:58", or the flag as it was typed; empty where it is unknown.
    [[nodiscard]] std::string place_of(const Origin& origin) const;
    /// The place of some bytes inside a string value, where they can be found in the text; else of
    /// the whole value.
    [[nodiscard]] Origin part_of(const Value& text, std::size_t offset, std::size_t length) const;

private:
    /// Null where the same one is there, or so many that no more are kept.
    ConfigIssue* add(ConfigIssue::Severity severity,
                     const Origin& origin,
                     std::string path,
                     std::string message,
                     std::string_view rule);

    bool is_consequence(const Origin& origin) const;
    bool overlaps(const Origin& left, const Origin& right) const;
    bool is_same(const Origin& left, const Origin& right) const;
    std::string_view line_at(const Origin& origin) const;

    const std::vector<ConfigSource>& sources_;
    std::vector<std::pair<Origin, ConfigIssue>> issues_;
    std::vector<Origin> settled_; // places of which everything was said
    // Of each source that was asked for.
    mutable std::map<std::uint32_t, std::vector<std::size_t>> line_starts_;
};

/// Where the text of a place stands: the same place, but for one in a copy of a subgraph.
[[nodiscard]] Origin as_written(const std::vector<ConfigSource>& sources, const Origin& origin);

/// An issue with the name and the line of its source, and with notes of what brought the source in.
/// A flag is short and shown whole: its issues have no line and column.
[[nodiscard]] ConfigIssue located(const std::vector<ConfigSource>& sources,
                                  const Origin& origin,
                                  std::string path,
                                  std::string message);

} // namespace penstock::config
