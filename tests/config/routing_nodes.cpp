// SPDX-License-Identifier: Apache-2.0
#include "config/routing_nodes.hpp"

#include "penstock/condition.hpp"

#include "config/sample_nodes.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

struct Keep {
    struct Params {
        std::optional<Condition> condition;
    };
    static Description<Keep> describe() {
        return Description<Keep>{"keep", "Keeps some."}
            .param("if", &Params::condition, {.doc = "Which."})
            .passes_on();
    }
    std::optional<Payload> process(Payload payload, const Params&, NodeContext&) const {
        return payload;
    }
};

struct Route {
    struct Params {
        NamedConditions cases;
    };
    static Description<Route> describe() {
        return Description<Route>{"route", "Sends them here or there."}
            .param("cases",
                   &Params::cases,
                   {.doc = "Where.",
                    .is_required = true,
                    .example = R"({"large": {"attr": "width", "ge": 9}})"})
            .passes_on();
    }
    static std::vector<PortDescriptor> outputs(const Params& params) {
        std::vector<PortDescriptor> ports;
        for (const auto& [name, condition] : params.cases)
            ports.push_back({name, "any", "one of them"});
        return ports;
    }
    Payload process(Payload payload, const Params&, NodeContext&) const { return payload; }
};

struct Mark {
    struct Params {
        Value::Object set;
    };
    static Description<Mark> describe() {
        return Description<Mark>{"mark", "Gives attributes."}
            .param("set", &Params::set, {.doc = "Which.", .is_template = true})
            .passes_on();
    }
    Payload process(Payload payload, const Params&, NodeContext&) const { return payload; }
};

struct Pair {
    struct Params {
        std::vector<std::string> inputs;
    };
    static Description<Pair> describe() {
        return Description<Pair>{"pair", "Makes lists of ways."}.param(
            "inputs",
            &Params::inputs,
            {.doc = "Ports.", .is_required = true, .example = R"(["a", "b"])"});
    }
    static std::vector<PortDescriptor> inputs(const Params& params) {
        if (params.inputs.size() < 2)
            throw std::invalid_argument("one input is too few");
        std::vector<PortDescriptor> ports;
        for (const std::string& name : params.inputs)
            ports.push_back({name, "any", "one of them"});
        return ports;
    }
    bool drops_incomplete(const Params&) const { return false; }
    NodeBound bound(const std::vector<PayloadBound>&, const Params&) const { return {}; }
    List join(List parts, const Params&, NodeContext&) const { return parts; }
};

struct Bunch {
    struct Params {
        std::uint32_t size = 2;
        std::optional<Duration> timeout;
    };
    static Description<Bunch> describe() {
        return Description<Bunch>{"bunch", "Makes lists of items."}
            .param("size", &Params::size, {.doc = "How many."})
            .param("timeout", &Params::timeout, {.doc = "How long."});
    }
    static bool consults_clock(const Params& params) { return params.timeout.has_value(); }
    std::uint64_t group_size(const Params& params) const { return params.size; }
    NodeBound bound(const PayloadBound&, const Params&) const { return {}; }
    void add(Payload, std::uint64_t, const Params&, NodeContext&) {}
    List finish(const Params&, NodeContext&) { return {}; }
};

struct Unbunch {
    struct Params {};
    static Description<Unbunch> describe() {
        return Description<Unbunch>{"unbunch", "Takes lists apart."}.splits_into("any");
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = input, .working_bytes = 0};
    }
    List process(List list, const Params&, NodeContext&) const { return list; }
};

struct Cut {
    struct Params {};
    static Description<Cut> describe() {
        return Description<Cut>{"cut", "Cuts an image up."}.splits_into("image").gives_attributes(
            {"piece"});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::list({input}), .working_bytes = 0};
    }
    List process(const Image&, const Params&, NodeContext&) const { return {}; }
};

struct Boxed {
    struct Params {};
    static Description<Boxed> describe() { return Description<Boxed>{"boxed", "Makes a list."}; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::list({input}), .working_bytes = 0};
    }
    List process(const Image&, const Params&, NodeContext&) const { return {}; }
};

} // namespace

NodeRegistry routing_nodes() {
    NodeRegistry registry = sample_nodes();
    registry.add<Keep>();
    registry.add<Route>();
    registry.add<Mark>();
    registry.add<Pair>();
    registry.add<Bunch>();
    registry.add<Unbunch>();
    registry.add<Cut>();
    registry.add<Boxed>();
    return registry;
}

std::string routing_config(const std::string& nodes, const std::string& edges) {
    return R"({
  "penstock": "1.0",
  "nodes": {
    "frames": {"type": "numbers"},
    "gate": {"type": "limiter"},
    "paint": {"type": "paint", "set": {"size": "small"}},
    )" + nodes +
           R"(
  },
  "edges": ["frames -> gate -> paint", )" +
           edges + "]\n}";
}

std::string mistakes_of(const std::string& nodes, const std::string& edges) {
    try {
        static_cast<void>(
            validate(parse_config(routing_config(nodes, edges), "graph.json"), routing_nodes()));
    } catch (const ConfigError& error) {
        std::string text;
        for (const ConfigIssue& issue : error.issues())
            text += (text.empty() ? "" : "\n") + issue.to_string();
        return text;
    }
    return "no mistake";
}

} // namespace penstock::test
