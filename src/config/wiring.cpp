// SPDX-License-Identifier: Apache-2.0
#include "config/wiring.hpp"

#include "penstock/validated_config.hpp"

#include "config/nearest.hpp"
#include "config/rules.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace penstock::config {
namespace {

constexpr const char* edges_path = "edges";

std::string written(const std::string& node, const std::string& port) {
    return port.empty() ? node : node + "." + port;
}

class Wirer {
public:
    Wirer(const PipelineConfig& config,
          const std::vector<PortedNode>& nodes,
          const RulesOff& off,
          Issues& issues)
        : config_{config}, off_{off}, issues_{issues} {
        for (std::size_t i = 0; i < config.nodes.size(); ++i) {
            const NodeConfig& node = config.nodes[i];
            wiring_.nodes.push_back({nodes[i], node.name, node.origin, {}, {}});
            wiring_.is_typed = wiring_.is_typed && nodes[i].type != nullptr;
            names_.push_back(node.name);
            index_.emplace(node.name, i);
        }
        names_.insert(names_.end(), config.uses.begin(), config.uses.end());
    }

    Wiring wire() {
        wiring_.is_complete = config_.has_all_edges && !has_reading_error();
        for (const EdgeConfig& edge : config_.edges)
            if (!add(edge))
                wiring_.is_complete = false;
        return std::move(wiring_);
    }

private:
    // An edge that could not be read is missing here.
    bool has_reading_error() const {
        return std::any_of(
            config_.issues.begin(), config_.issues.end(), [this](const ConfigIssue& issue) {
                const bool is_about_edges =
                    issue.path.compare(0, 5, edges_path) == 0 || config_.edges.empty();
                return is_about_edges && issue.severity == ConfigIssue::Severity::error;
            });
    }

    bool add(const EdgeConfig& edge) {
        const auto from = find(edge.from, edge.from_origin);
        const auto to = find(edge.to, edge.to_origin);
        if (!from || !to)
            return false;
        WiredEdge wired{*from, edge.from_port, *to, edge.to_port, edge.origin};
        if (*from == *to) {
            issues_.error(edge.origin,
                          edges_path,
                          fmt::format("\"{}\" leads to itself; expected an edge to another node; "
                                      "remove it",
                                      edge.from),
                          rule::self_edge);
            return false;
        }
        const bool fits = resolve_output(wired, edge.from_origin);
        if (!resolve_input(wired, edge.to_origin) || !fits)
            return false;
        if (!seen_.emplace(wired.from, wired.from_port, wired.to, wired.to_port).second &&
            !off_.contains(rule::double_edge)) {
            issues_.error(
                edge.origin,
                edges_path,
                fmt::format("the edge \"{} -> {}\" stands twice; expected it once; remove "
                            "one",
                            written(edge.from, edge.from_port),
                            written(edge.to, edge.to_port)),
                rule::double_edge);
            return true; // the first one counts
        }
        wiring_.nodes[*from].outgoing.push_back(wiring_.edges.size());
        wiring_.nodes[*to].incoming.push_back(wiring_.edges.size());
        wiring_.edges.push_back(std::move(wired));
        return true;
    }

    std::optional<std::size_t> find(const std::string& name, const Origin& place) {
        const auto found = index_.find(name);
        if (found != index_.end())
            return found->second;
        // A name in a list stands in many hops at once.
        if (unknown_.emplace(name, place.line, place.column).second && !issues_.is_full()) {
            const std::vector<std::string> names = names_like(name);
            issues_.error(place,
                          edges_path,
                          fmt::format("there is no node \"{}\"; expected one of {}{}",
                                      name,
                                      joined(names),
                                      did_you_mean(name, names)));
        }
        return std::nullopt;
    }

    // Who writes "small/blr" means a node of "small"; who writes no "/" means no node inside of a
    // subgraph.
    std::vector<std::string> names_like(const std::string& name) const {
        const std::string whole = name.substr(0, name.find('/') + 1); // npos + 1 is 0
        std::vector<std::string> inside;
        std::vector<std::string> outside;
        for (const std::string& one : names_)
            if (!whole.empty() && one.compare(0, whole.size(), whole) == 0)
                inside.push_back(one);
            else if (one.find('/') == std::string::npos)
                outside.push_back(one);
        return inside.empty() ? outside : inside;
    }

    bool resolve_output(WiredEdge& edge, const Origin& place) {
        const WiredNode& node = wiring_.nodes[edge.from];
        if (node.type == nullptr)
            return true;
        const NodeDescriptor& descriptor = node.type->descriptor;
        const bool can_fail =
            descriptor.kind != NodeKind::source && descriptor.kind != NodeKind::limiter;
        if (edge.from_port == dead_letter_port && can_fail)
            return true;
        if (node.outputs.empty()) {
            issues_.error(
                place,
                edges_path,
                fmt::format("\"{}\" is a sink: nothing comes out of it; expected it at the "
                            "end of a path",
                            node.name),
                rule::wrong_end);
            return false;
        }
        std::vector<std::string> extra;
        if (can_fail)
            extra.emplace_back(dead_letter_port);
        return resolve(edge.from_port, node.outputs, "output", extra, node, place);
    }

    bool resolve_input(WiredEdge& edge, const Origin& place) {
        const WiredNode& node = wiring_.nodes[edge.to];
        if (node.type == nullptr)
            return true;
        if (node.inputs.empty()) {
            issues_.error(
                place,
                edges_path,
                fmt::format("\"{}\" is a source: nothing goes into it; expected it at the "
                            "beginning of a path",
                            node.name),
                rule::wrong_end);
            return false;
        }
        return resolve(edge.to_port, node.inputs, "input", {}, node, place);
    }

    // Fills in the port that an edge does not name, where there is only one.
    bool resolve(std::string& port,
                 const std::vector<PortDescriptor>& ports,
                 const char* what,
                 const std::vector<std::string>& extra,
                 const WiredNode& node,
                 const Origin& place) {
        std::vector<std::string> names;
        for (const PortDescriptor& one : ports)
            names.push_back(one.name);
        if (port.empty() && names.size() == 1) {
            port = names.front();
            return true;
        }
        if (port.empty()) {
            issues_.error(place,
                          edges_path,
                          fmt::format("\"{0}\" has several {1}s; expected one of them by name: "
                                      "\"{0}.{2}\"",
                                      node.name,
                                      what,
                                      fmt::join(names, "\", \"" + node.name + ".")));
            return false;
        }
        if (std::find(names.begin(), names.end(), port) != names.end())
            return true;
        names.insert(names.end(), extra.begin(), extra.end());
        issues_.error(place,
                      edges_path,
                      fmt::format("\"{}\" has no {} \"{}\"; expected {}{}",
                                  node.name,
                                  what,
                                  port,
                                  alternatives(names),
                                  did_you_mean(port, names)));
        return false;
    }

    const PipelineConfig& config_;
    const RulesOff& off_;
    Issues& issues_;
    Wiring wiring_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::set<std::tuple<std::size_t, std::string, std::size_t, std::string>> seen_;
    std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> unknown_; // that were reported
};

const PortDescriptor* named(const std::vector<PortDescriptor>& ports, std::string_view name) {
    const auto found = std::find_if(
        ports.begin(), ports.end(), [name](const PortDescriptor& one) { return one.name == name; });
    return found == ports.end() ? nullptr : &*found;
}

} // namespace

const PortDescriptor* WiredNode::find_input(std::string_view port) const {
    return named(inputs, port);
}
const PortDescriptor* WiredNode::find_output(std::string_view port) const {
    return named(outputs, port);
}

Wiring wire(const PipelineConfig& config,
            const std::vector<PortedNode>& nodes,
            const RulesOff& off,
            Issues& issues) {
    return Wirer{config, nodes, off, issues}.wire();
}

} // namespace penstock::config
