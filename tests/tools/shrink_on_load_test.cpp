// SPDX-License-Identifier: Apache-2.0
// A whole run that makes thumbnails of large JPEGs: what is decoded smaller, and what that costs.
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/tool.hpp"

#include <filesystem>
#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

constexpr const char* photographs = R"({"penstock": "1.0", "name": "photographs", "nodes": {
  "source": {"type": "generate", "params": {"count": 2}}, "gate": {"type": "limiter"},
  "draw": {"type": "render", "params": {"pattern": "photo", "width": 2003, "height": 1501}},
  "encode": {"type": "encode", "params": {"format": "jpeg"}},
  "write": {"type": "write", "params": {"path": "in/{seq}.{ext}"}}},
  "edges": ["source -> gate -> draw -> encode -> write"]})";

// 2003 x 1501 pixels take 9 MB; an eighth of their sides 140 kB.
std::string thumbnails(const std::string& nodes, const std::string& edges) {
    return R"({"penstock": "1.0", "name": "thumbnails", "nodes": {
  "photos": {"type": "files", "params": {"paths": "in"}},
  "gate": {"type": "limiter", "params": {"max_bytes": "6MiB"}},
  "load": {"type": "decode"}, )" +
           nodes + R"(,
  "encode": {"type": "encode", "params": {"format": "png"}},
  "write": {"type": "write", "params": {"path": "out/{stem}_{width}x{height}.{ext}"}}},
  "edges": ["photos -> gate -> load", "encode -> write", )" +
           edges + "]}";
}

std::string small(int width) {
    const std::string number = std::to_string(width);
    return "\"small" + number + R"(": {"type": "resize", "params": {"width": )" + number + "}}";
}

class Photographs {
public:
    Photographs() {
        folder_.write("photographs.json", photographs);
        REQUIRE(run_tool({"run", "photographs.json"}, here()).code == 0);
    }
    [[nodiscard]] ToolOptions here() const { return {.folder = folder_.path()}; }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return folder_ / name; }
    [[nodiscard]] ToolOutcome run(const std::string& graph, std::vector<std::string> more = {}) {
        folder_.write("graph.json", graph);
        std::filesystem::remove_all(folder_ / "out");
        more.insert(more.begin(), {"run", "graph.json"});
        return run_tool(more, here());
    }
    [[nodiscard]] std::string drawn(const std::string& graph) {
        folder_.write("graph.json", graph);
        return run_tool({"graph", "graph.json", "--expand"}, here()).output;
    }

private:
    TempDir folder_;
};

} // namespace

TEST_CASE("thumbnails of large JPEGs take no room for the large pictures", "[tools][shrink]") {
    Photographs photographs;
    const std::string one = thumbnails(small(130), R"("load -> small130 -> encode")");
    CHECK(photographs.run(one).code == 0);
    const std::vector<std::string> names = {"0_130x97.png", "1_130x97.png"};
    CHECK(files_below(photographs.path("out")) == names);
    // The same bytes, however many work at once.
    const std::string bytes = read_file(photographs.path("out/0_130x97.png"));
    CHECK(photographs.run(one, {"--threads", "1"}).code == 0);
    CHECK(read_file(photographs.path("out/0_130x97.png")) == bytes);
    CHECK_THAT(photographs.drawn(one), Contains("smaller for small130"));
    // Whole pictures do not fit.
    const ToolOutcome whole =
        photographs.run(one, {"--set", "nodes.load.params.shrink_on_load=off"});
    CHECK(whole.code == 1);
    CHECK_THAT(whole.errors, Contains("max_bytes"));
    CHECK(files_below(photographs.path("out")).empty());
}

TEST_CASE("several thumbnails are made of what the largest needs", "[tools][shrink]") {
    Photographs photographs;
    const std::string two =
        thumbnails(small(130) + ", " + small(250) + R"(, "m": {"type": "merge"})",
                   R"("load -> [small130, small250] -> m -> encode")");
    CHECK(photographs.run(two).code == 0);
    CHECK(files_below(photographs.path("out")).size() == 4);
    CHECK_THAT(photographs.drawn(two), Contains("smaller for small130, small250"));
}

TEST_CASE("a consumer that needs the whole picture gets it, and the drawing names it",
          "[tools][shrink]") {
    Photographs photographs;
    const std::string soft =
        thumbnails(small(130) + R"(, "soft": {"type": "blur", "params": {"sigma": 1}})",
                   R"("load -> [small130, soft] -> encode")");
    CHECK(photographs.run(soft).code == 1);
    CHECK_THAT(photographs.drawn(soft), Contains("whole for soft"));
    CHECK(photographs.run(soft, {"--set", "nodes.gate.params.max_bytes=100MiB"}).code == 0);
    CHECK(files_below(photographs.path("out")).size() == 4);
}
