// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/rules.hpp"
#include "config/wiring.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace penstock::config {
namespace {

class PathCheck {
public:
    PathCheck(const Wiring& wiring, const NodeRegistry& registry, Issues& issues)
        : wiring_{wiring}, registry_{registry}, issues_{issues} {}

    void check() {
        check_circles();
        if (wiring_.nodes.empty())
            return;
        has_source_ = check_there_is_a(NodeKind::source, "names the images to load", "begin");
        has_sink_ = check_there_is_a(NodeKind::sink, "takes what was made", "end");
        if (wiring_.is_complete)
            for (const WiredNode& node : wiring_.nodes)
                check_node(node);
    }

private:
    std::vector<std::string> types_of(NodeKind kind) const {
        return types_where(registry_,
                           [kind](const NodeDescriptor& type) { return type.kind == kind; });
    }

    // True as well where it cannot be known.
    bool check_there_is_a(NodeKind kind, const char* what_it_does, const char* place) {
        const bool is_there =
            std::any_of(wiring_.nodes.begin(), wiring_.nodes.end(), [kind](const WiredNode& node) {
                return node.is_kind(kind);
            });
        if (is_there || !wiring_.is_typed)
            return true;
        issues_.error({},
                      "nodes",
                      fmt::format("there is no {0}, a node that {1}; expected every path to "
                                  "{2} with one, such as {3}",
                                  to_string(kind),
                                  what_it_does,
                                  place,
                                  alternatives(types_of(kind))),
                      kind == NodeKind::source ? rule::no_source : rule::no_sink);
        return false;
    }

    void check_node(const WiredNode& node) {
        const std::string path = path_to("nodes", node.name);
        if (node.incoming.empty() && node.outgoing.empty())
            return issues_.error(node.origin,
                                 path,
                                 "no edge names this node; connect it or remove it",
                                 rule::unconnected_node);
        if (node.type == nullptr)
            return;
        for (const PortDescriptor& input : node.inputs)
            if (has_source_ && !arrives_at(node, input.name))
                issues_.error(
                    node.origin,
                    path,
                    node.inputs.size() == 1
                        ? "no edge leads to this node; connect it or remove it"
                        : fmt::format("no edge leads to its input \"{}\"; connect it", input.name),
                    node.is_kind(NodeKind::join) ? rule::unfed_join_input
                                                 : rule::unconnected_input);
        for (const PortDescriptor& output : node.outputs)
            if (has_sink_ && !leaves_from(node, output.name))
                issues_.error(node.origin,
                              path,
                              fmt::format("nothing takes what comes out of {}; connect it to {}",
                                          node.outputs.size() == 1
                                              ? std::string{"this node"}
                                              : fmt::format("its output \"{}\"", output.name),
                                          takers_of(output.payload)),
                              node.outputs.size() == 1 ? rule::unconnected_output
                                                       : rule::unconnected_branch);
    }

    bool arrives_at(const WiredNode& node, const std::string& port) const {
        return std::any_of(node.incoming.begin(), node.incoming.end(), [&](std::size_t edge) {
            return wiring_.edges[edge].to_port == port;
        });
    }
    bool leaves_from(const WiredNode& node, const std::string& port) const {
        return std::any_of(node.outgoing.begin(), node.outgoing.end(), [&](std::size_t edge) {
            return wiring_.edges[edge].from_port == port;
        });
    }

    // A sink if one takes that payload, else whatever does: a limiter behind a source.
    std::string takers_of(const std::string& payload) const {
        const auto takers = [&](NodeKind kind) {
            return types_where(registry_, [&](const NodeDescriptor& type) {
                return type.kind == kind &&
                       std::any_of(type.inputs.begin(), type.inputs.end(), [&](const auto& port) {
                           return port.payload == payload ||
                                  (port.payload == "any" && payload != "request");
                       });
            });
        };
        for (const NodeKind kind : {NodeKind::sink, NodeKind::limiter})
            if (const auto names = takers(kind); !names.empty())
                return alternatives(names);
        return "another node";
    }

    void check_circles() {
        std::vector<bool> is_left(wiring_.nodes.size(), true);
        trim(is_left);
        for (std::size_t start = 0; start < is_left.size(); ++start)
            while (is_left[start] && !issues_.is_full()) {
                report_circle(start, is_left);
                trim(is_left);
            }
    }

    // Takes away what has nothing before it or nothing behind it, until only circles, and what lies
    // between them, are left.
    void trim(std::vector<bool>& is_left) const {
        std::vector<std::size_t> gone;
        const auto counts = [&](std::size_t node, bool forward) {
            const auto& edges =
                forward ? wiring_.nodes[node].outgoing : wiring_.nodes[node].incoming;
            return std::any_of(edges.begin(), edges.end(), [&](std::size_t edge) {
                return is_left[forward ? wiring_.edges[edge].to : wiring_.edges[edge].from];
            });
        };
        const auto remove_if_loose = [&](std::size_t node) {
            if (is_left[node] && (!counts(node, true) || !counts(node, false))) {
                is_left[node] = false;
                gone.push_back(node);
            }
        };
        for (std::size_t i = 0; i < is_left.size(); ++i)
            remove_if_loose(i);
        while (!gone.empty()) {
            const WiredNode& node = wiring_.nodes[gone.back()];
            gone.pop_back();
            for (const std::size_t edge : node.outgoing)
                remove_if_loose(wiring_.edges[edge].to);
            for (const std::size_t edge : node.incoming)
                remove_if_loose(wiring_.edges[edge].from);
        }
    }

    // Walks on until a node comes twice; every node that is left has one behind it.
    void report_circle(std::size_t start, std::vector<bool>& is_left) {
        std::vector<std::size_t> edges;
        std::vector<std::size_t> nodes{start};
        auto repeated = nodes.end();
        do {
            const auto& outgoing = wiring_.nodes[nodes.back()].outgoing;
            edges.push_back(*std::find_if(outgoing.begin(), outgoing.end(), [&](std::size_t edge) {
                return is_left[wiring_.edges[edge].to];
            }));
            const std::size_t next = wiring_.edges[edges.back()].to;
            repeated = std::find(nodes.begin(), nodes.end(), next);
            if (repeated == nodes.end()) {
                nodes.push_back(next);
                repeated = nodes.end();
            }
        } while (repeated == nodes.end());
        nodes.erase(nodes.begin(), repeated);
        std::vector<std::string> names;
        for (const std::size_t node : nodes) {
            names.push_back(wiring_.nodes[node].name);
            is_left[node] = false;
        }
        names.push_back(names.front());
        issues_.error(wiring_.edges[edges.back()].origin,
                      "edges",
                      fmt::format("these edges lead in a circle: {}; expected every path to end; "
                                  "remove one of them",
                                  fmt::join(names, " -> ")),
                      rule::circle);
    }

    const Wiring& wiring_;
    const NodeRegistry& registry_;
    Issues& issues_;
    bool has_source_ = false;
    bool has_sink_ = false;
};

} // namespace

void check_paths(const Wiring& wiring, const NodeRegistry& registry, Issues& issues) {
    PathCheck{wiring, registry, issues}.check();
}

} // namespace penstock::config
