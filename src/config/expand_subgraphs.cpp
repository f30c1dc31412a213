// SPDX-License-Identifier: Apache-2.0
#include "config/expand_subgraphs.hpp"

#include "config/check_use.hpp"
#include "config/copied_places.hpp"
#include "config/keys.hpp"
#include "config/merge.hpp"
#include "config/nearest.hpp"
#include "config/read_pipeline.hpp"
#include "config/subgraph.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::config {
namespace {

class Expander {
public:
    Expander(const Value& root,
             const Variables& variables,
             std::vector<ConfigSource>& sources,
             Issues& issues)
        : variables_{variables}, sources_{sources}, issues_{issues} {
        if (const Value* subgraphs = root.find("subgraphs")) {
            subgraphs_ = read_subgraphs(*subgraphs, issues);
            if (subgraphs->is_object())
                names_ = keys_of(*subgraphs);
            else
                is_readable_ = false;
        }
    }

    Expansion expand(const Value::Object& nodes) {
        expand_nodes(nodes, expansion_.scope);
        for (const auto& [name, change] : changes_)
            refuse_change(name, change);
        return std::move(expansion_);
    }

private:
    // What is put over a node of a copy.
    struct Change {
        Value value;
        bool is_applied = false;
    };

    // Of "nodes": the entries that use subgraphs.
    static std::set<std::string, std::less<>> uses_in(const Value::Object& nodes) {
        std::set<std::string, std::less<>> names;
        for (const auto& [name, entry] : nodes)
            if (entry.find("use") != nullptr)
                names.insert(name);
        return names;
    }

    void expand_nodes(const Value::Object& nodes, EdgeScope& scope) {
        const auto uses = uses_in(nodes);
        const auto is_change = [&uses](const std::string& name) {
            const std::size_t slash = name.find('/');
            return slash != std::string::npos &&
                   uses.count(std::string_view{name}.substr(0, slash)) != 0;
        };
        for (const auto& [name, entry] : nodes) {
            if (!is_change(name))
                continue;
            // A change from further out goes over one from further in.
            Value change = entry;
            const auto known = changes_.find(scope.prefix + name);
            if (known != changes_.end())
                merge_over(change, std::move(known->second.value));
            changes_[scope.prefix + name].value = std::move(change);
        }
        for (const auto& [name, entry] : nodes)
            if (!is_full_ && !is_change(name))
                expand_node(name, entry, scope);
    }

    void expand_node(const std::string& name, Value entry, EdgeScope& scope) {
        const std::string full_name = scope.prefix + name;
        const auto change = changes_.find(full_name);
        if (change != changes_.end()) {
            change->second.is_applied = true;
            merge_over(entry, change->second.value);
        }
        if (entry.find("use") != nullptr)
            return expand_use(name, full_name, entry, scope);
        if (entry.find("for_each") != nullptr)
            issues_.error(entry.find("for_each")->key_origin,
                          path_to("nodes", full_name),
                          "\"for_each\" makes copies of a subgraph, and this is a node; put the "
                          "node into an entry of \"subgraphs\", and \"use\" that");
        if (expansion_.nodes.size() > max_nodes)
            return; // one more than there may be: said when they are read
        names_of_nodes_.insert(full_name);
        expansion_.nodes.emplace_back(full_name, std::move(entry));
    }

    void expand_use(const std::string& name,
                    const std::string& full_name,
                    const Value& entry,
                    EdgeScope& scope) {
        UseSite site;
        site.path = path_to("nodes", full_name);
        site.origin = entry.key_origin.is_known() ? entry.key_origin : entry.origin;
        site.args = entry.find("args");
        UsePorts& ports = scope.uses[name];
        ports.is_broken = true; // until it is known to be whole
        const bool is_right = check_use(name, entry, site, issues_);
        const Subgraph* subgraph = find_subgraph(*entry.find("use"), site);
        const Value* for_each = entry.find("for_each");
        if (subgraph == nullptr || !is_right) {
            expansion_.has_all_nodes = expansion_.has_all_edges = false;
            return;
        }
        site.subgraph = subgraph->name;
        open_.push_back(subgraph->name);
        if (for_each == nullptr)
            ports = copy(*subgraph, full_name + '/', site);
        else
            copy_for_each(*subgraph, for_each->as_array(), name, full_name, site, scope);
        open_.pop_back();
    }

    // Null where there is none, or none that may be used here.
    const Subgraph* find_subgraph(const Value& use, const UseSite& site) {
        if (issues_.has_error_at(use.origin))
            return nullptr;
        const auto found = use.is_string() ? subgraphs_.find(use.as_string()) : subgraphs_.end();
        const bool is_known = found != subgraphs_.end();
        const std::string mistake = is_known ? reason_not_to_use(found->first) : unknown_use(use);
        if (mistake.empty())
            return is_known ? &found->second : nullptr;
        issues_.error(use.origin,
                      site.path + ".use",
                      mistake,
                      "declared",
                      is_known ? found->second.origin : Origin{});
        return nullptr;
    }

    // Empty where it was said already, where subgraphs are declared.
    std::string unknown_use(const Value& use) const {
        if (!use.is_string())
            return fmt::format("found {}; expected the name of a subgraph", as_found(use));
        const std::string& name = use.as_string();
        if (!is_readable_ || is_one_of(name, names_))
            return {};
        if (names_.empty())
            return fmt::format(R"(there is no subgraph {}; this config has no "subgraphs")",
                               in_quotes(name));
        return fmt::format("there is no subgraph {}; expected one of {}{}",
                           in_quotes(name),
                           joined(names_),
                           did_you_mean(name, names_));
    }

    std::string reason_not_to_use(const std::string& name) const {
        const auto first = std::find(open_.begin(), open_.end(), name);
        if (first != open_.end())
            return fmt::format("subgraphs use each other in a circle: {} -> {}; expected each to "
                               "use others only",
                               fmt::join(first, open_.end(), " -> "),
                               name);
        if (open_.size() == max_subgraph_depth)
            return fmt::format("subgraphs use each other more than {} deep; expected fewer",
                               max_subgraph_depth);
        return {};
    }

    void copy_for_each(const Subgraph& subgraph,
                       const Value::Array& entries,
                       const std::string& name,
                       const std::string& full_name,
                       const UseSite& whole,
                       EdgeScope& scope) {
        UsePorts all;
        for (std::size_t i = 0; i < entries.size() && !is_full_; ++i) {
            const std::string index = fmt::format("/{}", i);
            UseSite site = whole;
            site.path += index;
            site.origin = entries[i].origin;
            site.entry = &entries[i];
            site.entry_path = fmt::format("{}.for_each[{}]", whole.path, i);
            UsePorts ports = copy(subgraph, full_name + index + '/', site);
            add_ports(ports.inputs, all.inputs);
            add_ports(ports.outputs, all.outputs);
            all.is_broken = all.is_broken || ports.is_broken;
            scope.uses[name + index] = std::move(ports);
        }
        all.subgraph = subgraph.name;
        all.declared = subgraph.origin;
        scope.uses[name] = std::move(all);
    }

    static void add_ports(const UsePorts::Ports& more, UsePorts::Ports& all) {
        for (std::size_t i = 0; i < more.size(); ++i) {
            if (i == all.size())
                all.push_back({more[i].first, {}});
            const std::vector<EdgeEnd>& ends = more[i].second;
            all[i].second.insert(all[i].second.end(), ends.begin(), ends.end());
        }
    }

    UsePorts copy(const Subgraph& subgraph, const std::string& prefix, const UseSite& site) {
        UsePorts ports{subgraph.name, subgraph.origin, {}, {}, false};
        if (!may_copy(subgraph, site)) {
            ports.is_broken = true;
            expansion_.has_all_nodes = expansion_.has_all_edges = false;
            return ports;
        }
        const ArgumentValues arguments = take_arguments(subgraph.arguments, site, issues_);
        Variables variables = variables_.with(arguments.values, arguments.broken);
        Subgraph body = subgraph;
        CopiedPlaces places{sources_, site};
        for (Value* part : {&body.nodes, &body.edges, &body.inputs, &body.outputs})
            places.put_in(*part);
        const std::string inside = path_to("subgraphs", subgraph.name);
        for (auto& [name, node] : body.nodes.as_object())
            variables.replace_in(node, path_to("nodes", prefix + name), 2);
        variables.replace_in(body.edges, inside + ".edges", 2);
        variables.replace_in(body.inputs, inside + ".inputs", 2);
        variables.replace_in(body.outputs, inside + ".outputs", 2);

        EdgeScope scope{prefix, {}};
        expand_nodes(body.nodes.as_object(), scope);
        read_edges(body, scope, inside + ".edges");
        ports.inputs = read_ports(body.inputs, EdgeSide::to, scope, inside + ".inputs", ports);
        ports.outputs = read_ports(body.outputs, EdgeSide::from, scope, inside + ".outputs", ports);
        return ports;
    }

    // Copies of copies double at each step.
    bool may_copy(const Subgraph& subgraph, const UseSite& site) {
        if (is_full_)
            return false; // said already
        ++copies_;
        copied_bytes_ += bytes_of(subgraph.nodes) + bytes_of(subgraph.edges) +
                         bytes_of(subgraph.inputs) + bytes_of(subgraph.outputs);
        is_full_ = copied_bytes_ > max_copied_bytes || copies_ > max_nodes;
        if (copies_ > max_nodes)
            issues_.error(
                site.origin,
                site.path,
                fmt::format("subgraphs are used more than {} times; expected fewer", max_nodes));
        else if (is_full_)
            issues_.error(site.origin,
                          site.path,
                          "copies of subgraphs make this config larger than 64MiB; expected less; "
                          "use fewer");
        return !is_full_;
    }

    void read_edges(const Subgraph& body, const EdgeScope& scope, const std::string& path) {
        std::vector<EdgeConfig> edges;
        std::size_t index = 0;
        bool has_all = true;
        for (const Value& text : body.edges.as_array()) {
            std::vector<EdgeConfig> hops;
            has_all =
                parse_edge(text, fmt::format("{}[{}]", path, index++), hops, issues_) && has_all;
            for (EdgeConfig& hop : hops) {
                const bool has_from = has_node(scope, hop.from, hop.from_origin, body.name, path);
                const bool has_to = has_node(scope, hop.to, hop.to_origin, body.name, path);
                has_all = has_all && has_from && has_to;
                if (has_from && has_to)
                    edges.push_back(std::move(hop));
            }
        }
        has_all = connect(scope, edges, path, expansion_.edges, issues_) && has_all;
        expansion_.has_all_edges = expansion_.has_all_edges && has_all;
    }

    // Says which there are, where there is no such node in this copy.
    bool has_node(const EdgeScope& scope,
                  const std::string& name,
                  const Origin& origin,
                  const std::string& subgraph,
                  const std::string& path) {
        if (scope.uses.count(name) != 0 || names_of_nodes_.count(scope.prefix + name) != 0)
            return true;
        if (is_full_ || issues_.is_full())
            return false;
        std::vector<std::string> names = nodes_below(scope.prefix);
        for (const auto& [use, ports] : scope.uses)
            names.push_back(use);
        issues_.error(origin,
                      path,
                      fmt::format("there is no node \"{}\" in the subgraph \"{}\"; expected one of "
                                  "{}{}",
                                  name,
                                  subgraph,
                                  joined(names),
                                  did_you_mean(name, names)));
        return false;
    }

    std::vector<std::string> nodes_below(const std::string& prefix) const {
        std::vector<std::string> names;
        for (const auto& [name, node] : expansion_.nodes)
            if (name.compare(0, prefix.size(), prefix) == 0)
                names.push_back(name.substr(prefix.size()));
        return names;
    }

    UsePorts::Ports read_ports(const Value& written,
                               EdgeSide side,
                               const EdgeScope& scope,
                               const std::string& path,
                               UsePorts& use) {
        UsePorts::Ports result;
        for (const auto& [name, target] : written.as_object()) {
            std::vector<EdgeEnd> ends;
            const Value::Array targets =
                target.is_array() ? target.as_array() : Value::Array{target};
            if (targets.empty())
                issues_.error(target.origin,
                              path_to(path, name),
                              "found an empty list; expected the name of a node, or several");
            for (const Value& text : targets) {
                const auto end = parse_end(text, path_to(path, name), issues_);
                if (!end || !has_node(scope, end->node, end->origin, use.subgraph, path))
                    continue;
                for (EdgeEnd& one : resolve_end(scope, *end, side, path, issues_))
                    ends.push_back(std::move(one));
            }
            use.is_broken = use.is_broken || ends.size() < targets.size() || targets.empty();
            result.emplace_back(name, std::move(ends));
        }
        return result;
    }

    void refuse_change(const std::string& name, const Change& change) {
        if (change.is_applied || is_full_)
            return;
        const std::string use = name.substr(0, name.rfind('/') + 1);
        std::vector<std::string> names;
        for (const std::string& node : nodes_below(use))
            names.push_back(use + node);
        if (names.empty())
            for (const std::string& node : nodes_below(name.substr(0, name.find('/') + 1)))
                names.push_back(name.substr(0, name.find('/') + 1) + node);
        if (names.empty())
            return; // the use itself was a mistake
        issues_.error(change.value.key_origin,
                      path_to("nodes", name),
                      fmt::format("there is no node \"{}\"; expected one of {}{}",
                                  name,
                                  joined(names),
                                  did_you_mean(name, names)));
    }

    const Variables& variables_;
    std::vector<ConfigSource>& sources_;
    Issues& issues_;
    Subgraphs subgraphs_;
    std::vector<std::string> names_; // of all subgraphs, of those that cannot be used too
    bool is_readable_ = true;        // "subgraphs" is an object
    Expansion expansion_;
    std::set<std::string, std::less<>> names_of_nodes_; // in `expansion_`
    std::map<std::string, Change> changes_;             // by the whole name of their node
    std::vector<std::string> open_;                     // the subgraphs that are being copied
    std::size_t copies_ = 0;
    std::size_t copied_bytes_ = 0;
    bool is_full_ = false; // more than can be run: copying on is of no use
};

} // namespace

Expansion expand_subgraphs(const Value& root,
                           const Value::Object& nodes,
                           const Variables& variables,
                           std::vector<ConfigSource>& sources,
                           Issues& issues) {
    return Expander{root, variables, sources, issues}.expand(nodes);
}

} // namespace penstock::config
