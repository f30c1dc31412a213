// SPDX-License-Identifier: Apache-2.0
#include "penstock/payload.hpp"

#include "support/catch.hpp"

#include <utility>

using namespace penstock;

TEST_CASE("a payload is what was put into it, and nothing else", "[core][payload]") {
    const Payload nothing;
    CHECK(nothing.is_empty());
    CHECK(nothing.type_name() == "nothing");
    CHECK(nothing.get<Image>() == nullptr);

    const Payload request{Request{.name = "a.jpg", .path = {}, .dir = {}}};
    CHECK_FALSE(request.is_empty());
    CHECK(request.type_name() == "request");
    REQUIRE(request.get<Request>() != nullptr);
    CHECK(request.get<Request>()->name == "a.jpg");
    CHECK(request.get<Image>() == nullptr);
    CHECK(request.get<Encoded>() == nullptr);

    const Payload encoded{Encoded{.buffer = {}, .format = "jpeg", .extension = "jpg", .spec = {}}};
    CHECK(encoded.type_name() == "encoded");
    REQUIRE(encoded.get<Encoded>() != nullptr);
    CHECK(encoded.get<Encoded>()->extension == "jpg");
    CHECK(encoded.get<Request>() == nullptr);
}

TEST_CASE("copies of a payload share their pixels", "[core][payload]") {
    Payload payload{Image::allocate({.width = 2, .height = 2, .channels = 1})};
    CHECK(payload.type_name() == "image");
    REQUIRE(payload.get<Image>() != nullptr);
    CHECK(payload.get<Image>()->is_unique());
    const Payload copy = payload;
    payload.get<Image>()->pixels()[0] = std::byte{9};
    CHECK(copy.get<Image>()->pixels()[0] == std::byte{9});
    const Payload moved = std::move(payload);
    CHECK(moved.get<Image>()->pixels().data() == copy.get<Image>()->pixels().data());
}
