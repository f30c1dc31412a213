// SPDX-License-Identifier: Apache-2.0
#include "penstock/request.hpp"
#include "penstock/validated_config.hpp"

#include "config/wiring.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace penstock::config {
namespace {

constexpr const char* any_payload = "any";
constexpr const char* failure_payload = "failure";

// A port that takes everything takes no requests: they are not loaded yet.
bool accepts(const std::string& input, const std::string& payload) {
    return input == payload || (input == any_payload && payload != Request::payload_name);
}

class PayloadCheck {
public:
    PayloadCheck(const Wiring& wiring, const NodeRegistry& registry, Issues& issues)
        : wiring_{wiring}, registry_{registry}, issues_{issues}, known_(wiring.nodes.size()) {}

    void check() {
        for (const WiredEdge& edge : wiring_.edges)
            check_edge(edge);
    }

private:
    void check_edge(const WiredEdge& edge) {
        const WiredNode& to = wiring_.nodes[edge.to];
        const WiredNode& from = wiring_.nodes[edge.from];
        if (to.type == nullptr || from.type == nullptr || is_left_to_limiters(edge))
            return;
        const std::string& input = to.type->descriptor.find_input(edge.to_port)->payload;
        for (const std::string& payload : payloads_of(edge)) {
            if (accepts(input, payload))
                continue;
            issues_.error(edge.origin,
                          "edges",
                          fmt::format("\"{}\" gives {}, but \"{}\" takes {}; {}",
                                      edge.from_port == dead_letter_port
                                          ? from.name + "." + dead_letter_port
                                          : from.name,
                                      in_words(payload),
                                      to.name,
                                      in_words(input),
                                      remedy(from, payload, input)));
            return;
        }
    }

    // Edges around a limiter that stands in the wrong place: the rules for limiters say what to do.
    bool is_left_to_limiters(const WiredEdge& edge) const {
        const WiredNode& from = wiring_.nodes[edge.from];
        const auto has = [this](const std::vector<std::size_t>& edges, auto condition) {
            return std::any_of(edges.begin(), edges.end(), [&](std::size_t i) {
                return condition(wiring_.edges[i]);
            });
        };
        const auto enters_limiter = [this](const WiredEdge& one) {
            return wiring_.nodes[one.to].is_kind(NodeKind::limiter);
        };
        const auto leaves_no_source = [this](const WiredEdge& one) {
            return !wiring_.nodes[one.from].is_kind(NodeKind::source);
        };
        return enters_limiter(edge) ||
               (from.is_kind(NodeKind::source) && has(from.outgoing, enters_limiter)) ||
               (from.is_kind(NodeKind::limiter) && has(from.incoming, leaves_no_source));
    }

    static std::string in_words(const std::string& payload) {
        if (payload == "request")
            return "requests";
        if (payload == "image")
            return "images";
        if (payload == "encoded")
            return "encoded bytes";
        if (payload == failure_payload)
            return "failed items";
        return payload == any_payload ? "loaded items" : payload;
    }

    // What can come through an edge. A node that takes and gives everything passes on what it gets.
    std::set<std::string> payloads_of(const WiredEdge& edge) {
        if (edge.from_port == dead_letter_port)
            return {failure_payload};
        const NodeDescriptor& descriptor = wiring_.nodes[edge.from].type->descriptor;
        const std::string& payload = descriptor.find_output(edge.from_port)->payload;
        if (payload != any_payload)
            return {payload};
        auto& known = known_[edge.from];
        if (!known) {
            known.emplace(); // a circle ends here
            std::set<std::string> arriving;
            for (const std::size_t i : wiring_.nodes[edge.from].incoming)
                if (wiring_.nodes[wiring_.edges[i].from].type != nullptr)
                    arriving.merge(payloads_of(wiring_.edges[i]));
            known_[edge.from] = std::move(arriving);
        }
        return *known_[edge.from];
    }

    std::string
    remedy(const WiredNode& from, const std::string& payload, const std::string& input) const {
        const auto takes = [](const NodeDescriptor& type, const std::string& what) {
            return std::any_of(type.inputs.begin(), type.inputs.end(), [&](const auto& port) {
                return port.payload == what;
            });
        };
        const auto gives = [](const NodeDescriptor& type, const std::string& what) {
            return std::any_of(type.outputs.begin(), type.outputs.end(), [&](const auto& port) {
                return port.payload == what || what == any_payload;
            });
        };
        if (payload == failure_payload) {
            const auto sinks = types_where(registry_, [&](const NodeDescriptor& type) {
                return type.kind == NodeKind::sink && takes(type, any_payload);
            });
            return sinks.empty() ? "remove the edge"
                                 : fmt::format("connect it to {}", alternatives(sinks));
        }
        const auto between = types_where(registry_, [&](const NodeDescriptor& type) {
            return type.kind != NodeKind::limiter && takes(type, payload) && gives(type, input);
        });
        if (between.empty())
            return fmt::format("take the edge from a node that gives {}", in_words(input));
        return fmt::format("put {}{} between",
                           from.is_kind(NodeKind::source) ? "a limiter and " : "",
                           alternatives(between));
    }

    const Wiring& wiring_;
    const NodeRegistry& registry_;
    Issues& issues_;
    std::vector<std::optional<std::set<std::string>>> known_; // of nodes that pass everything on
};

} // namespace

void check_payloads(const Wiring& wiring, const NodeRegistry& registry, Issues& issues) {
    PayloadCheck{wiring, registry, issues}.check();
}

} // namespace penstock::config
