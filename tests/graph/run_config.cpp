// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"

#include <oneapi/tbb/global_control.h>

#include <algorithm>

namespace penstock::test {

std::string config_text(std::string_view nodes, std::string_view edges, std::string_view limits) {
    return R"({"penstock": "1.0", "name": "test", "limits": )" + std::string{limits} +
           R"(, "nodes": {)" + std::string{nodes} + R"(}, "edges": [)" + std::string{edges} + "]}";
}

ValidatedConfig validated(const std::string& text) {
    return validate(parse_config(text, "test.json"), engine_nodes());
}

RunReport run_config(const std::string& text, std::uint32_t threads, Seen* seen) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    collect_in(seen);
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validated(text), options};
    RunReport report = pipeline.run();
    collect_in(nullptr);
    return report;
}

const NodeReport& report_of(const RunReport& report, const std::string& node) {
    return *std::ranges::find(report.nodes, node, &NodeReport::name);
}

} // namespace penstock::test
