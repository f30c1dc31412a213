// SPDX-License-Identifier: Apache-2.0
#include "config/node_reference.hpp"

#include "penstock/node_reference.hpp"
#include "penstock/param_binding.hpp"

#include "config/words.hpp"
#include "json/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace penstock {
namespace config {
namespace {

// A bound that a C++ type gives and nobody meant: nothing to tell a reader.
bool is_worth_telling(const ParamDescriptor& param, double bound) {
    return !(param.type == ParamType::integer && std::abs(bound) >= 2147483647.0);
}

std::string range_of(const ParamDescriptor& param) {
    const bool has_minimum = param.minimum && is_worth_telling(param, *param.minimum);
    const bool has_maximum = param.maximum && is_worth_telling(param, *param.maximum);
    if (has_minimum && has_maximum)
        return fmt::format(
            "{} to {}", written_bound(param, *param.minimum), written_bound(param, *param.maximum));
    if (has_minimum)
        return "at least " + written_bound(param, *param.minimum);
    if (has_maximum)
        return "at most " + written_bound(param, *param.maximum);
    return {};
}

} // namespace

std::string written_bound(const ParamDescriptor& param, double bound) {
    switch (param.type) {
    case ParamType::byte_size:
        return to_string(ByteSize{static_cast<std::uint64_t>(bound)});
    case ParamType::pixel_count:
        return to_string(PixelCount{static_cast<std::uint64_t>(bound)});
    case ParamType::duration:
        return to_string(
            std::chrono::duration_cast<Duration>(std::chrono::duration<double>{bound}));
    default:
        return fmt::format("{}", bound);
    }
}

std::string written_default(const ParamDescriptor& param) {
    return json::to_text(param.default_value, json::Layout::compact);
}

std::string type_and_range(const ParamDescriptor& param) {
    if (param.type == ParamType::choice)
        return alternatives(param.choices);
    std::string text{to_string(param.type)};
    if (const std::string range = range_of(param); !range.empty())
        text += ", " + range;
    if (!param.unit.empty())
        text += ' ' + param.unit;
    if (param.is_template)
        text += " with {fields}";
    return text;
}

std::string default_concurrency(const NodeDescriptor& descriptor) {
    if (!descriptor.traits.is_concurrent)
        return "serial, always";
    if (descriptor.traits.default_concurrency == 0)
        return "unlimited";
    if (descriptor.traits.default_concurrency == 1)
        return "serial";
    return std::to_string(descriptor.traits.default_concurrency);
}

namespace {

std::string ports_of(const std::vector<PortDescriptor>& ports, bool named_by_params) {
    if (ports.empty())
        return "nothing";
    if (named_by_params)
        return fmt::format("{} ({}, through ports that its parameters name)",
                           ports.front().payload,
                           ports.front().doc);
    std::string text;
    for (const PortDescriptor& port : ports)
        text += fmt::format(
            "{}{} ({}: {})", text.empty() ? "" : ", ", port.payload, port.name, port.doc);
    return text;
}

std::string inputs_of(const NodeDescriptor& descriptor) {
    return ports_of(descriptor.inputs, descriptor.names_inputs);
}

std::string outputs_of(const NodeDescriptor& descriptor) {
    return ports_of(descriptor.outputs, descriptor.names_outputs);
}

// Parameters, each with the fields of its objects behind it: "box", "box.left", "points[].x".
std::vector<ParamDescriptor> with_fields(const std::vector<ParamDescriptor>& params,
                                         const std::string& prefix = {}) {
    std::vector<ParamDescriptor> result;
    for (const ParamDescriptor& param : params) {
        result.push_back(param);
        result.back().name = prefix + param.name;
        const std::string inner =
            result.back().name + (param.type == ParamType::object_list ? "[]." : ".");
        for (ParamDescriptor& field : with_fields(param.fields, inner))
            result.push_back(std::move(field));
    }
    return result;
}

std::vector<std::string> remarks_on(const NodeDescriptor& descriptor) {
    std::vector<std::string> remarks;
    if (descriptor.traits.blocks)
        remarks.emplace_back(descriptor.kind == NodeKind::loader
                                 ? "Files are measured and read on I/O threads."
                                 : "Waits for files or devices: runs on I/O threads.");
    if (descriptor.traits.consults_clock)
        remarks.emplace_back("Consults the clock: its output can differ from run to run.");
    if (!descriptor.attributes.empty())
        remarks.push_back(fmt::format("Sets the attributes {}.", joined(descriptor.attributes)));
    return remarks;
}

// Words into lines of at most 80 columns.
std::string wrapped_paragraph(std::string_view text, std::string_view indent) {
    constexpr std::size_t columns = 80;
    std::string result;
    std::string line{indent};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() > indent.size() && line.size() + 1 + word.size() > columns) {
            result += line + '\n';
            line = indent;
        }
        if (line.size() > indent.size())
            line += ' ';
        line += word;
    }
    return result + line + '\n';
}

// Paragraphs into lines; the rows of a table stay as they are.
std::string wrapped(std::string_view text, std::string_view indent) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty())
            result += '\n';
        else if (line.starts_with('|'))
            result += fmt::format("{}{}\n", indent, line);
        else
            result += wrapped_paragraph(line, indent);
    }
    return result;
}

std::string after_type(const ParamDescriptor& param) {
    if (param.is_required)
        return fmt::format("required, such as {}", param.example);
    if (!param.default_value.is_null())
        return "default " + written_default(param);
    return "optional";
}

Value ports_as_value(const std::vector<PortDescriptor>& ports) {
    Value::Array list;
    for (const PortDescriptor& port : ports)
        list.emplace_back(
            Value::Object{{"name", port.name}, {"payload", port.payload}, {"doc", port.doc}});
    return list;
}

Value strings(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value bound_as_value(const ParamDescriptor& param, double bound) {
    const bool is_whole = param.type != ParamType::number && param.type != ParamType::duration;
    constexpr double most = 9.2e18; // near the largest 64-bit integer
    if (is_whole && std::abs(bound) < most)
        return static_cast<std::int64_t>(bound);
    return bound;
}

Value param_as_value(const ParamDescriptor& param) {
    Value::Object object{{"name", param.name}, {"type", to_string(param.type)}, {"doc", param.doc}};
    if (!param.unit.empty())
        object.emplace_back("unit", param.unit);
    if (param.minimum)
        object.emplace_back("minimum", bound_as_value(param, *param.minimum));
    if (param.maximum)
        object.emplace_back("maximum", bound_as_value(param, *param.maximum));
    if (!param.choices.empty())
        object.emplace_back("choices", strings(param.choices));
    if (!param.default_value.is_null())
        object.emplace_back("default", param.default_value);
    object.emplace_back("required", param.is_required);
    object.emplace_back("template", param.is_template);
    if (!param.example.empty())
        object.emplace_back("example", param.example);
    if (!param.fields.empty()) {
        Value::Array fields;
        for (const ParamDescriptor& field : param.fields)
            fields.push_back(param_as_value(field));
        object.emplace_back("fields", std::move(fields));
    }
    return object;
}

Value node_as_value(const NodeDescriptor& descriptor) {
    Value::Array params;
    for (const ParamDescriptor& param : descriptor.params)
        params.push_back(param_as_value(param));
    return Value::Object{{"type", descriptor.type},
                         {"kind", to_string(descriptor.kind)},
                         {"doc", descriptor.doc},
                         {"inputs", ports_as_value(descriptor.inputs)},
                         {"outputs", ports_as_value(descriptor.outputs)},
                         {"names_inputs", descriptor.names_inputs},
                         {"names_outputs", descriptor.names_outputs},
                         {"attributes", strings(descriptor.attributes)},
                         {"concurrent", descriptor.traits.is_concurrent},
                         {"default_concurrency", default_concurrency(descriptor)},
                         {"blocks", descriptor.traits.blocks},
                         {"consults_clock", descriptor.traits.consults_clock},
                         {"params", std::move(params)}};
}

// A table cell cannot hold a bar.
std::string in_cell(std::string_view text) {
    std::string result;
    for (const char c : text)
        result += c == '|' ? std::string{"\\|"} : c == '\n' ? std::string{" "} : std::string{c};
    return result;
}

std::string node_as_markdown(const NodeDescriptor& descriptor) {
    std::string text = fmt::format("### `{}`\n\n{}\n\n", descriptor.type, descriptor.doc);
    text += fmt::format("Takes {}. Gives {}.", inputs_of(descriptor), outputs_of(descriptor));
    if (descriptor.kind != NodeKind::limiter)
        text += fmt::format(" Concurrency: {}.", default_concurrency(descriptor));
    for (const std::string& remark : remarks_on(descriptor))
        text += ' ' + remark;
    text += '\n';
    if (descriptor.params.empty())
        return text + "\nIt has no parameters.\n";
    text += "\n| parameter | type | default | meaning |\n|---|---|---|---|\n";
    for (const ParamDescriptor& param : with_fields(descriptor.params)) {
        const std::string fallback = param.is_required ? "required, such as `" + param.example + '`'
                                     : param.default_value.is_null()
                                         ? "none"
                                         : '`' + written_default(param) + '`';
        text += fmt::format("| `{}` | {} | {} | {} |\n",
                            param.name,
                            in_cell(type_and_range(param)),
                            in_cell(fallback),
                            in_cell(param.doc));
    }
    return text;
}

} // namespace
} // namespace config

std::string describe_as_text(const NodeDescriptor& descriptor) {
    std::string text = fmt::format("{} ({})\n", descriptor.type, to_string(descriptor.kind));
    text += config::wrapped(descriptor.doc, "  ") + '\n';
    text += fmt::format("  takes        {}\n  gives        {}\n",
                        config::inputs_of(descriptor),
                        config::outputs_of(descriptor));
    if (descriptor.kind != NodeKind::limiter)
        text += fmt::format("  concurrency  {}\n", config::default_concurrency(descriptor));
    for (const std::string& remark : config::remarks_on(descriptor))
        text += config::wrapped(remark, "  ");
    if (descriptor.params.empty())
        return text + "\n  It has no parameters.\n";
    text += "\n  parameters\n";
    for (const ParamDescriptor& param : config::with_fields(descriptor.params)) {
        text += fmt::format("    {}: {}; {}\n",
                            param.name,
                            config::type_and_range(param),
                            config::after_type(param));
        text += config::wrapped(param.doc, "        ");
    }
    return text;
}

std::string describe_as_json(const NodeRegistry& registry) {
    Value::Array list;
    for (const std::string& name : registry.names())
        list.push_back(config::node_as_value(registry.find(name)->descriptor));
    return json::to_text(list, json::Layout::indented) + '\n';
}

std::string describe_as_markdown(const NodeRegistry& registry) {
    std::string text = "# Nodes\n\nEvery node type, by where it stands in a graph. This page is "
                       "printed by `penstock nodes --markdown`.\n";
    for (const auto& [kind, title] : {std::pair{NodeKind::source, "Sources"},
                                      std::pair{NodeKind::limiter, "The limiter"},
                                      std::pair{NodeKind::loader, "Loaders"},
                                      std::pair{NodeKind::transform, "Transforms and encoders"},
                                      std::pair{NodeKind::join, "What joins the ways of one item"},
                                      std::pair{NodeKind::gather, "What gathers several items"},
                                      std::pair{NodeKind::sink, "Sinks"}}) {
        std::string section;
        for (const std::string& name : registry.names())
            if (registry.find(name)->descriptor.kind == kind)
                section += '\n' + config::node_as_markdown(registry.find(name)->descriptor);
        if (!section.empty())
            text += fmt::format("\n## {}\n", title) + section;
    }
    return text;
}

} // namespace penstock
