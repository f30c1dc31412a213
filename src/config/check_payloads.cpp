// SPDX-License-Identifier: Apache-2.0
#include "penstock/request.hpp"
#include "penstock/validated_config.hpp"

#include "config/rules.hpp"
#include "config/wiring.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace penstock::config {
namespace {

constexpr const char* any_payload = "any";
constexpr const char* failure_payload = "failure";
constexpr const char* list_payload = "list";
constexpr const char* list_of = "list of ";

// What is in a list of known content: "image" of "list of image".
std::optional<std::string> content_of(const std::string& payload) {
    const std::size_t length = std::string_view{list_of}.size();
    if (payload.compare(0, length, list_of) != 0)
        return std::nullopt;
    return payload.substr(length);
}

// A port that takes everything takes no requests: they are not loaded yet. Where a list came from
// nobody knows where, so did its members.
bool accepts(const std::string& input, const std::string& payload) {
    return input == payload || payload == any_payload ||
           (input == list_payload && content_of(payload)) ||
           (input == any_payload && payload != Request::payload_name);
}

// A list that this node makes of everything that it gets.
bool puts_into_list(const WiredNode& node, const std::string& output) {
    return output == list_payload &&
           (node.is_kind(NodeKind::join) || node.is_kind(NodeKind::gather));
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
        const std::string& input = to.find_input(edge.to_port)->payload;
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
                                      remedy(from, payload, input)),
                          rule::unlike_payloads);
            return;
        }
    }

    // Edges around a limiter or a loader that stands in the wrong place: the rules for limiters say
    // what to do.
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
        const bool enters_loader = wiring_.nodes[edge.to].is_kind(NodeKind::loader) &&
                                   !from.is_kind(NodeKind::limiter) &&
                                   !from.is_kind(NodeKind::source);
        return enters_limiter(edge) || enters_loader ||
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
        if (const auto content = content_of(payload))
            return "lists of " + in_words(*content);
        if (payload == list_payload)
            return "lists";
        return payload == any_payload ? "loaded items" : payload;
    }

    // What can come through an edge. A node that takes and gives everything passes on what it gets,
    // one that takes lists apart gives what they hold.
    std::set<std::string> payloads_of(const WiredEdge& edge) {
        if (edge.from_port == dead_letter_port)
            return {failure_payload};
        const WiredNode& node = wiring_.nodes[edge.from];
        const std::string& payload = node.find_output(edge.from_port)->payload;
        if (payload == any_payload && node.is_kind(NodeKind::loader))
            return {any_payload}; // what it loads is seen when it is there
        const bool makes_list = puts_into_list(node, payload);
        if (payload != any_payload && !makes_list)
            return {payload};
        auto& known = known_[edge.from];
        if (!known) {
            known.emplace(); // a circle ends here
            std::set<std::string> given;
            for (const std::size_t i : node.incoming)
                if (wiring_.nodes[wiring_.edges[i].from].type != nullptr)
                    for (const std::string& arriving : payloads_of(wiring_.edges[i]))
                        given.insert(made_of(arriving, node, makes_list));
            known_[edge.from] = std::move(given);
        }
        return *known_[edge.from];
    }

    static std::string
    made_of(const std::string& arriving, const WiredNode& node, bool makes_list) {
        if (makes_list)
            return list_of + arriving;
        if (node.type->descriptor.traits.splits)
            return content_of(arriving).value_or(any_payload);
        return arriving;
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
    std::vector<std::optional<std::set<std::string>>> known_; // of nodes that give what they get
};

} // namespace

void check_payloads(const Wiring& wiring, const NodeRegistry& registry, Issues& issues) {
    PayloadCheck{wiring, registry, issues}.check();
}

} // namespace penstock::config
