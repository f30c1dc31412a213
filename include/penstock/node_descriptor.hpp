// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/value.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// Where in a graph a node can stand.
enum class NodeKind : std::uint8_t {
    source,    ///< yields requests
    limiter,   ///< bounds what is in flight behind it
    loader,    ///< turns a request into pixels or data
    transform, ///< one payload in; one out, or none, or several; encoders are transforms
    join,      ///< puts together what became of one item on several ways
    gather,    ///< puts together several items, in source order
    sink,      ///< takes payloads out of the graph
};

/// All of them, in the order in which a graph has them.
inline constexpr std::array<NodeKind, 7> node_kinds = {NodeKind::source,
                                                       NodeKind::limiter,
                                                       NodeKind::loader,
                                                       NodeKind::transform,
                                                       NodeKind::join,
                                                       NodeKind::gather,
                                                       NodeKind::sink};

/// "source", "limiter", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(NodeKind kind);

/// A place where edges end or begin.
struct PortDescriptor {
    std::string name;    ///< "in", "out", ...
    std::string payload; ///< "request", "image", "encoded", "list"; "any" takes everything
    std::string doc;
};

/// How a parameter is written in a config.
enum class ParamType : std::uint8_t {
    boolean,
    integer,
    number,
    string,
    byte_size,   ///< "512MiB"
    pixel_count, ///< "64Mpx"
    duration,    ///< "20s"
    choice,      ///< one of `choices`
    string_list, ///< ["a", "b"], or one string
    number_list, ///< [0.5, 1], or one number
    condition,   ///< {"attr": "width", "ge": 512}
    conditions,  ///< an object of conditions by name; order counts
    attributes,  ///< an object of strings, numbers and booleans by name
    object,      ///< an object with the members `fields`
    object_list, ///< a list of these
};

/// "boolean", "integer", "number", "string", "size", "pixel count", "duration", "choice", "list of
/// strings", "list of numbers", "condition", "conditions by name", "attributes by name", "object",
/// "list of objects".
[[nodiscard]] PENSTOCK_API std::string_view to_string(ParamType type);

/// One parameter of a node type.
struct ParamDescriptor {
    std::string name;
    ParamType type = ParamType::string;
    std::string doc;               ///< one or two sentences
    std::string unit;              ///< "px", "degrees"; empty where there is none
    std::optional<double> minimum; ///< of integers, of numbers, also in a list, and of byte sizes,
                                   ///< pixel counts and durations (in bytes, pixels, seconds)
    std::optional<double> maximum;
    std::vector<std::string> choices; ///< of a choice
    Value default_value;              ///< as it would be written; null: there is none
    bool is_required = false;
    bool is_template = false; ///< its strings have `{fields}` that are filled in for each item
    std::string example;      ///< of a required parameter; shown in documentation
    std::vector<ParamDescriptor> fields; ///< of an object, or of each object of a list
    /// It can change what comes out. false: it is about speed, say; the test kit of
    /// penstock/testing does not look for its effect then.
    bool affects_result = true;
    std::optional<double> lowest; ///< that the C++ type of an integer holds: no range may go beyond
    std::optional<double> highest;
};

/// What the engine and its planner must know about a node type.
struct NodeTraits {
    bool is_concurrent = true; ///< its verb is const: several threads may call it at once
    bool blocks = false; ///< it waits for files or devices: the engine calls it on an I/O thread
    bool takes_ownership = false; ///< its verb takes the Image by value: it gets pixels of its own
    bool works_in_place = false;  ///< whenever its result has as many bytes as its input, it is the
                                  ///< input, changed
    bool passes_on = false;   ///< what it returns is its input, untouched: it makes no pixels, and
                              ///< what comes out carries what went in
    bool may_drop = false;    ///< an item can end here although nothing is wrong with it
    bool splits = false;      ///< it returns a List, and each member becomes an item of its own
    bool joins_split = false; ///< of a join: it puts together again what one call has split, not
                              ///< what came in by several ports
    bool gives_several = false;  ///< each call gives something by each of its outputs, not by one
    bool retains = false;        ///< of a gathering node: it keeps the payloads of its members
    bool has_own_flow = false;   ///< it is made of oneTBB nodes of its own: how many calls run at
                                 ///< once is a matter of these, and calls cannot be repeated
    bool consults_clock = false; ///< its output can depend on time
    std::uint32_t default_concurrency = 0; ///< 0: unlimited where `is_concurrent`, else serial
    bool can_shrink = false; ///< of a loader: it has the parameter `shrink_on_load`, and where that
                             ///< is "auto" makes pictures as much smaller as those behind it accept
    bool can_order = false;  ///< it has the parameter `order` with the value "source"
};

/// A node type, described once: validation, messages, `penstock nodes`, the schema and the
/// reference are made of this.
struct NodeDescriptor {
    std::string type; ///< "resize"
    std::string doc;  ///< first sentence stands alone
    NodeKind kind = NodeKind::transform;
    std::vector<PortDescriptor> inputs;
    std::vector<PortDescriptor> outputs;
    bool names_inputs = false;  ///< parameters name the ports that `inputs` stands for
    bool names_outputs = false; ///< likewise
    std::vector<ParamDescriptor> params;
    std::vector<std::string> attributes; ///< that it sets; templates and conditions may name them
    NodeTraits traits;

    [[nodiscard]] PENSTOCK_API const ParamDescriptor* find_param(std::string_view name) const;
    [[nodiscard]] PENSTOCK_API const PortDescriptor* find_input(std::string_view name) const;
    [[nodiscard]] PENSTOCK_API const PortDescriptor* find_output(std::string_view name) const;
};

} // namespace penstock
