// SPDX-License-Identifier: Apache-2.0
#include "config/read_pipeline.hpp"

#include "config/edges.hpp"
#include "config/expand_subgraphs.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/use_ports.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace penstock::config {
namespace {

class Reader {
public:
    Reader(const Value& root, const Variables& variables, PipelineConfig& config, Issues& issues)
        : root_{root}, variables_{variables}, config_{config}, issues_{issues} {}

    void read() {
        refuse_unknown_keys(root_, {}, top_level_keys(), issues_);
        config_.version = member(root_, "penstock");
        config_.limits = member(root_, "limits");
        config_.errors = member(root_, "errors");
        config_.plugins = member(root_, "plugins");
        config_.name = text("name");
        config_.description = text("description");
        config_.name_origin = member(root_, "name").origin;
        config_.description_origin = member(root_, "description").origin;
        (void)text("$schema");
        read_nodes();
        read_edges();
    }

private:
    static Value member(const Value& object, std::string_view key) {
        const Value* value = object.find(key);
        return value == nullptr ? Value{} : *value;
    }

    std::string text(const std::string& key) {
        const Value* value = root_.find(key);
        if (value == nullptr)
            return {};
        if (value->is_string())
            return value->as_string();
        issues_.error(
            value->origin, key, fmt::format("found {}; expected a string", as_found(*value)));
        return {};
    }

    void read_nodes() {
        const Value* nodes = root_.find("nodes");
        if (nodes == nullptr)
            return issues_.error({},
                                 {},
                                 "\"nodes\" is missing; expected an object with an entry for each "
                                 "node, such as \"nodes\": {\"load\": {\"type\": \"files\"}}");
        if (!nodes->is_object())
            return issues_.error(
                nodes->origin,
                "nodes",
                fmt::format("found {}; expected an object with an entry for each node",
                            as_found(*nodes)));
        if (nodes->as_object().empty())
            issues_.error(nodes->origin, "nodes", "there are no nodes; expected a source at least");
        expansion_ =
            expand_subgraphs(root_, nodes->as_object(), variables_, config_.sources, issues_);
        config_.has_all_nodes = expansion_.has_all_nodes;
        config_.has_all_edges = expansion_.has_all_edges;
        for (const auto& [name, ports] : expansion_.scope.uses)
            config_.uses.push_back(name);
        for (const auto& [name, entry] : expansion_.nodes) {
            if (config_.nodes.size() == max_nodes)
                return issues_.error(
                    entry.key_origin,
                    "nodes",
                    fmt::format("there are more than {} nodes; expected fewer", max_nodes));
            read_node(name, entry);
        }
    }

    void read_node(const std::string& name, const Value& entry) {
        NodeConfig node;
        node.name = name;
        node.origin = entry.key_origin.is_known() ? entry.key_origin : entry.origin;
        const std::string path = path_to("nodes", name);
        if (!is_node_name(name))
            issues_.error(
                node.origin, path, "this is no name for a node; expected letters, digits, _ and -");
        refuse_part_of_node(node, path);
        if (entry.is_object()) {
            check_node_keys(entry, path);
            node.type = member(entry, "type");
            node.concurrency = member(entry, "concurrency");
            node.params = member(entry, "params");
            node.on_error = member(entry, "on_error");
            node.timeout = member(entry, "timeout");
            node.set = member(entry, "set");
            check_type(node, path, entry.find("type") != nullptr);
        } else {
            issues_.error(
                entry.origin,
                path,
                fmt::format("found {}; expected an object with a \"type\"", as_found(entry)));
        }
        config_.nodes.push_back(std::move(node));
    }

    // "encode/x" beside a node "encode": somebody takes it for the use of a subgraph.
    void refuse_part_of_node(const NodeConfig& node, const std::string& path) {
        const std::string whole = node.name.substr(0, node.name.find('/'));
        if (whole == node.name || root_.find("nodes")->find(whole) == nullptr ||
            is_one_of(whole, config_.uses))
            return;
        issues_.error(node.origin,
                      path,
                      fmt::format("\"{}\" is a node and has no parts; expected the use of a "
                                  "subgraph before the \"/\"",
                                  whole));
    }

    void check_node_keys(const Value& entry, const std::string& path) {
        for (const auto& [key, value] : entry.as_object()) {
            if (is_free_key(key) || is_one_of(key, node_keys()) || key == "for_each")
                continue; // "for_each" was refused with the subgraphs
            const char* remark = nearest(key, node_keys()).empty()
                                     ? "; the parameters of a node stand in \"params\""
                                     : "";
            issues_.error(value.key_origin, path, unknown_key(key, node_keys()) + remark);
        }
    }

    void check_type(const NodeConfig& node, const std::string& path, bool is_there) {
        if (!is_there)
            issues_.error(node.origin,
                          path,
                          "\"type\" is missing; expected the name of a node type, such as "
                          "\"type\": \"resize\"");
        else if (!node.type.is_string())
            issues_.error(
                node.type.origin,
                path + ".type",
                fmt::format("found {}; expected the name of a node type", as_found(node.type)));
    }

    void read_edges() {
        const Value* edges = root_.find("edges");
        if (edges == nullptr)
            return issues_.error(
                {},
                {},
                "\"edges\" is missing; expected a list of strings such as [\"a -> b -> c\"]");
        if (!edges->is_array())
            return issues_.error(edges->origin,
                                 "edges",
                                 fmt::format("found {}; expected a list of strings such as "
                                             "[\"a -> b -> c\"]",
                                             as_found(*edges)));
        std::vector<EdgeConfig> written;
        std::size_t index = 0;
        for (const Value& edge : edges->as_array())
            if (!parse_edge(edge, fmt::format("edges[{}]", index++), written, issues_))
                config_.has_all_edges = false;
        if (!connect(expansion_.scope, written, "edges", config_.edges, issues_))
            config_.has_all_edges = false;
        config_.edges.insert(config_.edges.end(), expansion_.edges.begin(), expansion_.edges.end());
    }

    const Value& root_;
    const Variables& variables_;
    PipelineConfig& config_;
    Issues& issues_;
    Expansion expansion_;
};

} // namespace

void read_pipeline(const Value& root,
                   const Variables& variables,
                   PipelineConfig& config,
                   Issues& issues) {
    Reader{root, variables, config, issues}.read();
}

} // namespace penstock::config
