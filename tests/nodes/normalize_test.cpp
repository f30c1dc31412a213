// SPDX-License-Identifier: Apache-2.0
#include "nodes/transformed.hpp"

#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace penstock;
using test::floats_of;
using test::transformed;

namespace {

Image gray(int value) {
    return test::plain(1, 1, 3, value);
}

// In thousandths.
std::vector<long> normalised(const Value::Object& params, Image image) {
    std::vector<long> numbers;
    for (const float number : floats_of(transformed(add_normalize, params, std::move(image)).image))
        numbers.push_back(std::lround(1000 * number));
    return numbers;
}

std::string refusal(const Value::Object& params) {
    try {
        static_cast<void>(test::made<WorkNode>(add_normalize, params));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("normalize takes the mean away and divides by the deviation", "[nodes][normalize]") {
    CHECK(normalised({{"mean", Value::Array{0.2}}}, gray(51)) == std::vector<long>(3, 0));
    CHECK(normalised({{"deviation", Value::Array{0.1}}}, gray(51)) == std::vector<long>(3, 2000));
    CHECK(normalised({{"mean", Value::Array{0.0, 0.2, 0.4}}, {"deviation", Value::Array{0.2}}},
                     gray(51)) == std::vector<long>{1000, 0, -1000});
}

TEST_CASE("normalize knows numbers by their names", "[nodes][normalize]") {
    CHECK(normalised({{"preset", "imagenet"}}, gray(0)) == std::vector<long>{-2118, -2036, -1804});
    CHECK(normalised({{"preset", "imagenet"}}, gray(255)) == std::vector<long>{2249, 2429, 2640});
    CHECK(normalised({{"preset", "symmetric"}}, gray(255)) == std::vector<long>(3, 1000));
    CHECK(normalised({{"preset", "symmetric"}}, gray(0)) == std::vector<long>(3, -1000));
}

TEST_CASE("what is normalized has floats of no colour space, and no profile",
          "[nodes][normalize]") {
    Image image = gray(51);
    image.set_metadata(std::make_shared<const Metadata>(
        Buffer::allocate(3), Metadata::Sizes{.icc = 3}, Resolution{}));
    const auto wide = transformed(add_normalize, {{"preset", "symmetric"}}, image);
    CHECK(wide.image.spec() == ImageSpec{1, 1, 3, PixelType::f32, ColourSpace::unspecified});
    const auto half =
        transformed(add_normalize, {{"preset", "symmetric"}, {"pixel_type", "f16"}}, image);
    CHECK(half.image.spec() == ImageSpec{1, 1, 3, PixelType::f16, ColourSpace::unspecified});
}

TEST_CASE("normalize takes numbers or a name for them", "[nodes][normalize]") {
    CHECK(refusal({}) == "neither \"mean\", \"deviation\" nor \"preset\" is set; set one of them");
    CHECK(refusal({{"preset", "imagenet"}, {"mean", Value::Array{0.5}}}) ==
          "\"preset\" is set, and so is \"mean\" or \"deviation\"; set either the preset or "
          "numbers");
}

TEST_CASE("normalize takes one number for all colours, or three", "[nodes][normalize]") {
    const auto list = [](std::size_t size) { return Value{Value::Array(size, Value{0.5})}; };
    for (const char* name : {"mean", "deviation"}) {
        for (const std::size_t size : {0U, 2U, 4U}) {
            CAPTURE(name, size);
            CHECK(refusal({{name, list(size)}}) ==
                  '"' + std::string{name} + "\" has " + std::to_string(size) +
                      " numbers; expected 1 for all colours, or 3, for red, green and blue");
        }
        CHECK(refusal({{name, list(1)}}) == "accepted");
        CHECK(refusal({{name, list(3)}}) == "accepted");
    }
    CHECK(refusal({{"mean", list(3)}, {"deviation", list(2)}}).starts_with("\"deviation\" has 2"));
    CHECK(refusal({{"mean", list(3)}, {"deviation", list(1)}}) == "accepted");
}

TEST_CASE("tensor makes a file of the image, within what it declares", "[nodes][tensor]") {
    struct Case {
        const char* layout;
        const char* pixel_type;
        std::size_t bytes;
        const char* shape;
        const char* descr;
    };
    for (const Case& one : {Case{"chw", "f32", 24, "(3, 2, 1)", "'<f4'"},
                            {"hwc", "f32", 24, "(2, 1, 3)", "'<f4'"},
                            {"chw", "f16", 12, "(3, 2, 1)", "'<f2'"},
                            {"chw", "u8", 6, "(3, 2, 1)", "'|u1'"}}) {
        const Image image = test::plain(1, 2, 3, 255);
        const auto node = test::made<WorkNode>(
            add_tensor, {{"layout", one.layout}, {"pixel_type", one.pixel_type}});
        const NodeBound bound = node->bound(PayloadBound::image(image.spec()));
        test::TestContext context;
        const Payload payload = node->process(image, context);
        const Encoded& file = *payload.get<Encoded>();
        const std::string text{reinterpret_cast<const char*>(file.buffer.bytes().data()), 128};
        CAPTURE(one.layout, one.pixel_type);
        CHECK(file.buffer.size() == 128 + one.bytes);
        CHECK(context.allocated_bytes == bound.output.bytes);
        CHECK(text.find(one.shape) != std::string::npos);
        CHECK(text.find(one.descr) != std::string::npos);
        CHECK(file.format == "npy");
        CHECK(file.extension == "npy");
        CHECK(bound.output.extension == "npy");
        CHECK(file.spec == bound.output.spec);
        CHECK(to_string(file.spec.pixel_type) == one.pixel_type);
    }
}
