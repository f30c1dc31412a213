// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/itt_log.hpp"
#include "support/temp_dir.hpp"

#include <cstddef>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

constexpr std::size_t picture_count = 12;

// Forks, an ordered writer, a node that computes behind one that does, and a limiter.
constexpr const char* config = R"({
  "penstock": "1.0",
  "name": "profiled",
  "vars": { "out": "out" },
  "limits": { "threads": 2 },
  "nodes": {
    "numbers": { "type": "generate", "params": { "count": 12 } },
    "valve": { "type": "limiter", "params": { "max_images": 6 } },
    "picture": { "type": "render", "params": { "pattern": "checker", "width": 32, "height": 24 } },
    "pack": { "type": "encode", "params": { "format": "jpeg" } },
    "small": { "type": "resize", "params": { "width": 16 } },
    "pack_small": { "type": "encode", "params": { "format": "jpeg" } },
    "keep": { "type": "write", "params": { "path": "${out}/{seq:03}.{ext}", "order": "source" } },
    "forget": { "type": "null" }
  },
  "edges": [ "numbers -> valve -> picture -> [pack, small]",
             "pack -> keep", "small -> pack_small -> forget" ]
})";

const std::vector<std::pair<std::string, std::string>> config_edges{{"numbers", "valve"},
                                                                    {"valve", "picture"},
                                                                    {"picture", "pack"},
                                                                    {"picture", "small"},
                                                                    {"pack", "keep"},
                                                                    {"small", "pack_small"},
                                                                    {"pack_small", "forget"}};

/// What the tool told the collector while it ran the config.
IttLog log_of_run(const TempDir& folder) {
    const std::string file = folder.write("graph.json", config).string();
    const std::string log = (folder / "events.tsv").string();
    const std::string command = "PENSTOCK_ITT_LOG='" + log +
                                "' INTEL_LIBITTNOTIFY64='" PENSTOCK_BINARY_DIR
                                "/lib/libpenstock_itt_collector.so'"
                                " '" PENSTOCK_BINARY_DIR "/bin/penstock' run '" +
                                file + "' --var out='" + (folder / "out").string() + "' > '" +
                                (folder / "talk").string() + "' 2>&1";
    const int status = std::system(command.c_str());
    INFO(read_file(folder / "talk"));
    REQUIRE(status == 0);
    return IttLog{log};
}

} // namespace

TEST_CASE("profilers see the graph and its nodes by the names in the config",
          "[graph][profiling][itt]") {
    const TempDir folder;
    const IttLog log = log_of_run(folder);

    CHECK(log.names_of("graph") == std::multiset<std::string>{"profiled"});
    const std::set<std::string> names = log.names();
    for (const auto& [from, to] : config_edges) {
        CHECK(names.count(from) == 1);
        CHECK(names.count(to) == 1);
    }
    CHECK(log.names_of("limiter_node") == std::multiset<std::string>{"valve"});
    CHECK(names.count("valve/gate") == 1);
    CHECK(names.count("valve/measure") == 1);
    CHECK(log.nameless_nodes().empty());
}

TEST_CASE("profilers see the edges of the config", "[graph][profiling][itt]") {
    const TempDir folder;
    const IttLog log = log_of_run(folder);
    for (const auto& [from, to] : config_edges) {
        CAPTURE(from, to);
        // A node of the config may be several of oneTBB's: "valve", "valve/measure", "valve/gate".
        const auto is_part = [&, first = from + "/", last = to + "/"](const std::string& name) {
            return name.starts_with(first) || name.starts_with(last);
        };
        CHECK(log.leads_to(from, to, is_part));
        CHECK_FALSE(log.leads_to(to, from, [](const std::string&) { return false; }));
    }
    CHECK(log.leads_to("valve/gate", "valve", [](const std::string&) { return false; }));
}

TEST_CASE("profilers see one task for each call", "[graph][profiling][itt]") {
    const TempDir folder;
    const IttLog log = log_of_run(folder);
    for (const std::string node : {"picture", "pack", "small", "pack_small"}) {
        CAPTURE(node);
        CHECK(log.begins(node) == picture_count);
        CHECK(log.ends(node) == picture_count);
    }
    CHECK(log.unpaired() == 0);
}

} // namespace penstock::test
