// SPDX-License-Identifier: Apache-2.0
#include "testing/print.hpp"

#include "penstock/list_member.hpp"
#include "penstock/metadata.hpp"
#include "penstock/testing/samples.hpp"

#include "support/catch.hpp"

#include <functional>
#include <memory>
#include <string>

using namespace penstock;
using penstock::testing::print_of;

namespace {

// Whether a change of a payload that is made of `T` is seen.
template <class T> bool is_seen(T content, const std::function<void(T&)>& change) {
    const std::string before = print_of(Payload{content});
    change(content);
    return print_of(Payload{std::move(content)}) != before;
}

Image with_resolution(Resolution resolution) {
    Image image = penstock::testing::sample_image({2, 2, 1});
    image.set_metadata(std::make_shared<const Metadata>(Buffer{}, Metadata::Sizes{}, resolution));
    return image;
}

} // namespace

TEST_CASE("the print of a number tells it from each other one", "[testing][print]") {
    CHECK(print_of(Value{0.1}) == "0.1");
    CHECK(print_of(Value{1e-9}) != print_of(Value{2e-9}));
    CHECK(print_of(Value{1e300}) == "1e+300");
    CHECK(print_of(Value{3}) == "3");
    CHECK(print_of(Value{3.0}) == "3.0");
}

TEST_CASE("the print of a request has all but its attachment", "[testing][print]") {
    CHECK(is_seen<Request>({}, [](Request& request) { request.name = "a"; }));
    CHECK(is_seen<Request>({}, [](Request& request) { request.path = "a"; }));
    CHECK(is_seen<Request>({}, [](Request& request) { request.dir = "a"; }));
    CHECK(is_seen<Request>({}, [](Request& request) { request.index = 1; }));
    CHECK(is_seen<Request>({}, [](Request& request) { request.seed = 1; }));
    CHECK(is_seen<Request>({}, [](Request& request) { request.attributes.set("frame", 1); }));
}

TEST_CASE("the print of a list has what its members are", "[testing][print]") {
    List list;
    list.members.push_back({ItemInfo{}, Payload{Request{}}});
    CHECK(is_seen<List>(list, [](List& one) { one.members.front().info.sequence = 1; }));
    CHECK(is_seen<List>(list, [](List& one) { one.members.front().info.path = 1; }));
    CHECK(is_seen<List>(list, [](List& one) { one.members.front().info.request.name = "a"; }));
    CHECK(is_seen<List>(list, [](List& one) { one.members.front().info.attributes.set("a", 1); }));
    CHECK(is_seen<List>(list, [](List& one) { one.members.front().payload = Payload{Encoded{}}; }));
}

TEST_CASE("the print of metadata has the unit of the resolution", "[testing][print]") {
    using Unit = Resolution::Unit;
    const std::string inches = print_of(Payload{with_resolution({300, 300, Unit::inch})});
    CHECK(print_of(Payload{with_resolution({300, 300, Unit::centimetre})}) != inches);
    CHECK(print_of(Payload{with_resolution({300, 300.0000001, Unit::inch})}) != inches);
}
