// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

struct Numbers {
    struct Params {
        std::uint64_t count = 10;
        std::int32_t start = 0;
    };
    static Description<Numbers> describe() {
        return Description<Numbers>{"numbers", "Yields numbered requests."}
            .param("count", &Params::count, {.doc = "How many."})
            .param("start", &Params::start, {.doc = "The first number."});
    }
    std::optional<Request> next(const Params&) { return std::nullopt; }
};

struct Scan {
    struct Params {
        std::vector<std::string> paths;
    };
    static Description<Scan> describe() {
        return Description<Scan>{"scan", "Yields the files under some paths."}.param(
            "paths",
            &Params::paths,
            {.doc = "Files and folders.", .is_required = true, .example = "photos"});
    }
    std::optional<Request> next(const Params&) { return std::nullopt; }
};

struct Paint {
    enum class Pattern : std::uint8_t { checker, gradient };
    struct Params {
        std::uint32_t width = 640;
        Pattern pattern = Pattern::checker;
    };
    static Description<Paint> describe() {
        return Description<Paint>{"paint", "Makes a picture."}
            .param("width",
                   &Params::width,
                   {.doc = "Width.", .unit = "px", .minimum = 1, .maximum = 65535})
            .choice("pattern",
                    &Params::pattern,
                    {{"checker", Pattern::checker}, {"gradient", Pattern::gradient}},
                    {.doc = "What it shows."});
    }
    Measure measure(const Request&, const Params&, NodeContext&) const { return {}; }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext&) const {
        return {};
    }
};

struct Decode {
    struct Params {
        PixelCount max_pixels{100'000'000};
    };
    static Description<Decode> describe() {
        return Description<Decode>{"decode", "Reads a picture."}.param(
            "max_pixels", &Params::max_pixels, {.doc = "Larger ones fail.", .minimum = 1});
    }
    Measure measure(const Request&, const Params&, NodeContext&) const { return {}; }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext&) const {
        return {};
    }
};

struct Blur {
    struct Params {
        double radius = 1.0;
        bool edges = true;
        std::string label;
        std::optional<ByteSize> scratch;
        std::optional<std::vector<double>> weights;
    };
    static Description<Blur> describe() {
        return Description<Blur>{"blur", "Blurs."}
            .param("radius", &Params::radius, {.doc = "How far.", .minimum = 0, .maximum = 100})
            .param("edges", &Params::edges, {.doc = "Edges too."})
            .param("label", &Params::label, {.doc = "A remark."})
            .param("scratch", &Params::scratch, {.doc = "Memory.", .minimum = 4096})
            .param("weights", &Params::weights, {.doc = "Of each.", .minimum = 0, .maximum = 1});
    }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }
};

struct CountUp {
    struct Params {};
    static Description<CountUp> describe() {
        return Description<CountUp>{"count_up", "Numbers what passes."};
    }
    Image process(const Image& image, const Params&, NodeContext&) { return image; }
};

struct Pass {
    struct Params {};
    static Description<Pass> describe() { return Description<Pass>{"pass", "Passes on."}; }
    Payload process(const Payload& payload, const Params&, NodeContext&) const { return payload; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = input, .working_bytes = 0};
    }
};

struct Encode {
    enum class Format : std::uint8_t { jpeg, png };
    struct Params {
        Format format = Format::jpeg;
        int quality = 90;
        Duration timeout = std::chrono::seconds{20};
    };
    static Description<Encode> describe() {
        return Description<Encode>{"encode", "Makes a file of a picture."}
            .choice("format",
                    &Params::format,
                    {{"jpeg", Format::jpeg}, {"png", Format::png}},
                    {.doc = "Of the file."})
            .param("quality", &Params::quality, {.doc = "How good.", .minimum = 1, .maximum = 100})
            .param("timeout", &Params::timeout, {.doc = "How long.", .maximum = 3600});
    }
    Encoded process(const Image&, const Params&, NodeContext&) const { return {}; }
    NodeBound bound(const PayloadBound&, const Params&) const { return {}; }
};

struct Write {
    enum class Order : std::uint8_t { none, source };
    struct Params {
        std::string path;
        Order order = Order::none;
    };
    static Description<Write> describe() {
        return Description<Write>{"write", "Writes files."}
            .param("path",
                   &Params::path,
                   {.doc = "Where.",
                    .is_required = true,
                    .is_template = true,
                    .example = "out/{seq:06}.{ext}"})
            .choice("order",
                    &Params::order,
                    {{"none", Order::none}, {"source", Order::source}},
                    {.doc = "In which order."})
            .blocks()
            .can_order()
            .default_concurrency(1);
    }
    void process(const Encoded&, const Params&, NodeContext&) const {}
};

struct Record {
    struct Params {
        std::string path = "-";
    };
    static Description<Record> describe() {
        return Description<Record>{"record", "Lists what arrives."}.param(
            "path", &Params::path, {.doc = "Where."});
    }
    void process(const Payload&, const Params&, NodeContext&) {}
};

struct Null {
    struct Params {};
    static Description<Null> describe() { return Description<Null>{"null", "Takes everything."}; }
    void process(const Payload&, const Params&, NodeContext&) const {}
};

// Only described: no test of this module makes nodes.
NodeType by_hand(NodeDescriptor descriptor) {
    return {std::move(descriptor), [](const Value::Object&) -> std::unique_ptr<Node> {
                throw std::logic_error("not made in these tests");
            }};
}

NodeDescriptor limiter() {
    NodeDescriptor descriptor;
    descriptor.type = "limiter";
    descriptor.doc = "Lets in as much as fits.";
    descriptor.kind = NodeKind::limiter;
    descriptor.inputs = {{"in", "request", "requests"}};
    descriptor.outputs = {{"out", "request", "requests"}};
    ParamDescriptor images;
    images.name = "max_images";
    images.type = ParamType::integer;
    images.doc = "How many.";
    images.minimum = 1;
    ParamDescriptor bytes;
    bytes.name = "max_bytes";
    bytes.type = ParamType::byte_size;
    bytes.doc = "How much.";
    bytes.minimum = 4096;
    descriptor.params = {images, bytes};
    descriptor.traits.is_concurrent = false;
    return descriptor;
}

NodeDescriptor with_ports(std::string type,
                          std::vector<PortDescriptor> inputs,
                          std::vector<PortDescriptor> outputs) {
    NodeDescriptor descriptor;
    descriptor.type = std::move(type);
    descriptor.doc = "Has several ports.";
    descriptor.inputs = std::move(inputs);
    descriptor.outputs = std::move(outputs);
    return descriptor;
}

} // namespace

NodeRegistry sample_nodes() {
    NodeRegistry registry;
    registry.add<Numbers>();
    registry.add<Scan>();
    registry.add({limiter(), {}});
    registry.add<Paint>();
    registry.add<Decode>();
    registry.add<Blur>();
    registry.add<CountUp>();
    registry.add<Pass>();
    registry.add<Encode>();
    registry.add<Write>();
    registry.add<Record>();
    registry.add<Null>();
    registry.add(
        by_hand(with_ports("split",
                           {{"in", "image", "images"}},
                           {{"left", "image", "one half"}, {"right", "image", "the other"}})));
    registry.add(by_hand(with_ports("join",
                                    {{"a", "image", "one half"}, {"b", "image", "the other"}},
                                    {{"out", "image", "both"}})));
    return registry;
}

const std::string sample_config = R"({
  "penstock": "1.0",
  "vars": {"count": 5, "out": "out"},
  "limits": {"threads": "auto", "memory": "1GiB"},
  "nodes": {
    "frames": {"type": "numbers", "params": {"count": "${count}"}},
    "gate":   {"type": "limiter", "params": {"max_images": 4}},
    "paint":  {"type": "paint"},
    "blur":   {"type": "blur", "params": {"radius": 2.5}},
    "encode": {"type": "encode", "params": {"format": "jpeg", "quality": 80}},
    "write":  {"type": "write", "params": {"path": "${out}/{seq:06}.{ext}"}}
  },
  "edges": ["frames -> gate -> paint -> blur -> encode -> write"]
})";

const std::string subgraph_config = R"({
  "penstock": "1.0",
  "vars": {"quality": 80},
  "subgraphs": {
    "variant": {
      "args": {"label": {"type": "string"}, "radius": {"type": "integer", "maximum": 50, "default": 3}},
      "inputs": {"image": "blur"},
      "nodes": {
        "blur": {"type": "blur", "params": {"radius": "${radius}"}, "set": {"size": "${label}"}},
        "jpeg": {"type": "encode", "params": {"format": "jpeg", "quality": "${quality}"}},
        "png":  {"type": "encode", "params": {"format": "png"}}
      },
      "edges": ["blur -> [jpeg, png]"],
      "outputs": {"file": ["jpeg", "png"]}
    }
  },
  "nodes": {
    "frames": {"type": "numbers"},
    "gate":   {"type": "limiter"},
    "paint":  {"type": "paint"},
    "small":  {"use": "variant", "args": {"label": "s"}},
    "sizes":  {"use": "variant", "for_each": [{"label": "m", "radius": 5}, {"label": "l"}]},
    "write":  {"type": "write", "params": {"path": "out/{seq}-{size}.{ext}"}}
  },
  "edges": ["frames -> gate -> paint -> [small, sizes] -> write"]
})";

std::string with_changes(std::string text, const std::vector<Replacement>& changes) {
    for (const auto& [part, by] : changes) {
        const std::size_t at = text.find(part);
        if (at == std::string::npos)
            throw std::logic_error("the config has no " + part);
        text.replace(at, part.empty() ? text.size() : part.size(), by);
    }
    return text;
}

std::string sample_with(const std::vector<Replacement>& changes) {
    return with_changes(sample_config, changes);
}

std::string sample_with(const std::string& part, const std::string& by) {
    return sample_with({{part, by}});
}

std::string mistakes_in(const std::string& text, const ConfigOverrides& overrides) {
    try {
        (void)valid(text, overrides);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no mistake";
}

ValidatedConfig valid(const std::string& text, const ConfigOverrides& overrides) {
    return validate(parse_config(text, "graph.json", overrides), sample_nodes());
}

Value param(const ValidatedConfig& config, std::string_view node, std::string_view name) {
    const ValidatedNode* found = config.find(node);
    if (found == nullptr)
        throw std::logic_error("there is no node " + std::string{node});
    for (const auto& [key, value] : found->params)
        if (key == name)
            return value;
    return {};
}

std::vector<std::string> nodes_of(const ValidatedConfig& config) {
    std::vector<std::string> result;
    for (const ValidatedNode& node : config.nodes())
        result.push_back(node.name);
    return result;
}

std::vector<std::string> edges_of(const ValidatedConfig& config) {
    std::vector<std::string> result;
    for (const ValidatedEdge& edge : config.edges())
        result.push_back(config.nodes()[edge.from].name + "." + edge.from_port + " -> " +
                         config.nodes()[edge.to].name + "." + edge.to_port);
    return result;
}

} // namespace penstock::test
