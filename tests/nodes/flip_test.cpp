// SPDX-License-Identifier: Apache-2.0
#include "nodes/transformed.hpp"

#include <vector>

using namespace penstock;
using test::numbered;
using test::samples_of;
using test::transformed;

TEST_CASE("flip mirrors in the direction that it is told", "[nodes][flip]") {
    CHECK(samples_of(transformed(add_flip, {{"axis", "horizontal"}}, numbered(3, 2)).image) ==
          std::vector{2, 1, 0, 5, 4, 3});
    CHECK(samples_of(transformed(add_flip, {{"axis", "vertical"}}, numbered(3, 2)).image) ==
          std::vector{3, 4, 5, 0, 1, 2});
}

TEST_CASE("flip works in place, and says so", "[nodes][flip]") {
    Image image = numbered(31, 17, 3);
    const std::byte* const pixels = image.pixels().data();
    const auto result = transformed(add_flip, {{"axis", "horizontal"}}, std::move(image));
    CHECK(std::as_const(result.image).pixels().data() == pixels);
    CHECK(result.allocated == 0);
    NodeRegistry registry;
    add_flip(registry);
    const NodeTraits& traits = registry.find("flip")->descriptor.traits;
    CHECK(traits.works_in_place);
    CHECK(traits.takes_ownership);
    CHECK(traits.is_concurrent);
}
