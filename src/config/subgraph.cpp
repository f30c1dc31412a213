// SPDX-License-Identifier: Apache-2.0
#include "config/subgraph.hpp"

#include "config/keys.hpp"
#include "config/variables.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace penstock::config {
namespace {

const std::vector<std::string>& subgraph_keys() {
    static const std::vector<std::string> keys = {
        "description", "args", "inputs", "nodes", "edges", "outputs"};
    return keys;
}

class SubgraphReader {
public:
    SubgraphReader(const std::string& name, const Value& written, Issues& issues)
        : written_{written}, path_{path_to("subgraphs", name)}, issues_{issues} {
        subgraph_.name = name;
        subgraph_.origin = written.key_origin;
    }

    // Nothing where it cannot be used.
    std::optional<Subgraph> read() {
        if (!is_word(subgraph_.name))
            issues_.error(subgraph_.origin,
                          "subgraphs",
                          fmt::format("{} is no name for a subgraph; expected letters, digits, _ "
                                      "and -",
                                      in_quotes(subgraph_.name)));
        if (!written_.is_object()) {
            issues_.error(
                written_.origin,
                path_,
                fmt::format("found {}; expected an object with \"nodes\"", as_found(written_)));
            return std::nullopt;
        }
        refuse_unknown_keys(written_, path_, subgraph_keys(), issues_);
        if (const Value* args = written_.find("args")) {
            subgraph_.arguments = read_arguments(*args, path_ + ".args", issues_);
            is_usable_ = args->is_object();
        }
        const Value* text = written_.find("description");
        if (text != nullptr && !text->is_string())
            issues_.error(text->origin,
                          path_ + ".description",
                          fmt::format("found {}; expected a string", as_found(*text)));
        read_nodes();
        read_edges();
        subgraph_.inputs = read_ports("inputs");
        subgraph_.outputs = read_ports("outputs");
        warn_of_unused_arguments();
        return is_usable_ ? std::optional{std::move(subgraph_)} : std::nullopt;
    }

private:
    void read_nodes() {
        const Value* nodes = written_.find("nodes");
        if (nodes == nullptr)
            issues_.error(subgraph_.origin,
                          path_,
                          "\"nodes\" is missing; expected an object with an entry for each node");
        else if (!nodes->is_object())
            issues_.error(nodes->origin,
                          path_ + ".nodes",
                          fmt::format("found {}; expected an object with an entry for each node",
                                      as_found(*nodes)));
        else if (nodes->as_object().empty())
            issues_.error(
                nodes->origin, path_ + ".nodes", "there are no nodes; expected one at least");
        else
            subgraph_.nodes = *nodes;
        is_usable_ = is_usable_ && subgraph_.nodes.is_object();
    }

    void read_edges() {
        subgraph_.edges = Value{Value::Array{}};
        const Value* edges = written_.find("edges");
        if (edges == nullptr)
            return;
        if (edges->is_array()) {
            subgraph_.edges = *edges;
            return;
        }
        is_usable_ = false;
        issues_.error(edges->origin,
                      path_ + ".edges",
                      fmt::format("found {}; expected a list of strings such as "
                                  "[\"a -> b -> c\"]",
                                  as_found(*edges)));
    }

    Value read_ports(const std::string& key) {
        const Value* ports = written_.find(key);
        if (ports == nullptr)
            return Value{Value::Object{}};
        const std::string path = path_to(path_, key);
        if (!ports->is_object()) {
            is_usable_ = false;
            issues_.error(ports->origin,
                          path,
                          fmt::format("found {}; expected an object that says which node each port "
                                      "stands for, such as {{\"image\": \"resize\"}}",
                                      as_found(*ports)));
            return Value{Value::Object{}};
        }
        for (const auto& [name, target] : ports->as_object())
            if (!is_word(name)) {
                is_usable_ = false;
                issues_.error(target.key_origin,
                              path,
                              fmt::format("{} is no name for a port; expected letters, digits, _ "
                                          "and -",
                                          in_quotes(name)));
            }
        return *ports;
    }

    void warn_of_unused_arguments() {
        std::set<std::string> used;
        for (const Value* part :
             {&subgraph_.nodes, &subgraph_.edges, &subgraph_.inputs, &subgraph_.outputs})
            collect_names(*part, used);
        for (const Argument& argument : subgraph_.arguments)
            if (!argument.is_broken() && used.count(argument.shape.name) == 0)
                issues_.warning(argument.origin,
                                path_to(path_ + ".args", argument.shape.name),
                                fmt::format("nothing in this subgraph uses the argument; write "
                                            "\"${{{}}}\" where its value belongs, or remove it",
                                            argument.shape.name));
    }

    const Value& written_;
    std::string path_;
    Issues& issues_;
    Subgraph subgraph_;
    bool is_usable_ = true;
};

} // namespace

Subgraphs read_subgraphs(const Value& subgraphs, Issues& issues) {
    Subgraphs result;
    if (!subgraphs.is_object()) {
        issues.error(subgraphs.origin,
                     "subgraphs",
                     fmt::format("found {}; expected an object of subgraphs", as_found(subgraphs)));
        return result;
    }
    for (const auto& [name, written] : subgraphs.as_object())
        if (!is_free_key(name))
            if (auto subgraph = SubgraphReader{name, written, issues}.read())
                result.emplace(name, std::move(*subgraph));
    return result;
}

} // namespace penstock::config
