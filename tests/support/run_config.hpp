// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "support/engine_nodes.hpp"

#include <oneapi/tbb/global_control.h>

#include <memory>
#include <string>
#include <string_view>

namespace penstock::test {

/// A config from the parts that tests vary.
[[nodiscard]] inline std::string
config_text(std::string_view nodes, std::string_view edges, std::string_view limits = "{}") {
    return R"({"penstock": "1.0", "name": "test", "limits": )" + std::string{limits} +
           R"(, "nodes": {)" + std::string{nodes} + R"(}, "edges": [)" + std::string{edges} + "]}";
}

[[nodiscard]] inline ValidatedConfig validated(const std::string& text) {
    return validate(parse_config(text, "test.json"), engine_nodes());
}

/// Runs a config with that many computing threads, also where there are fewer processors.
[[nodiscard]] inline RunReport
run_config(const std::string& text, std::uint32_t threads = 2, Seen* seen = nullptr) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    Collect::target() = seen;
    CollectBlocking::target() = seen;
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validated(text), options};
    RunReport report = pipeline.run();
    Collect::target() = nullptr;
    CollectBlocking::target() = nullptr;
    return report;
}

} // namespace penstock::test
