// SPDX-License-Identifier: Apache-2.0
// A program that makes pictures in memory, on several threads, and has a pipeline save them.
#include <cstring>
#include <iostream>
#include <penstock/penstock.hpp>
#include <string>
#include <thread>
#include <vector>

namespace {

// BEGIN program
constexpr const char* graph = R"({
  "penstock": "1.0",
  "nodes": {
    "frames":  { "type": "push" },
    "gate":    { "type": "limiter", "params": { "max_images": 8 } },
    "receive": { "type": "receive" },
    "encode":  { "type": "encode",  "params": { "format": "png" } },
    "write":   { "type": "write",   "params": { "path": "saved/{name}.{ext}" } }
  },
  "edges": ["frames -> gate -> receive -> encode -> write"]
})";

penstock::Image picture(int shade) {
    penstock::ImageSpec spec;
    spec.width = 64;
    spec.height = 48;
    spec.channels = 3;
    penstock::Image image = penstock::Image::allocate(spec);
    std::memset(image.pixels().data(), shade, image.pixels().size());
    return image;
}

penstock::RunReport save(int threads, int each) {
    penstock::Pipeline pipeline{
        penstock::validate(penstock::parse_config(graph, "saver"), penstock::built_in_nodes())};
    pipeline.start();
    std::vector<std::thread> producers;
    for (int t = 0; t < threads; ++t)
        producers.emplace_back([&pipeline, each, t] {
            for (int i = 0; i < each; ++i) {
                penstock::Pushed item;
                item.name = std::to_string(t) + "_" + std::to_string(i);
                item.payload = picture(i);
                // Waits while eight pictures are in the pipeline. Then it has a copy.
                if (pipeline.push("frames", item) != penstock::PushResult::accepted)
                    return; // the run is being stopped
            }
        });
    for (std::thread& producer : producers)
        producer.join();
    pipeline.close_source("frames");
    return pipeline.wait();
}
// END program

} // namespace

int main() {
    const penstock::RunReport report = save(3, 5);
    std::cout << penstock::to_json(report) << '\n';
    return report.is_balanced() && report.failures.empty() ? 0 : 1;
}
