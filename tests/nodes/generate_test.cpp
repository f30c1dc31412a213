// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

using namespace penstock;

namespace {

std::unique_ptr<SourceNode> generator(const Value::Object& params) {
    NodeRegistry registry;
    add_generate(registry);
    std::unique_ptr<Node> node = registry.find("generate")->make(params);
    auto* source = dynamic_cast<SourceNode*>(node.get());
    REQUIRE(source != nullptr);
    static_cast<void>(node.release());
    return std::unique_ptr<SourceNode>{source};
}

std::vector<Request> all_of(const Value::Object& params) {
    const auto source = generator(params);
    std::vector<Request> requests;
    while (auto request = source->next())
        requests.push_back(*request);
    CHECK_FALSE(source->next());
    return requests;
}

} // namespace

TEST_CASE("generate yields as many numbered requests as it was told", "[nodes][generate]") {
    const auto requests = all_of({{"count", 3}});
    REQUIRE(requests.size() == 3);
    for (std::uint64_t i = 0; i < 3; ++i) {
        CHECK(requests[i].index == i);
        CHECK(requests[i].name == std::to_string(i));
        CHECK(requests[i].path.empty());
    }
    CHECK(all_of({{"count", 0}}).empty());
    CHECK(generator({{"count", 17}})->total() == 17);
}

TEST_CASE("generate begins to count where it was told", "[nodes][generate]") {
    const auto requests = all_of({{"count", 2}, {"start", 1000}});
    CHECK(requests[0].name == "1000");
    CHECK(requests[1].index == 1001);
}

TEST_CASE("generated requests have seeds of their own, the same in every run",
          "[nodes][generate]") {
    const auto first = all_of({{"count", 1000}, {"seed", 7}});
    const auto again = all_of({{"count", 1000}, {"seed", 7}});
    const auto other = all_of({{"count", 1000}, {"seed", 8}});
    std::set<std::uint64_t> seeds;
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(first[i].seed == again[i].seed);
        seeds.insert(first[i].seed);
        seeds.insert(other[i].seed);
    }
    CHECK(seeds.size() == 2000);
    // A run that begins later makes the same pictures under the same numbers.
    CHECK(all_of({{"count", 1}, {"start", 500}, {"seed", 7}})[0].seed == first[500].seed);
    // Nor do they change from version to version.
    CHECK(first[0].seed == 0xB8B4C2977EABCE45U);
    CHECK(first[500].seed == 0x03FBAA454B33C53FU);
    CHECK(all_of({{"count", 1}})[0].seed == 0xA706DD2F4D197E6FU);
}
