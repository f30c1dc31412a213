// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/make_node_type.hpp"
#include "penstock/node_type.hpp"
#include "penstock/payload.hpp"
#include "penstock/value.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace penstock::testing {

/// What the checks cannot know of a node by its description.
struct ConformanceOptions {
    /// The node is made with these, as a config writes them: for required ones, and for those
    /// without which the others do nothing.
    Value::Object params = {};
    /// Where some parameters only count beside others: more such sets.
    std::vector<Value::Object> other_params = {};
    /// Values for a parameter, by its name, where those that follow from its type and range are of
    /// no use.
    std::map<std::string, std::vector<Value>> alternatives = {};
    /// What it is called with, instead of pictures made by the kit. Of a node with several inputs,
    /// and one that gathers, a List with what goes into one call.
    std::vector<Payload> samples = {};
    /// The node takes metadata off, on purpose.
    bool loses_metadata = false;
    /// Checks that are not made, by name, and why.
    std::map<std::string, std::string> without = {};
    /// So long may a call run that was told to stop and has not asked.
    std::chrono::milliseconds patience = std::chrono::seconds{1};
};

/// Something that a node does and should not.
struct Finding {
    std::string check;
    std::string message;
};

struct ConformanceReport {
    std::string type;
    std::vector<std::string> checks; ///< that were made
    std::vector<Finding> findings;

    [[nodiscard]] bool conforms() const { return findings.empty(); }
};

/// "tint: no finding in 13 checks", or a line for each finding.
[[nodiscard]] std::string to_string(const ConformanceReport& report);

/// Whether a node does what every node should. The checks, in their order:
///
/// | check                    | of   | |
/// |--------------------------|------|-------------------------------------------------------------|
/// | `parameters_round_trip`  | all  | each parameter has a member of its own | | `range_ends` |
/// all  | minimum and maximum are accepted, what is beyond is refused | | `errors_are_classified`
/// | call | what it throws is `ItemError` or `ItemSkipped`, with a word | | `stop_flag` | call | a
/// call that lasts asks `stop_requested`                     | | `input_untouched`        | call |
/// pixels of a `const Image&` stay as they are                 | | `within_bound`           | call
/// | results and memory are within `bound`                       | | `no_leak`                |
/// call | nothing stays alive once results are gone and it is closed  | | `determinism` | give | a
/// new object gives the same                                 | | `const_is_safe`          | give |
/// many threads get what one gets                              | | `every_parameter_counts` | work
/// | each parameter changes outputs, attributes or failures      | | `metadata_kept`          |
/// work | but for the ICC profile, which may have lost its meaning    | | `sizes` | work | 1x1, one
/// row, one column, odd, large: a result or an error  | | `pixel_types`            | work | a
/// result, or `unsupported` that names what was found        |
///
/// "call": all but sources; "give": all but sources and sinks; "work": transforms that take an
/// image; `metadata_kept` of those that give one, too. A check is also left out where there is
/// nothing to call the node with (a payload type of its own, and no samples), and where another one
/// has refuted what it rests on: a node that gives something else every time is not asked what its
/// parameters change. `every_parameter_counts` leaves out parameters that are not
/// `affects_result`. The limiter, and nodes that are made of oneTBB nodes, are not called.
///
/// Data races are found where they change a result; run it with ThreadSanitizer to see the others.
/// Throws `std::invalid_argument` where the options name a parameter or a check that does not
/// exist, and where the node cannot be made with `params`: it says why.
[[nodiscard]] ConformanceReport conformance(const NodeType& type,
                                            const ConformanceOptions& options = {});

template <NodeClass T>
requires DescribedClass<T>
[[nodiscard]] ConformanceReport conformance(const ConformanceOptions& options = {}) {
    return conformance(NodeTypeMaker<T>{T::describe()}.make(), options);
}

} // namespace penstock::testing
