// SPDX-License-Identifier: Apache-2.0
#include "penstock/node.hpp"

#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <optional>
#include <utility>

using namespace penstock;

namespace {

// Each says only what it must.
class Countdown final : public SourceNode {
public:
    std::optional<Request> next() override { return std::nullopt; }
};

class Pictures final : public LoaderNode {
public:
    Measure measure(const Request&, NodeContext&) const override { return {}; }
    Payload load(const Request&, const Measure&, Buffer file, NodeContext&) const override {
        return Encoded{.buffer = std::move(file), .format = {}, .extension = {}, .spec = {}};
    }
};

class Passing final : public WorkNode {
public:
    NodeBound bound(const PayloadBound& input) const override { return {.output = input}; }
    Payload process(Payload input, NodeContext&) override { return input; }
};

} // namespace

TEST_CASE("a source knows no total and has nothing to note unless it says so", "[core][node]") {
    Countdown source;
    source.open({});
    CHECK_FALSE(source.total().has_value());
    CHECK(source.notes().empty());
    source.close();
}

TEST_CASE("a loader reads no file unless it says so", "[core][node]") {
    const Pictures loader;
    test::TestContext context;
    const Buffer file = loader.read({}, {.output = {}, .file_bytes = 100, .format = {}}, context);
    CHECK(file.is_empty());
    CHECK(context.allocated_bytes == 0);
    CHECK(context.peak_file_slots == 0);
}

TEST_CASE("a node skips nothing and writes nowhere unless it says so", "[core][node]") {
    Passing node;
    node.open({});
    CHECK_FALSE(node.skip_before_loading({}).has_value());
    CHECK(node.output_root().empty());
    node.close();
}

TEST_CASE("a file slot is held for as long as its object lives", "[core][node]") {
    test::TestContext context;
    {
        const FileSlot slot{context};
        CHECK(context.file_slots == 1);
    }
    CHECK(context.file_slots == 0);
    CHECK(context.peak_file_slots == 1);
}

TEST_CASE("bounds count what buffers cost, not what they hold", "[core][node]") {
    const ImageSpec spec{.width = 100, .height = 100, .channels = 3};
    const PayloadBound image = PayloadBound::image(spec);
    CHECK(image.spec == spec);
    CHECK(image.images == 1);
    CHECK(image.bytes == buffer_capacity(30'000));
    const PayloadBound encoded = PayloadBound::encoded(5000);
    CHECK(encoded.images == 0);
    CHECK(encoded.bytes == buffer_capacity(5000));
    CHECK(encoded.spec == ImageSpec{});
}
