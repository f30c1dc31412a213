// SPDX-License-Identifier: Apache-2.0
#include "tint.hpp"

#include <iostream>
#include <penstock/penstock.hpp>
#include <string>
#include <vector>

namespace {

// BEGIN program
constexpr const char* graph = R"({
  "penstock": "1.0",
  "vars": { "count": 5, "strength": 1.0 },
  "nodes": {
    "frames": { "type": "generate", "params": { "count": "${count}" } },
    "gate":   { "type": "limiter",  "params": { "max_images": 4 } },
    "render": { "type": "render",   "params": { "pattern": "checker", "width": 64, "height": 48 } },
    "tint":   { "type": "tint",     "params": { "strength": "${strength}" } },
    "encode": { "type": "encode",   "params": { "format": "jpeg" } },
    "write":  { "type": "write",    "params": { "path": "tinted/{seq:03}.{ext}" } }
  },
  "edges": ["frames -> gate -> render -> tint -> encode -> write"]
})";

penstock::RunReport run(const penstock::ConfigOverrides& overrides) {
    penstock::NodeRegistry registry = penstock::built_in_nodes();
    registry.add<Tint>();
    const auto config =
        penstock::validate(penstock::parse_config(graph, "tint", overrides), registry);
    penstock::Pipeline pipeline{config};
    return pipeline.run();
}
// END program

} // namespace

int main(int argc, char** argv) {
    try {
        penstock::ConfigOverrides overrides;
        overrides.vars.assign(argv + 1, argv + argc);
        const penstock::RunReport report = run(overrides);
        std::cout << penstock::to_json(report) << '\n';
        return report.is_balanced() && report.failures.empty() ? 0 : 1;
    } catch (const penstock::ConfigError& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
