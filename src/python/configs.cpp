// SPDX-License-Identifier: Apache-2.0
#include "python/configs.hpp"

#include "penstock/effective_config.hpp"
#include "penstock/load_plugins.hpp"
#include "penstock/node_registry.hpp"

#include "python/function_types.hpp"
#include "python/values.hpp"

#include <pybind11/stl.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock::python {
namespace {

constexpr const char* path_loader = "path_of_file";
constexpr const char* receive_with_attributes = "receive_with_attributes";

template <class T> std::optional<T> optional_of(const py::dict& dict, const char* key) {
    const py::object value = dict[key];
    return value.is_none() ? std::nullopt : std::optional<T>{value.cast<T>()};
}

Role role_of(const std::string& name) {
    if (name == "transform")
        return Role::transform;
    return name == "call" ? Role::call : Role::sink;
}

void add_function(NodeRegistry& registry,
                  const py::dict& function,
                  const std::shared_ptr<Interrupt>& interrupt) {
    FunctionNodeOptions options;
    options.type = function["type"].cast<std::string>();
    options.name = function["name"].cast<std::string>();
    options.role = role_of(function["role"].cast<std::string>());
    options.takes_item = function["takes_item"].cast<bool>();
    options.largest.width = optional_of<std::uint32_t>(function, "width");
    options.largest.height = optional_of<std::uint32_t>(function, "height");
    options.largest.channels = optional_of<std::uint32_t>(function, "channels");
    if (const auto name = optional_of<std::string>(function, "dtype"))
        options.largest.pixel_type = pixel_type_from(*name);
    registry.add(python_function_type(options, SharedObject{function["function"]}, interrupt));
}

// The loader `receive`, of items of which it is known what attributes they bring: so that templates
// and conditions may name these.
void add_receive(NodeRegistry& registry, const std::vector<std::string>& attributes) {
    NodeType type = *registry.find("receive");
    type.descriptor.type = receive_with_attributes;
    type.descriptor.attributes = attributes;
    registry.add(std::move(type));
}

PipelineConfig read(const py::dict& request) {
    ConfigOverrides overrides;
    overrides.vars = request["vars"].cast<std::vector<std::string>>();
    overrides.sets = request["sets"].cast<std::vector<std::string>>();
    overrides.profiles = request["profiles"].cast<std::vector<std::string>>();
    const auto kind = request["kind"].cast<std::string>();
    const auto config = request["config"].cast<std::string>();
    if (kind == "file")
        return load_config(config, overrides);
    return kind == "pipe" ? parse_pipe(config, overrides)
                          : parse_config(config, "config", overrides);
}

// Nobody pushes there: the run would wait for ever.
void refuse_push_sources(const ValidatedConfig& config) {
    std::vector<ConfigIssue> issues;
    for (const ValidatedNode& node : config.nodes())
        if (node.type->descriptor.type == "push")
            issues.push_back(
                config.issue_at(node.origin,
                                "nodes." + node.name,
                                "push takes items from a program, and nothing is pushed here; "
                                "expected penstock.Pipeline(config).source(iterable)"));
    if (!issues.empty())
        throw ConfigError{std::move(issues)};
}

py::dict param_dict(const ParamDescriptor& param) {
    py::dict dict;
    dict["name"] = param.name;
    dict["type"] = std::string{to_string(param.type)};
    dict["doc"] = param.doc;
    dict["default"] = object_of(param.default_value);
    dict["required"] = param.is_required;
    dict["choices"] = param.choices;
    return dict;
}

} // namespace

std::unique_ptr<Run> make_run(const py::dict& request) {
    auto interrupt = std::make_shared<Interrupt>();
    PipelineConfig config = read(request);
    NodeRegistry registry = built_in_nodes();
    registry.add(path_loader_type(path_loader));
    add_receive(registry, request["attributes"].cast<std::vector<std::string>>());
    for (const py::handle function : request["functions"])
        add_function(registry, function.cast<py::dict>(), interrupt);
    load_plugins(registry, config);
    const ValidatedConfig valid = validate(config, registry);
    if (!request["takes_pushes"].cast<bool>())
        refuse_push_sources(valid);
    PipelineOptions options;
    options.threads = optional_of<std::uint32_t>(request, "threads");
    options.trace_file = optional_of<std::string>(request, "trace").value_or("");
    options.keeps_history = request["keeps_history"].cast<bool>();
    std::string effective = options.keeps_history ? effective_config(config, valid) : "";
    return std::make_unique<Run>(
        valid, std::move(options), std::move(interrupt), std::move(effective));
}

py::list node_types() {
    const NodeRegistry registry = built_in_nodes();
    py::list list;
    for (const std::string& name : registry.names()) {
        const NodeDescriptor& descriptor = registry.find(name)->descriptor;
        py::dict dict;
        dict["type"] = descriptor.type;
        dict["doc"] = descriptor.doc;
        dict["kind"] = std::string{to_string(descriptor.kind)};
        py::list params;
        for (const ParamDescriptor& param : descriptor.params)
            params.append(param_dict(param));
        dict["params"] = params;
        list.append(dict);
    }
    return list;
}

} // namespace penstock::python
