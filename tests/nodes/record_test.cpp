// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/file_size_limit.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

using namespace penstock;
using penstock::test::FileSizeLimit;
using penstock::test::read_file;
using penstock::test::TempDir;
using penstock::test::TestContext;

namespace fs = std::filesystem;

namespace {

std::unique_ptr<WorkNode> recorder(const fs::path& path) {
    NodeRegistry registry;
    add_record(registry);
    std::unique_ptr<Node> node = registry.find("record")->make({{"path", path.string()}});
    auto* sink = dynamic_cast<WorkNode*>(node.get());
    REQUIRE(sink != nullptr);
    static_cast<void>(node.release());
    std::unique_ptr<WorkNode> result{sink};
    result->open({});
    return result;
}

TestContext& with(TestContext& context, std::uint64_t sequence, const std::string& name) {
    context.info.sequence = sequence;
    context.info.request.name = name;
    return context;
}

} // namespace

TEST_CASE("record writes a line about each item", "[nodes][record]") {
    const TempDir temp;
    const fs::path file = temp / "logs/all.jsonl";
    const auto node = recorder(file);
    TestContext request;
    static_cast<void>(node->process(Request{}, with(request, 0, "a.jpg")));
    TestContext image;
    image.info.attributes.set("size", "small");
    static_cast<void>(node->process(
        Image::allocate({.width = 4, .height = 2, .channels = 3, .pixel_type = PixelType::u16}),
        with(image, 1, "b\n.jpg")));
    TestContext encoded;
    static_cast<void>(node->process(Encoded{.buffer = Buffer::allocate(10),
                                            .format = "jpeg",
                                            .extension = "jpg",
                                            .spec = {.width = 4, .height = 2, .channels = 1}},
                                    with(encoded, 2, "\xFF.jpg")));
    node->close();
    CHECK(read_file(file) ==
          "{\"seq\":0,\"name\":\"a.jpg\",\"payload\":\"request\",\"attributes\":{}}\n"
          "{\"seq\":1,\"name\":\"b\\n.jpg\",\"payload\":\"image\",\"width\":4,\"height\":2,"
          "\"channels\":3,\"pixel_type\":\"u16\",\"bytes\":48,\"attributes\":{\"size\":\"small\"}}"
          "\n"
          "{\"seq\":2,\"name\":\"\xEF\xBF\xBD.jpg\",\"name_base64\":\"/y5qcGc=\",\"payload\":"
          "\"encoded\",\"width\":4,\"height\":2,\"channels\":1,\"pixel_type\":\"u8\",\"format\":"
          "\"jpeg\",\"bytes\":10,\"attributes\":{}}\n");
    CHECK(request.delivered.size() == 1);
}

TEST_CASE("record says why an item failed", "[nodes][record]") {
    const TempDir temp;
    const auto node = recorder(temp / "failures.jsonl");
    TestContext context;
    context.info.attributes.set("failure.node", "decode");
    context.info.attributes.set("failure.class", "corrupt");
    context.info.attributes.set("failure.message", "no \"SOI\"");
    context.info.attributes.set("failure.other", 1);
    static_cast<void>(node->process({}, with(context, 3, "a.jpg")));
    node->close();
    CHECK(read_file(temp / "failures.jsonl") ==
          "{\"seq\":3,\"name\":\"a.jpg\",\"payload\":\"nothing\",\"node\":\"decode\",\"class\":"
          "\"corrupt\",\"message\":\"no \\\"SOI\\\"\",\"attributes\":{\"failure.other\":1}}\n");
}

TEST_CASE("a record has its name only when it is whole", "[nodes][record]") {
    const TempDir temp;
    temp.write("all.jsonl", "old");
    {
        const auto node = recorder(temp / "all.jsonl");
        TestContext context;
        static_cast<void>(node->process(Request{}, with(context, 0, "a.jpg")));
        CHECK(read_file(temp / "all.jsonl") == "old");
        // It is never closed: the run did not come to its end.
    }
    CHECK(read_file(temp / "all.jsonl") == "old");
    CHECK(std::distance(fs::directory_iterator{temp.path()}, {}) == 1);
    recorder(temp / "all.jsonl")->close();
    CHECK(read_file(temp / "all.jsonl").empty());
    CHECK(std::distance(fs::directory_iterator{temp.path()}, {}) == 1);
}

TEST_CASE("a long record is written piece by piece, and open only then", "[nodes][record]") {
    const TempDir temp;
    const auto node = recorder(temp / "all.jsonl");
    TestContext context;
    std::size_t on_disk = 0;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        static_cast<void>(node->process(Request{}, with(context, i, std::string(50, 'n'))));
        CHECK(context.file_slots == 0);
        for (const fs::directory_entry& entry : fs::directory_iterator{temp.path()})
            on_disk = entry.file_size();
    }
    CHECK(on_disk > 300'000);
    CHECK(context.peak_file_slots == 1);
    node->close();
    const std::string content = read_file(temp / "all.jsonl");
    CHECK(std::count(content.begin(), content.end(), '\n') == 5000);
    CHECK(content.find("{\"seq\":4999,") != std::string::npos);
}

TEST_CASE("an item whose line cannot be written fails, and the record stays in order",
          "[nodes][record][fault]") {
    const TempDir temp;
    const auto node = recorder(temp / "all.jsonl");
    TestContext context;
    std::size_t failed = 0;
    {
        const FileSizeLimit limit{100'000};
        for (std::uint64_t i = 0; i < 1000; ++i)
            try {
                static_cast<void>(
                    node->process(Request{}, with(context, i, std::string(200, 'n'))));
            } catch (const ItemError& error) {
                CHECK(error.error_class() == ErrorClass::limit);
                ++failed;
            }
        CHECK(failed > 0);
        CHECK(context.delivered.size() == 1000 - failed);
    }
    node->close();
    const std::string content = read_file(temp / "all.jsonl");
    CHECK(content.find('\0') == std::string::npos);
    CHECK(static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n')) ==
          1000 - failed);
    CHECK(content.ends_with("}\n"));
}

TEST_CASE("a record that cannot be written whole does not appear", "[nodes][record][fault]") {
    const TempDir temp;
    const auto node = recorder(temp / "all.jsonl");
    TestContext context;
    static_cast<void>(node->process(Request{}, with(context, 0, std::string(5000, 'n'))));
    {
        const FileSizeLimit limit{4096};
        CHECK_THROWS_AS(node->close(), ItemError);
    }
    CHECK(fs::is_empty(temp.path()));
}

TEST_CASE("record refuses a path that names a folder", "[nodes][record]") {
    const TempDir temp;
    CHECK_THROWS_WITH(recorder(temp.path().string() + "/"),
                      Catch::Matchers::Contains("names a folder; expected a file"));
}

TEST_CASE("record takes everything, in source order until it is told otherwise",
          "[nodes][record]") {
    NodeRegistry registry;
    add_record(registry);
    const NodeDescriptor& descriptor = registry.find("record")->descriptor;
    CHECK(descriptor.kind == NodeKind::sink);
    CHECK(descriptor.inputs[0].payload == "any");
    CHECK_FALSE(descriptor.traits.is_concurrent);
    CHECK(descriptor.traits.blocks);
    CHECK(descriptor.traits.can_order);
    CHECK(descriptor.find_param("order")->default_value == Value{"source"});
    // Its folder is no place for images: it is walked like others.
    const TempDir temp;
    CHECK(recorder(temp / "x.jsonl")->output_root().empty());
}
