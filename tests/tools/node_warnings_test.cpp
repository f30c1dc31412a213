// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

// Nodes between a loader of pictures and a PNG.
std::string
graph_of(const std::string& loader, const std::string& nodes, const std::string& names) {
    return R"({"penstock": "1.0", "nodes": {)" + loader + R"(,
  "gate": {"type": "limiter"},
  )" + nodes +
           R"("encode": {"type": "encode", "params": {"format": "png"}},
  "write": {"type": "write", "params": {"path": "out/{seq}.{ext}"}}},
  "edges": ["source -> gate -> load -> )" +
           names + R"(encode -> write"]})";
}

std::string files_of(const std::string& formats) {
    return R"("source": {"type": "files", "params": {"paths": "in"}},
  "load": {"type": "decode", "params": {"formats": )" +
           formats + "}}";
}

constexpr const char* pictures = R"("source": {"type": "generate", "params": {"count": 3}},
  "load": {"type": "render", "params": {"width": 32, "height": 24}})";
constexpr const char* to_linear =
    R"("light": {"type": "color_convert", "params": {"to": "linear"}},)";
constexpr const char* to_srgb = R"("srgb": {"type": "color_convert", "params": {"to": "srgb"}},)";
constexpr const char* to_bytes = R"("bytes": {"type": "convert", "params": {"pixel_type": "u8"}},)";

std::string warnings_of(const std::string& graph) {
    const TempDir folder;
    folder.write("graph.json", graph);
    const ToolOutcome outcome = run_tool({"validate", "graph.json"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    return outcome.errors;
}

} // namespace

TEST_CASE("scene-linear pixels on their way into integers are a warning", "[tools][validate]") {
    const std::string expected =
        "warning: nodes.encode: the pixels are scene-linear, and whoever reads integers takes them "
        "for sRGB: the pictures come out dark; put a color_convert with \"to\": \"srgb\" before "
        "this one, and before the pixels become integers";
    CHECK_THAT(warnings_of(graph_of(files_of(R"(["exr"])"), to_bytes, "bytes -> ")),
               Contains(expected));
    CHECK_THAT(warnings_of(graph_of(files_of(R"(["exr", "hdr"])"), to_bytes, "bytes -> ")),
               Contains(expected));
    CHECK_THAT(warnings_of(graph_of(pictures, to_linear, "light -> ")), Contains(expected));
}

TEST_CASE("what is converted to sRGB, or may be sRGB, is none", "[tools][validate]") {
    const std::string both = std::string{to_srgb} + to_bytes;
    CHECK(warnings_of(graph_of(files_of(R"(["exr"])"), both, "srgb -> bytes -> ")).empty());
    CHECK(warnings_of(graph_of(files_of(R"(["exr", "png"])"), to_bytes, "bytes -> ")).empty());
    CHECK(warnings_of(graph_of(pictures, to_bytes, "bytes -> ")).empty());
}

TEST_CASE("a run warns before it begins, and notes how many pictures come out dark",
          "[tools][run]") {
    const TempDir folder;
    folder.write("graph.json", graph_of(pictures, to_linear, "light -> "));
    const ToolOutcome outcome =
        run_tool({"run", "graph.json", "--summary", "-"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.errors, Contains("warning: nodes.encode: the pixels are scene-linear"));
    CHECK_THAT(outcome.output,
               Contains("encode: 3 scene-linear pictures were written as integers"));
    folder.write("graph.json", graph_of(pictures, to_bytes, "bytes -> "));
    const ToolOutcome fine =
        run_tool({"run", "graph.json", "--summary", "-"}, {.folder = folder.path()});
    CHECK_THAT(fine.output, !Contains("scene-linear"));
}

TEST_CASE("half a turn needs no second image, and a quarter does", "[tools][validate]") {
    const TempDir folder;
    const auto code_of = [&folder](const std::string& degrees) {
        std::string graph =
            graph_of(pictures,
                     R"("turn": {"type": "rotate", "params": {"degrees": )" + degrees + "}},",
                     "turn -> ");
        const std::string gate = R"({"type": "limiter"})";
        graph.replace(
            graph.find(gate), gate.size(), R"({"type": "limiter", "params": {"max_images": 1}})");
        folder.write("graph.json", graph);
        return run_tool({"run", "graph.json"}, {.folder = folder.path()}).code;
    };
    CHECK(code_of("180") == 0);
    CHECK(code_of("90") == 2);
}
