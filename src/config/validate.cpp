// SPDX-License-Identifier: Apache-2.0
#include "penstock/load_plugins.hpp"
#include "penstock/validated_config.hpp"

#include "config/attribute_values.hpp"
#include "config/error_budget.hpp"
#include "config/header_checks.hpp"
#include "config/issues.hpp"
#include "config/nearest.hpp"
#include "config/node_options.hpp"
#include "config/on_error.hpp"
#include "config/params.hpp"
#include "config/plugins.hpp"
#include "config/ports.hpp"
#include "config/rules.hpp"
#include "config/rules_off.hpp"
#include "config/wiring.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace penstock {
namespace config {
namespace {

class Validation {
public:
    Validation(const PipelineConfig& config, const NodeRegistry& registry, const RulesOff& off)
        : config_{config}, registry_{std::make_shared<const NodeRegistry>(registry)}, off_{off},
          issues_{config.sources} {
        for (const ConfigIssue& issue : config.issues)
            issues_.keep(issue);
    }

    ValidatedConfig run() {
        content_.name = config_.name;
        content_.description = config_.description;
        content_.sources = config_.sources;
        content_.registry = registry_;
        check_version(config_.version, issues_);
        check_plugins(config_.plugins, issues_);
        content_.limits = check_limits(config_.limits, issues_);
        content_.error_budget = check_errors(config_.errors, issues_);
        const std::vector<std::string> attributes = attribute_names(config_, *registry_);
        for (const NodeConfig& node : config_.nodes)
            check_node(node, config_.has_all_nodes ? &attributes : nullptr);
        check_graph();
        std::vector<ConfigIssue> issues = issues_.take();
        std::erase_if(issues, [&](const ConfigIssue& issue) { return off_.contains(issue.rule); });
        const auto is_error = [](const ConfigIssue& issue) {
            return issue.severity == ConfigIssue::Severity::error;
        };
        if (std::any_of(issues.begin(), issues.end(), is_error))
            throw ConfigError{std::move(issues)};
        content_.warnings = std::move(issues);
        return ValidatedConfig{std::move(content_)};
    }

private:
    void check_node(const NodeConfig& node, const std::vector<std::string>* attributes) {
        const NodeType* type = find_type(node);
        PortedNode ported;
        ValidatedNode valid;
        valid.name = node.name;
        valid.type = type;
        valid.origin = node.origin;
        valid.set = check_set(node, issues_);
        std::optional<ErrorPolicy> policy;
        if (type != nullptr) {
            valid.concurrency = check_concurrency(node, type->descriptor, issues_);
            policy = check_on_error(node, type->descriptor, issues_);
            valid.on_error = policy.value_or(ErrorPolicy{});
            valid.timeout = check_timeout(node, type->descriptor, issues_);
            auto params = check_params(node, type->descriptor, attributes, issues_);
            ported = with_ports(node, *type, params, issues_);
            valid.params = std::move(params).value_or(Value::Object{});
        }
        ported_.push_back(std::move(ported));
        policies_.push_back(std::move(policy));
        content_.nodes.push_back(std::move(valid));
    }

    const NodeType* find_type(const NodeConfig& node) {
        if (!node.type.is_string())
            return nullptr; // said when it was read
        const std::string& name = node.type.as_string();
        const NodeType* type = registry_->find(name);
        // It can be in the plugin that could not be loaded, of which that was said.
        const bool is_consequence = config_.plugin_state == PluginState::incomplete;
        if (type == nullptr && !is_consequence && !issues_.is_full())
            issues_.error(node.type.origin,
                          path_to("nodes", node.name) + ".type",
                          fmt::format("unknown node type {}; expected one of {}{}",
                                      in_quotes(name),
                                      joined(registry_->names()),
                                      where_it_can_be(name)));
        return type;
    }

    std::string where_it_can_be(const std::string& type) const {
        const std::string near = did_you_mean(type, registry_->names());
        const bool has_plugins = config_.plugins.is_array() && !config_.plugins.as_array().empty();
        if (config_.plugin_state == PluginState::not_loaded) // for the author of a program
            return near + (has_plugins
                               ? "; the libraries in \"plugins\" were not loaded: load_plugins "
                                 "comes before validate"
                               : "");
        const std::vector<std::string> left_out = left_out_plugins(config_);
        if (!left_out.empty())
            return fmt::format(
                "{}; it can be of {}, which could not be loaded", near, alternatives(left_out));
        if (!near.empty())
            return near;
        return fmt::format("; if it comes with a plugin, name that in \"plugins\", with --plugin, "
                           "or its folder in {}",
                           plugin_path_variable);
    }

    void check_graph() {
        const Wiring wiring = wire(config_, ported_, off_, issues_);
        check_payloads(wiring, *registry_, issues_);
        check_limiters(wiring, issues_);
        check_paths(wiring, *registry_, issues_);
        check_dead_letters(wiring);
        for (const WiredEdge& edge : wiring.edges)
            content_.edges.push_back({edge.from, edge.from_port, edge.to, edge.to_port});
    }

    // `on_error` and the edge that it needs: one without the other means nothing.
    void check_dead_letters(const Wiring& wiring) {
        for (std::size_t i = 0; i < wiring.nodes.size(); ++i) {
            if (!policies_[i])
                continue;
            const WiredNode& node = wiring.nodes[i];
            const auto edge = std::find_if(
                node.outgoing.begin(), node.outgoing.end(), [&wiring](std::size_t one) {
                    return wiring.edges[one].from_port == dead_letter_port;
                });
            const bool has_edge = edge != node.outgoing.end();
            if (policies_[i]->uses_dead_letter() && !has_edge && wiring.is_complete)
                issues_.error(
                    config_.nodes[i].on_error.origin,
                    path_to("nodes", node.name) + ".on_error",
                    fmt::format(
                        "\"dead_letter\" needs an edge that leaves through \"{0}.{1}\", and "
                        "there is none; add one, such as \"{0}.{1} -> rejected\"",
                        node.name,
                        dead_letter_port),
                    rule::dead_letter_unconnected);
            if (!policies_[i]->uses_dead_letter() && has_edge)
                issues_.error(
                    wiring.edges[*edge].origin,
                    "edges",
                    fmt::format("nothing leaves through \"{0}.{1}\"; expected \"on_error\": "
                                "\"{1}\" in the node \"{0}\"; add it or remove the edge",
                                node.name,
                                dead_letter_port),
                    rule::dead_letter_unused);
        }
    }

    const PipelineConfig& config_;
    std::shared_ptr<const NodeRegistry> registry_;
    const RulesOff& off_;
    Issues issues_;
    ValidatedConfig::Content content_;
    std::vector<PortedNode> ported_;                   // of each node
    std::vector<std::optional<ErrorPolicy>> policies_; // of each node; nothing where unknown
};

} // namespace

ValidatedConfig
validate_without(const RulesOff& off, const PipelineConfig& config, const NodeRegistry& registry) {
    return Validation{config, registry, off}.run();
}

} // namespace config

ValidatedConfig validate(const PipelineConfig& config, const NodeRegistry& registry) {
    return config::validate_without({}, config, registry);
}

} // namespace penstock
