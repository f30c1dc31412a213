// SPDX-License-Identifier: Apache-2.0
#include "config/read_pipeline.hpp"

#include "config/edges.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace penstock::config {
namespace {

class Reader {
public:
    Reader(const Value& root, PipelineConfig& config, Issues& issues)
        : root_{root}, config_{config}, issues_{issues} {}

    void read() {
        check_keys();
        config_.version = member(root_, "penstock");
        config_.limits = member(root_, "limits");
        config_.plugins = member(root_, "plugins");
        config_.name = text("name");
        config_.description = text("description");
        (void)text("$schema");
        read_nodes();
        read_edges();
    }

private:
    static Value member(const Value& object, std::string_view key) {
        const Value* value = object.find(key);
        return value == nullptr ? Value{} : *value;
    }

    void check_keys() {
        for (const auto& [key, value] : root_.as_object()) {
            if (is_free_key(key) || is_one_of(key, top_level_keys()))
                continue;
            if (key == "include" || key == "profiles" || key == "subgraphs")
                issues_.error(value.key_origin,
                              key,
                              fmt::format("\"{}\" is not supported yet; expected a config that is "
                                          "complete in one file; remove the key",
                                          key));
            else
                issues_.error(value.key_origin, {}, unknown_key(key, top_level_keys()));
        }
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
        for (const auto& [name, entry] : nodes->as_object()) {
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
        if (entry.is_object()) {
            check_node_keys(entry, path);
            node.type = member(entry, "type");
            node.concurrency = member(entry, "concurrency");
            node.params = member(entry, "params");
            node.on_error = member(entry, "on_error");
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

    void check_node_keys(const Value& entry, const std::string& path) {
        for (const auto& [key, value] : entry.as_object()) {
            if (is_free_key(key) || is_one_of(key, node_keys()))
                continue;
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
        std::size_t index = 0;
        for (const Value& edge : edges->as_array())
            parse_edge(edge, fmt::format("edges[{}]", index++), config_.edges, issues_);
    }

    const Value& root_;
    PipelineConfig& config_;
    Issues& issues_;
};

} // namespace

void read_pipeline(const Value& root, PipelineConfig& config, Issues& issues) {
    Reader{root, config, issues}.read();
}

} // namespace penstock::config
