// SPDX-License-Identifier: Apache-2.0
#include "profiling/ledger.hpp"

#include "support/catch.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using profiling::ItemState;
using profiling::Ledger;

namespace {

Failure failure_of(std::uint64_t sequence, const std::string& message) {
    return {.sequence = sequence,
            .name = std::to_string(sequence),
            .node = "write",
            .error_class = ErrorClass::io,
            .message = message};
}

void write_items(Ledger& ledger, int count) {
    for (int i = 0; i < count; ++i) {
        ledger.discovered();
        ledger.delivered();
        ledger.ended(ItemState::written);
    }
}

std::vector<std::string> messages(const Ledger& ledger) {
    std::vector<std::string> result;
    for (const Failure& failure : ledger.failures())
        result.push_back(failure.message);
    return result;
}

} // namespace

TEST_CASE("each item is counted by how it ended", "[profiling][ledger]") {
    Ledger ledger{{}};
    const std::vector<ItemState> states = {ItemState::written,
                                           ItemState::failed,
                                           ItemState::skipped,
                                           ItemState::dropped,
                                           ItemState::not_started};
    for (std::size_t i = 0; i < states.size(); ++i)
        for (std::size_t k = 0; k <= i; ++k) {
            ledger.discovered();
            ledger.ended(states[i]);
        }
    const ItemCounts counts = ledger.counts();
    CHECK(counts.discovered == 15);
    CHECK(counts.written == 1);
    CHECK(counts.failed == 2);
    CHECK(counts.skipped == 3);
    CHECK(counts.dropped == 4);
    CHECK(counts.not_started == 5);
    CHECK(counts.ended() == counts.discovered);
    CHECK(ledger.outputs() == 0);
}

TEST_CASE("a reason for failing does not end the item", "[profiling][ledger]") {
    Ledger ledger{{}};
    ledger.discovered();
    ledger.failed(0, failure_of(0, "first"));
    ledger.failed(0, failure_of(0, "second"));
    CHECK(ledger.counts().failed == 0);
    ledger.ended(ItemState::failed);
    ledger.close();
    CHECK(ledger.counts().failed == 1);
    CHECK(messages(ledger) == std::vector<std::string>{"first", "second"});
}

TEST_CASE("failures are listed by region and then by sequence", "[profiling][ledger]") {
    Ledger ledger{{}};
    ledger.failed(1, failure_of(0, "b0"));
    ledger.failed(0, failure_of(10, "a10"));
    ledger.failed(0, failure_of(9, "a9"));
    ledger.displaced(0, {2}, failure_of(2, "a2"));
    ledger.close();
    CHECK(messages(ledger) == std::vector<std::string>{"a2", "a9", "a10", "b0"});
}

TEST_CASE("an item whose output was replaced has failed after all", "[profiling][ledger]") {
    Ledger ledger{{}};
    write_items(ledger, 3);
    ledger.displaced(0, {1}, failure_of(1, "replaced"));
    ledger.close();
    CHECK(ledger.counts().written == 2);
    CHECK(ledger.counts().failed == 1);
    CHECK(ledger.counts().discovered == 3);
    CHECK(ledger.outputs() == 2);
    CHECK(messages(ledger) == std::vector<std::string>{"replaced"});
}

TEST_CASE("an item with several replaced outputs fails once", "[profiling][ledger]") {
    Ledger ledger{{}};
    write_items(ledger, 2);
    ledger.delivered(); // one of them has a second output
    ledger.displaced(0, {0}, failure_of(0, "large"));
    ledger.displaced(0, {0}, failure_of(0, "small"));
    ledger.close();
    CHECK(ledger.counts().written == 1);
    CHECK(ledger.counts().failed == 1);
    CHECK(ledger.outputs() == 1);
    CHECK(messages(ledger) == std::vector<std::string>{"large", "small"});
}

TEST_CASE("an item that failed already is not counted again when its output is replaced",
          "[profiling][ledger]") {
    Ledger ledger{{}};
    write_items(ledger, 1);
    ledger.discovered();
    ledger.delivered();
    ledger.failed(0, failure_of(1, "one branch failed"));
    ledger.displaced(0, {1}, failure_of(1, "the other was replaced"));
    ledger.ended(ItemState::failed);
    ledger.close();
    CHECK(ledger.counts().written == 1);
    CHECK(ledger.counts().failed == 1);
    CHECK(ledger.outputs() == 1);
    CHECK(ledger.failures().size() == 2);
}

TEST_CASE("the same sequence number in two regions is two items", "[profiling][ledger]") {
    Ledger ledger{{}};
    write_items(ledger, 1);
    ledger.discovered();
    ledger.failed(0, failure_of(0, "a0"));
    ledger.ended(ItemState::failed);
    ledger.displaced(1, {0}, failure_of(0, "b0"));
    ledger.close();
    CHECK(ledger.counts().written == 0);
    CHECK(ledger.counts().failed == 2);
}

TEST_CASE("closing twice changes nothing", "[profiling][ledger]") {
    Ledger ledger{{}};
    write_items(ledger, 2);
    ledger.displaced(0, {1}, failure_of(1, "replaced"));
    ledger.close();
    ledger.close();
    CHECK(ledger.counts().written == 1);
    CHECK(ledger.outputs() == 1);
    CHECK(ledger.failures().size() == 1);
}

TEST_CASE("each failure is told when it happens, one at a time", "[profiling][ledger]") {
    int inside = 0; // unguarded: calls at once would be a race
    int told = 0;
    bool is_alone = true;
    Ledger ledger{[&](const Failure& failure) {
        is_alone = ++inside == 1 && is_alone;
        told += failure.node == "write" ? 1 : 0;
        --inside;
    }};
    std::vector<std::thread> threads;
    for (std::uint32_t region = 0; region < 4; ++region)
        threads.emplace_back([&ledger, region] {
            for (std::uint64_t i = 0; i < 200; ++i) {
                ledger.failed(region, failure_of(i, "failed"));
                ledger.displaced(region, {i}, failure_of(i, "replaced"));
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(told == 1600);
    CHECK(is_alone);
}

TEST_CASE("what is said of an output that was replaced is cut where it is long",
          "[profiling][ledger]") {
    Ledger ledger{{}};
    ledger.displaced(0, {0}, failure_of(0, std::string(5000, 'x')));
    ledger.close();
    CHECK(messages(ledger) ==
          std::vector<std::string>{std::string(4096, 'x') + "... (904 bytes more)"});
}
