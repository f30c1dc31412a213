// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_builder.hpp"

#include "json/write.hpp"

#include <stdexcept>
#include <utility>

namespace penstock {

ConfigBuilder::ConfigBuilder(const std::string& name) : top_{{"penstock", "1.0"}, {"name", name}} {}

ConfigBuilder&
ConfigBuilder::node(const std::string& name, const std::string& type, Value::Object params) {
    Value::Object node{{"type", type}};
    if (!params.empty())
        node.emplace_back("params", std::move(params));
    nodes_.emplace_back(name, std::move(node));
    return *this;
}

ConfigBuilder& ConfigBuilder::option(const std::string& key, Value value) {
    if (nodes_.empty())
        throw std::logic_error{"the option \"" + key + "\" belongs to no node; add the node first"};
    nodes_.back().second.as_object().emplace_back(key, std::move(value));
    return *this;
}

ConfigBuilder& ConfigBuilder::edge(const std::string& edge) {
    edges_.emplace_back(edge);
    return *this;
}

ConfigBuilder& ConfigBuilder::limit(const std::string& key, Value value) {
    limits_.emplace_back(key, std::move(value));
    return *this;
}

ConfigBuilder& ConfigBuilder::entry(const std::string& key, Value value) {
    top_.emplace_back(key, std::move(value));
    return *this;
}

PipelineConfig ConfigBuilder::config(const ConfigOverrides& overrides) const {
    return parse_config(text(), top_[1].second.as_string(), overrides);
}

std::string ConfigBuilder::text() const {
    Value::Object all = top_;
    if (!limits_.empty())
        all.emplace_back("limits", limits_);
    all.emplace_back("nodes", nodes_);
    all.emplace_back("edges", edges_);
    return json::to_text(all, json::Layout::indented) + '\n';
}

} // namespace penstock
