// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/testing/conformance.hpp"
#include "penstock/testing/node_runner.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::testing {

/// The node type that is examined, what it is called with, and what was found so far.
class Subject {
public:
    /// Throws as `conformance` does.
    Subject(const NodeType& type, const ConformanceOptions& options);

    [[nodiscard]] const NodeType& type() const { return type_; }
    [[nodiscard]] const ConformanceOptions& options() const { return options_; }
    /// As written: `params` of the options first, then the others.
    [[nodiscard]] const std::vector<Value::Object>& bases() const { return bases_; }
    [[nodiscard]] const std::vector<Payload>& samples() const { return samples_; }
    [[nodiscard]] NodeRunner runner() const { return NodeRunner{type_, options_.params}; }
    /// It can be run without a graph.
    [[nodiscard]] bool can_be_made() const;
    /// It takes an image and is a transform.
    [[nodiscard]] bool works_on_images() const;
    [[nodiscard]] bool gives_images() const;
    /// Pictures of the kind that the node takes, in the sizes where mistakes are made.
    [[nodiscard]] const std::vector<Payload>& pictures();
    /// What the samples become with the base of that number.
    [[nodiscard]] const std::vector<std::string>& prints(std::size_t base);

    /// Notes that the check is made; false: it is not, because the options say so.
    [[nodiscard]] bool begin(std::string_view check);
    /// Something is wrong. One check says a few things at most.
    void find(std::string_view check, std::string message);
    [[nodiscard]] bool has_found(std::string_view check) const;
    /// Says once, in whatever check, that something else than an error of an item was thrown.
    void find_thrown(std::string_view check, const std::string& where, const Outcome& outcome);

    [[nodiscard]] ConformanceReport take_report() { return std::move(report_); }

private:
    void check_options() const;
    [[nodiscard]] ImageSpec accepted_spec() const;
    void
    find_thrown(std::string_view check, const std::string& where, const Outcome::Failed& failure);

    const NodeType& type_;
    const ConformanceOptions& options_;
    std::vector<Value::Object> bases_;
    std::vector<Payload> samples_;
    std::vector<Payload> pictures_;                // made when they are first asked for
    std::vector<std::vector<std::string>> prints_; // by base; empty: nobody has asked
    std::set<std::string> thrown_;                 // that have been told of
    ConformanceReport report_;
};

/// Names of all checks.
[[nodiscard]] const std::vector<std::string>& all_checks();

/// What a node can be called with that is like that one; nothing for payloads that the kit cannot
/// make.
[[nodiscard]] std::vector<Payload> samples_for(const NodeRunner& runner);

/// A sample image with metadata.
[[nodiscard]] Image picture(const ImageSpec& spec);

/// The same content in buffers of its own, which count.
[[nodiscard]] Payload fresh(const Payload& payload, const LiveImageCounter& memory);

/// The item that a sample is: the same number, name and request each time.
[[nodiscard]] Situation situation_of(std::size_t sample, const Payload& payload);

/// "the 13x9 u8 x 3 image": for messages.
[[nodiscard]] std::string name_of(const Payload& payload);

/// Calls a node with a fresh copy of a sample.
Outcome call(NodeRunner& runner, std::size_t sample, const Payload& payload);
/// What all samples became, as texts that can be compared.
[[nodiscard]] std::vector<std::string> prints_of(NodeRunner& runner,
                                                 const std::vector<Payload>& samples);

} // namespace penstock::testing
