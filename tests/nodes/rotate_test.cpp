// SPDX-License-Identifier: Apache-2.0
#include "nodes/transformed.hpp"

#include <algorithm>
#include <set>
#include <vector>

using namespace penstock;
using test::numbered;
using test::samples_of;
using test::size_of;
using test::transformed;

TEST_CASE("rotate turns clockwise, by quarters exactly", "[nodes][rotate]") {
    const auto turned = [](double degrees) {
        return samples_of(transformed(add_rotate, {{"degrees", degrees}}, numbered(3, 2)).image);
    };
    CHECK(turned(0.0) == std::vector{0, 1, 2, 3, 4, 5});
    CHECK(turned(90.0) == std::vector{3, 0, 4, 1, 5, 2});
    CHECK(turned(180.0) == std::vector{5, 4, 3, 2, 1, 0});
    CHECK(turned(270.0) == std::vector{2, 5, 1, 4, 0, 3});
    CHECK(turned(-90.0) == turned(270.0));
    CHECK(turned(360.0) == turned(0.0));
}

TEST_CASE("rotate by half a turn works in place, and by a quarter does not", "[nodes][rotate]") {
    const auto half = transformed(add_rotate, {{"degrees", 180.0}}, numbered(31, 17, 3));
    CHECK(half.bound.in_place);
    CHECK(half.allocated == 0);
    // As many bytes, and still a new image.
    const auto quarter = transformed(add_rotate, {{"degrees", 90.0}}, numbered(31, 17, 3));
    CHECK_FALSE(quarter.bound.in_place);
    CHECK(quarter.allocated == buffer_capacity(31 * 17 * 3));
    NodeRegistry registry;
    add_rotate(registry);
    CHECK(registry.find("rotate")->descriptor.traits.takes_ownership);
    CHECK_FALSE(registry.find("rotate")->descriptor.traits.works_in_place);
}

TEST_CASE("rotate expands the image, or cuts off corners", "[nodes][rotate]") {
    const Image image = numbered(30, 20, 3);
    CHECK(size_of(transformed(add_rotate, {{"degrees", 45.0}}, image).image) == "36x36");
    CHECK(size_of(transformed(add_rotate, {{"degrees", 45.0}, {"expand", false}}, image).image) ==
          "30x20");
    CHECK(size_of(transformed(add_rotate, {{"degrees", 90.0}, {"expand", false}}, image).image) ==
          "30x20");
}

TEST_CASE("rotate shows its background where there is no picture", "[nodes][rotate]") {
    const auto corner = [](const Value::Object& params) {
        std::vector<int> samples =
            samples_of(transformed(add_rotate, params, test::plain(30, 20, 4, 128)).image);
        samples.resize(4);
        return samples;
    };
    CHECK(corner({{"degrees", 30.0}}) == std::vector{255, 255, 255, 255});
    CHECK(corner({{"degrees", 30.0}, {"background", "#10203040"}}) == std::vector{16, 32, 48, 64});
}

TEST_CASE("each filter of rotate gives pixels of its own", "[nodes][rotate]") {
    std::set<std::vector<int>> results;
    for (const char* filter : {"nearest", "bilinear", "bicubic"})
        results.insert(samples_of(
            transformed(add_rotate, {{"degrees", 20.0}, {"filter", filter}}, numbered(16, 16))
                .image));
    CHECK(results.size() == 3);
    CHECK(results.contains(
        samples_of(transformed(add_rotate, {{"degrees", 20.0}}, numbered(16, 16)).image)));
}

TEST_CASE("rotate refuses what is no colour", "[nodes][rotate]") {
    CHECK_THROWS_WITH(test::made<WorkNode>(add_rotate, {{"degrees", 1.0}, {"background", "white"}}),
                      "\"background\" is \"white\"; expected a colour, such as \"#ffffff\"");
}
