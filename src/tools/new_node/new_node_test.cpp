// SPDX-License-Identifier: Apache-2.0
#include "new_node.hpp"

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <penstock/penstock.hpp>
#include <string>
#include <utility>

namespace {

constexpr const char* graph = R"({
  "penstock": "1.0",
  "vars": { "amount": 0.5 },
  "nodes": {
    "frames":  { "type": "push" },
    "gate":    { "type": "limiter" },
    "receive": { "type": "receive" },
    "work":    { "type": "new_node", "params": { "amount": "${amount}" } },
    "keep":    { "type": "keep" }
  },
  "edges": ["frames -> gate -> receive -> work -> keep"]
})";

int mistakes = 0;

/// A sink that remembers a sample of the last image.
struct Keep {
    struct Params {};
    static penstock::Description<Keep> describe() { return {"keep", "Remembers a sample."}; }
    void process(const penstock::Image& image, const Params&, penstock::NodeContext&) {
        sample = std::to_integer<int>(image.pixels().front());
    }
    static inline int sample = -1;
};

penstock::Image picture(penstock::PixelType pixel_type, std::byte sample) {
    penstock::ImageSpec spec;
    spec.width = 4;
    spec.height = 4;
    spec.channels = 3;
    spec.pixel_type = pixel_type;
    penstock::Image image = penstock::Image::allocate(spec);
    for (std::byte& one : image.pixels())
        one = sample;
    return image;
}

/// Runs one picture through the node.
penstock::RunReport run(penstock::Image image, const std::string& amount) {
    penstock::NodeRegistry registry = penstock::built_in_nodes();
    register_new_node(registry);
    registry.add<Keep>();
    const auto config = penstock::validate(
        penstock::parse_config(graph, "graph", {.vars = {"amount=" + amount}, .sets = {}}),
        registry);
    penstock::Pipeline pipeline{config};
    pipeline.start();
    penstock::Pushed item;
    item.name = "picture";
    item.payload = std::move(image);
    if (pipeline.push("frames", std::move(item)) != penstock::PushResult::accepted)
        ++mistakes;
    pipeline.close_source("frames");
    return pipeline.wait();
}

template <class T> void expect(const std::string& what, const T& expected, const T& found) {
    if (found == expected)
        return;
    std::cerr << what << ": expected " << expected << ", found " << found << '\n';
    ++mistakes;
}

void test_result(const std::string& amount, int expected) {
    const penstock::RunReport report =
        run(picture(penstock::PixelType::u8, std::byte{200}), amount);
    expect<std::uint64_t>("failed with amount " + amount, 0, report.items.failed);
    expect("amount " + amount, expected, Keep::sample);
}

void test_unsupported() {
    const penstock::RunReport report =
        run(picture(penstock::PixelType::u16, std::byte{200}), "0.5");
    expect<std::uint64_t>("failures with 16 bits", 1, report.failures.size());
    for (const penstock::Failure& failure : report.failures)
        expect<std::string>(
            "its class", "unsupported", std::string{to_string(failure.error_class)});
}

void test_range() {
    try {
        static_cast<void>(run(picture(penstock::PixelType::u8, std::byte{200}), "2"));
        expect<std::string>("amount 2", "refused", "accepted");
    } catch (const penstock::ConfigError&) {
        // It is out of the range that the description gives.
    }
}

} // namespace

int main() {
    test_result("0", 200);
    test_result("0.5", 100);
    test_result("1", 0);
    test_unsupported();
    test_range();
    return mistakes == 0 ? 0 : 1;
}
