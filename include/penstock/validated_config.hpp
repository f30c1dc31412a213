// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/export.hpp"
#include "penstock/failure.hpp"
#include "penstock/node_registry.hpp"
#include "penstock/pipeline_config.hpp"
#include "penstock/units.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock {

/// How many calls of one node may run at once. 0: unlimited; 1: serial.
struct Concurrency {
    std::uint32_t limit = 1;

    [[nodiscard]] bool is_unlimited() const { return limit == 0; }
    [[nodiscard]] bool is_serial() const { return limit == 1; }
    /// "unlimited", "serial" or the number.
    [[nodiscard]] PENSTOCK_API std::string to_string() const;
};

/// What happens to an item that fails in a node.
enum class OnError : std::uint8_t {
    fail,        ///< it is recorded as failed
    skip,        ///< it is recorded as skipped
    dead_letter, ///< it is recorded as failed, and leaves through the port `dead_letter`
};

/// How often a call is repeated that failed, and after how long: the delay doubles from call to
/// call, and each is drawn between half of it and all of it.
struct Retry {
    std::uint32_t attempts = 3; ///< calls in all, the first one included; at least 2
    Duration first_delay = std::chrono::milliseconds{100};
    Duration longest_delay = std::chrono::seconds{5};
};

/// What to do about one class of error.
struct ErrorRule {
    OnError then = OnError::fail; ///< when nothing else is left
    std::optional<Retry> retry;
};

/// `on_error` of a node: one rule for each class of error.
struct ErrorPolicy {
    ErrorRule otherwise;
    std::map<ErrorClass, ErrorRule> by_class;

    [[nodiscard]] PENSTOCK_API const ErrorRule& of(ErrorClass error_class) const;
    [[nodiscard]] PENSTOCK_API bool uses_dead_letter() const;
    [[nodiscard]] PENSTOCK_API bool uses_retry() const;
};

/// How many items may fail before the run is given up. Admission stops, what is in flight is
/// finished.
struct ErrorBudget {
    double share = 1.0; ///< of the items that have ended; more than this many ends the run
    std::optional<std::uint64_t> count; ///< likewise, whatever the share
    std::uint64_t min_items = 100;      ///< as long as fewer have ended, the share says nothing
};

struct ValidatedNode {
    std::string name;
    const NodeType* type = nullptr; ///< in the config's registry, which it keeps alive
    Concurrency concurrency;
    Value::Object params; ///< normalised; every parameter that has a value, defaults included
    ErrorPolicy on_error;
    std::optional<Duration> timeout; ///< of one call; what takes longer fails with class `limit`
    Attributes set;
    Origin origin;
};

/// Where an edge ends that leaves through a dead-letter port.
inline constexpr const char* dead_letter_port = "dead_letter";

struct ValidatedEdge {
    std::size_t from = 0; ///< index into `nodes`
    std::string from_port;
    std::size_t to = 0;
    std::string to_port;
};

/// "limits" of a config; what is not there is decided when the pipeline is built.
struct Limits {
    std::optional<std::uint32_t> threads;    ///< that compute
    std::optional<std::uint32_t> io_threads; ///< that wait for files
    std::optional<ByteSize> memory;          ///< over all limiters
    std::optional<PixelCount> largest_item;  ///< what a request of unknown size claims
    std::uint32_t open_files = 64;
};

/// A config that was understood: every name is known, every value is in range, every edge fits, and
/// the graph can end. The only thing that a `Pipeline` accepts. Immutable; copies share.
class PENSTOCK_API ValidatedConfig {
public:
    struct Content {
        std::string name;
        std::string description;
        Limits limits;
        std::optional<ErrorBudget> error_budget;
        std::vector<ValidatedNode> nodes; ///< in file order
        std::vector<ValidatedEdge> edges; ///< in file order
        std::vector<ConfigIssue> warnings;
        std::vector<ConfigSource> sources;
        std::shared_ptr<const NodeRegistry> registry;
    };

    explicit ValidatedConfig(Content content);

    [[nodiscard]] const Content& content() const { return *content_; }
    [[nodiscard]] const std::vector<ValidatedNode>& nodes() const { return content_->nodes; }
    [[nodiscard]] const std::vector<ValidatedEdge>& edges() const { return content_->edges; }
    [[nodiscard]] const Limits& limits() const { return content_->limits; }
    /// 16 hexadecimal digits that change with everything that decides what an item becomes: nodes,
    /// parameters, edges; not with limits or concurrency.
    [[nodiscard]] std::string fingerprint() const;
    /// The files of the plugins that brought types of its nodes, sorted.
    [[nodiscard]] std::vector<std::string> plugins() const;
    /// The node of that name, or null.
    [[nodiscard]] const ValidatedNode* find(std::string_view name) const;
    /// A mistake at a place of this config, for those who find one later (the planner, a node's
    /// `open`).
    [[nodiscard]] ConfigIssue
    issue_at(const Origin& origin, std::string path, std::string message) const;

private:
    std::shared_ptr<const Content> content_;
};

/// Checks a config against node types. Throws `ConfigError` with every mistake, those of reading
/// included.
[[nodiscard]] PENSTOCK_API ValidatedConfig validate(const PipelineConfig& config,
                                                    const NodeRegistry& registry);

} // namespace penstock
