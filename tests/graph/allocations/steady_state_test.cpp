// SPDX-License-Identifier: Apache-2.0
//
// What an item needs is there from the items before it: a run of many items asks for memory as
// often as a run of few.
#include "core/block_pool.hpp"
#include "graph/run_config.hpp"
#include "support/allocation_count.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr std::uint64_t few = 1000;
constexpr std::uint64_t chance = few / 20; // by which two equal runs may differ

// With one thread: with several, the edge between source and limiter changes its direction now and
// then, and oneTBB asks for the node of a list each time.
std::uint64_t
allocations_of(const std::string& nodes, const std::string& edges, std::uint64_t items) {
    const std::string text = config_text(R"("n": {"type": "numbers", "params": {"count": )" +
                                             std::to_string(items) +
                                             R"(}},
            "gate": {"type": "limiter", "params": {"max_images": 4}},
            "blank": {"type": "blank"}, )" + nodes,
                                         edges);
    const std::uint64_t before = allocation_count();
    const RunReport report = run_config(text, 1);
    const std::uint64_t after = allocation_count();
    CHECK(report.items.discovered == items);
    CHECK(report.items.failed == 0);
    return after - before;
}

void check_steady_state(const std::string& nodes, const std::string& edges) {
    if (!recycles_memory)
        return;                                   // AddressSanitizer wants to see each of them
    (void)allocations_of(nodes, edges, few / 10); // what is made once in a process
    const std::uint64_t of_few = allocations_of(nodes, edges, few);
    const std::uint64_t of_twice_as_many = allocations_of(nodes, edges, 2 * few);
    CHECK(of_twice_as_many < of_few + chance);
}

} // namespace

TEST_CASE("in the steady state of a chain no item asks for memory", "[graph][allocations]") {
    check_steady_state(
        R"("copy": {"type": "copy"}, "inc": {"type": "increment"}, "pack": {"type": "pack"},
           "end": {"type": "collect"})",
        R"("n -> gate -> blank -> copy -> inc -> pack -> end")");
}

TEST_CASE("in the steady state of a fan-out no item asks for memory", "[graph][allocations]") {
    check_steady_state(
        R"("inc": {"type": "increment"}, "copy": {"type": "copy"},
           "a": {"type": "collect"}, "b": {"type": "collect"})",
        R"("n -> gate -> blank -> [inc, copy]", "inc -> a", "copy -> b")");
}

TEST_CASE("in the steady state of a chain of which items are dropped no item asks for memory",
          "[graph][allocations]") {
    check_steady_state(R"("drop": {"type": "drop", "params": {"every": 3}},
                          "end": {"type": "collect"})",
                       R"("n -> gate -> blank -> drop -> end")");
}
