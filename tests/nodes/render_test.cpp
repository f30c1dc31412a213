// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <memory>
#include <utility>

using namespace penstock;

namespace {

std::unique_ptr<Node> made(const Value::Object& params) {
    NodeRegistry registry;
    add_render(registry);
    return registry.find("render")->make(params);
}

Image rendered(const Value::Object& params, const Request& request = {}) {
    const std::unique_ptr<Node> node = made(params);
    auto& loader = dynamic_cast<LoaderNode&>(*node);
    test::TestContext context;
    const Measure measure = loader.measure(request, context);
    CHECK(context.allocated_bytes == 0);
    Payload payload = loader.load(request, measure, {}, context);
    Image image = std::move(*payload.get<Image>());
    CHECK(context.allocated_bytes == measure.output.bytes + measure.working_bytes);
    CHECK(measure.output.spec == image.spec());
    return image;
}

bool are_equal(const Image& left, const Image& right) {
    return left.spec() == right.spec() && std::ranges::equal(left.pixels(), right.pixels());
}

const Value::Object small = {{"width", 100}, {"height", 60}};

Value::Object with(Value::Object params, const char* name, Value value) {
    std::erase_if(params, [name](const Value::Member& member) { return member.first == name; });
    params.emplace_back(name, std::move(value));
    return params;
}

} // namespace

TEST_CASE("render makes a full-HD picture where nothing else is asked", "[nodes][render]") {
    const Image image = rendered({});
    CHECK(image.spec() == ImageSpec{1920, 1080, 3, PixelType::u8, ColourSpace::srgb});
    CHECK(are_equal(rendered(small), rendered(with(small, "pattern", "plasma"))));
}

TEST_CASE("render measures exactly what it makes, and reads no file", "[nodes][render]") {
    const std::unique_ptr<Node> node = made(with(small, "pixel_type", "u16"));
    test::TestContext context;
    const Measure measure = dynamic_cast<LoaderNode&>(*node).measure({}, context);
    CHECK(measure.output.spec == ImageSpec{100, 60, 3, PixelType::u16, ColourSpace::srgb});
    CHECK(measure.output.images == 1);
    CHECK(measure.output.bytes == buffer_capacity(100 * 60 * 6));
    CHECK(measure.file_bytes == 0);
    CHECK(measure.working_bytes >= 100 * 3 * 2); // a row
    CHECK(measure.working_bytes < 1'000'000);
}

TEST_CASE("every parameter of render changes the picture", "[nodes][render]") {
    const Image image = rendered(small);
    for (const char* pattern : {"gradient", "checker", "noise", "photo"})
        CHECK_FALSE(are_equal(image, rendered(with(small, "pattern", pattern))));
    CHECK(rendered(with(small, "width", 65535)).spec().width == 65535);
    CHECK(rendered(with(small, "height", 61)).spec().height == 61);
    for (const int channels : {1, 2, 4})
        CHECK(rendered(with(small, "channels", channels)).spec().channels ==
              static_cast<std::uint32_t>(channels));
    for (const char* type : {"u8", "u16", "f16", "f32"})
        CHECK(to_string(rendered(with(small, "pixel_type", type)).spec().pixel_type) == type);
}

TEST_CASE("the request says which picture render makes", "[nodes][render]") {
    const Request request{.name = "1", .path = {}, .dir = {}, .index = 1, .seed = 7};
    Request other_index = request;
    other_index.index = 2;
    Request other_seed = request;
    other_seed.seed = 8;
    Request other_name = request;
    other_name.name = "x";
    CHECK(are_equal(rendered(small, request), rendered(small, request)));
    CHECK(are_equal(rendered(small, request), rendered(small, other_name)));
    CHECK_FALSE(are_equal(rendered(small, request), rendered(small, other_index)));
    CHECK_FALSE(are_equal(rendered(small, request), rendered(small, other_seed)));
}

TEST_CASE("render runs on many threads at once, and does not wait for anything",
          "[nodes][render]") {
    NodeRegistry registry;
    add_render(registry);
    const NodeDescriptor& descriptor = registry.find("render")->descriptor;
    CHECK(descriptor.kind == NodeKind::loader);
    CHECK(descriptor.traits.is_concurrent);
    CHECK_FALSE(descriptor.traits.blocks);
    CHECK_FALSE(descriptor.traits.consults_clock);
}
