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

/// Whether a node does what every node should.
///
/// Of every type:
/// - `parameters_round_trip`: each parameter has a member of its own.
/// - `range_ends`: minimum and maximum are accepted, and what is beyond is refused.
///
/// Of what can be called (all but sources, the limiter, and what is made of oneTBB nodes):
/// - `errors_are_classified`: what it throws is an `ItemError` or `ItemSkipped`, with a sentence;
///   what it gives has its pixels or bytes.
/// - `stop_flag`: a call that lasts asks `stop_requested`.
/// - `input_untouched`: what it takes by const reference stays as it is.
/// - `within_bound`: results and memory are within what `bound` declared.
/// - `no_leak`: nothing stays alive once the results are gone and the node is closed.
///
/// Of those that give something:
/// - `determinism`: a new object gives the same.
/// - `const_is_safe`: where the verb is const, many threads get what one gets.
///
/// Of transforms that take images:
/// - `every_parameter_counts`: each changes outputs, attributes or failures of some sample. Left
///   out are those that are not `affects_result`, and `order`, where the engine reads it.
/// - `metadata_kept`: images have the metadata of the input, but perhaps for the ICC profile.
/// - `sizes`: 1x1, a row, a column, odd, large: a result or an error.
/// - `pixel_types`: 1 to 4 channels of each: a result, or `unsupported` that names what was found.
///
/// A check is left out where there is nothing to call the node with (a payload type of its own, and
/// no samples), and where another one has refuted what it rests on: a node that gives something
/// else every time is not asked what its parameters change.
///
/// Payloads of a type of one's own are compared by `own_bytes` alone: what is in them is for tests
/// of one's own.
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
