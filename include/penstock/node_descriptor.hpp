// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/value.hpp"

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
    transform, ///< one payload in, one out; encoders are transforms
    sink,      ///< takes payloads out of the graph
};

/// "source", "limiter", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(NodeKind kind);

/// A place where edges end or begin.
struct PortDescriptor {
    std::string name;    ///< "in", "out", ...
    std::string payload; ///< "request", "image", "encoded"; "any" takes everything
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
};

/// "boolean", "integer", "number", "string", "size", "pixel count", "duration", "choice", "list of
/// strings".
[[nodiscard]] PENSTOCK_API std::string_view to_string(ParamType type);

/// One parameter of a node type.
struct ParamDescriptor {
    std::string name;
    ParamType type = ParamType::string;
    std::string doc;               ///< one or two sentences
    std::string unit;              ///< "px", "degrees"; empty where there is none
    std::optional<double> minimum; ///< of integers and numbers, and of byte sizes, pixel counts and
                                   ///< durations (in bytes, pixels, seconds)
    std::optional<double> maximum;
    std::vector<std::string> choices; ///< of a choice
    Value default_value;              ///< as it would be written; null: there is none
    bool is_required = false;
    bool is_template = false; ///< a string with `{fields}` that are filled in for each item
    std::string example;      ///< of a required parameter; shown in documentation
};

/// What the engine and its planner must know about a node type.
struct NodeTraits {
    bool is_concurrent = true; ///< its verb is const: several threads may call it at once
    bool blocks = false; ///< it waits for files or devices: the engine calls it on an I/O thread
    bool takes_ownership = false; ///< its verb takes the Image by value: it gets pixels of its own
    bool works_in_place = false;  ///< whenever its result has as many bytes as its input, it is the
                                  ///< input, changed
    bool consults_clock = false;  ///< its output can depend on time
    std::uint32_t default_concurrency = 0; ///< 0: unlimited where `is_concurrent`, else serial
    bool can_order = false;                ///< it has the parameter `order` with the value "source"
};

/// A node type, described once: validation, messages, `penstock nodes`, the schema and the
/// reference are made of this.
struct NodeDescriptor {
    std::string type; ///< "resize"
    std::string doc;  ///< first sentence stands alone
    NodeKind kind = NodeKind::transform;
    std::vector<PortDescriptor> inputs;
    std::vector<PortDescriptor> outputs;
    std::vector<ParamDescriptor> params;
    NodeTraits traits;

    [[nodiscard]] PENSTOCK_API const ParamDescriptor* find_param(std::string_view name) const;
    [[nodiscard]] PENSTOCK_API const PortDescriptor* find_input(std::string_view name) const;
    [[nodiscard]] PENSTOCK_API const PortDescriptor* find_output(std::string_view name) const;
};

} // namespace penstock
