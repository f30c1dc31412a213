// SPDX-License-Identifier: Apache-2.0
#include "storage/output_names.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <latch>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using storage::OutputNames;
using Item = OutputNames::Item;

namespace {

OutputNames::Output named(const std::string& name) {
    return {.key = name, .shown = name};
}

const OutputNames::Publish always = [](bool) { return true; };

Item item(std::uint64_t sequence, std::uint32_t path = 0) {
    return {sequence, path, "in/" + std::to_string(sequence) + ".jpg"};
}

} // namespace

TEST_CASE("of two items with one name the first in source order wins", "[storage][collisions]") {
    OutputNames names;
    SECTION("it comes first, and is done") {
        names.claim(named("x"), item(1));
        CHECK_FALSE(names.publish(named("x"), item(1), always).displaced);
        CHECK_THROWS_WITH(names.claim(named("x"), item(2)),
                          "the output \"x\" belongs to \"in/1.jpg\" (item 1), which comes first; "
                          "make the names differ, for example with {dir}, {source_ext} or {seq}");
    }
    SECTION("it comes first, and is at work") {
        names.claim(named("x"), item(1));
        CHECK_THROWS_AS(names.claim(named("x"), item(2)), ItemError);
        CHECK(names.publish(named("x"), item(1), always).is_published);
    }
    SECTION("it comes when the other is at work") {
        names.claim(named("x"), item(2));
        names.claim(named("x"), item(1));
        bool is_called = false;
        CHECK_THROWS_AS(names.publish(named("x"), item(2), [&](bool) { return is_called = true; }),
                        ItemError);
        CHECK_FALSE(is_called);
        const auto result = names.publish(named("x"), item(1), [](bool is_ours) {
            CHECK_FALSE(is_ours);
            return true;
        });
        CHECK_FALSE(result.displaced);
    }
    SECTION("it comes when the other is done") {
        names.claim(named("x"), item(2));
        CHECK(names.publish(named("x"), item(2), always).is_published);
        names.claim(named("x"), item(1));
        const auto result = names.publish(named("x"), item(1), [](bool is_ours) {
            CHECK(is_ours);
            return true;
        });
        REQUIRE(result.displaced);
        CHECK(result.displaced->sequence == 2);
        CHECK(result.displaced->name == "in/2.jpg");
    }
}

TEST_CASE("the branches of one item are ordered by their path", "[storage][collisions]") {
    OutputNames names;
    names.claim(named("x"), item(7, 1));
    names.claim(named("x"), item(7, 0));
    CHECK_THROWS_AS(names.publish(named("x"), item(7, 1), always), ItemError);
    CHECK_THROWS_AS(names.claim(named("x"), item(7, 2)), ItemError);
    CHECK(names.publish(named("x"), item(7, 0), always).is_published);
}

TEST_CASE("an item may try again under its own name", "[storage][collisions]") {
    OutputNames names;
    names.claim(named("x"), item(1));
    names.claim(named("x"), item(1));
    CHECK(names.publish(named("x"), item(1), always).is_published);
    names.claim(named("x"), item(1));
    CHECK_FALSE(names.publish(named("x"), item(1), always).displaced);
}

TEST_CASE("who displaces an output is the last of several winners", "[storage][collisions]") {
    OutputNames names;
    names.claim(named("x"), item(9));
    CHECK(names.publish(named("x"), item(9), always).is_published);
    names.claim(named("x"), item(5)); // takes over, and is overtaken at work
    names.claim(named("x"), item(1));
    CHECK_THROWS_AS(names.publish(named("x"), item(5), always), ItemError);
    const auto result = names.publish(named("x"), item(1), always);
    REQUIRE(result.displaced);
    CHECK(result.displaced->sequence == 9);
}

TEST_CASE("an output stands where the one that would replace it fails", "[storage][collisions]") {
    OutputNames names;
    names.claim(named("x"), item(9));
    CHECK(names.publish(named("x"), item(9), always).is_published);
    names.claim(named("x"), item(5));
    names.abandon(named("x"), item(5));
    CHECK_FALSE(names.existed_before(named("x"), [] { return true; }));
    CHECK_THROWS_AS(names.claim(named("x"), item(10)), ItemError);
    names.claim(named("x"), item(3));
    CHECK(names.publish(named("x"), item(3), always).displaced->sequence == 9);
}

TEST_CASE("a name stays with an item that failed under it", "[storage][collisions]") {
    // Else it would depend on the schedule whether a later item gets it.
    OutputNames names;
    names.claim(named("x"), item(1));
    names.abandon(named("x"), item(1));
    CHECK_THROWS_AS(names.claim(named("x"), item(2)), ItemError);
}

TEST_CASE("a file of this run did not exist before it", "[storage][collisions]") {
    OutputNames names;
    int looks = 0;
    const auto on_disk = [&] { return ++looks > 0; };
    CHECK(names.existed_before(named("x"), on_disk));
    names.claim(named("x"), item(2));
    CHECK(names.existed_before(named("x"), on_disk)); // claimed, not written
    CHECK(looks == 2);
    CHECK(names.publish(named("x"), item(2), always).is_published);
    CHECK_FALSE(names.existed_before(named("x"), on_disk));
    names.claim(named("x"), item(1));
    CHECK_FALSE(names.existed_before(named("x"), on_disk)); // still item 2's
    CHECK(looks == 2);
    CHECK_FALSE(names.existed_before(named("y"), [] { return false; }));
}

TEST_CASE("what was kept on disk is not published", "[storage][collisions]") {
    OutputNames names;
    names.claim(named("x"), item(1));
    CHECK_FALSE(names.publish(named("x"), item(1), [](bool) { return false; }).is_published);
    CHECK(names.existed_before(named("x"), [] { return true; }));
}

TEST_CASE("writers meet where one's folder lies in the other's", "[storage][collisions]") {
    OutputNames names;
    names.add_writer("/out/a");
    CHECK(names.is_alone("/out/a"));
    names.add_writer("/out/ab");
    CHECK(names.is_alone("/out/a"));
    names.add_writer("/out/a/b");
    CHECK_FALSE(names.is_alone("/out/a"));
    CHECK_FALSE(names.is_alone("/out/a/b"));
    CHECK(names.is_alone("/out/ab"));
    names.add_writer("/");
    CHECK_FALSE(names.is_alone("/out/ab"));
    OutputNames twins;
    twins.add_writer("/out");
    twins.add_writer("/out");
    CHECK_FALSE(twins.is_alone("/out"));
}

TEST_CASE("an item takes at most 48 bytes", "[storage][collisions]") {
    OutputNames names;
    for (std::uint64_t i = 1; i <= 200'000; ++i) {
        names.claim(named("/out/" + std::to_string(i)), {i, 0, ""});
        if (i % 9973 == 0)
            CHECK(static_cast<double>(names.table_bytes()) / static_cast<double>(i) <= 48.0);
    }
    // All are known still.
    for (std::uint64_t i = 1; i <= 200'000; i += 777)
        CHECK_THROWS_AS(names.claim(named("/out/" + std::to_string(i)), {i + 1, 0, ""}), ItemError);
}

TEST_CASE("an item of long ago is called by its number", "[storage][collisions]") {
    OutputNames names;
    for (std::uint64_t i = 0; i < 100; ++i)
        names.claim(named("/out/" + std::to_string(i)), {i, 0, std::string(1 << 20, 'n')});
    for (std::uint64_t i = 100; i < 2000; ++i)
        names.claim(named("/out/" + std::to_string(i)), {i, 0, std::string(1 << 18, 'n')});
    CHECK_THROWS_WITH(names.claim(named("/out/0"), {3000, 0, "x"}),
                      Catch::Matchers::Contains("belongs to item 0, which comes first"));
}

TEST_CASE("whatever the schedule, the first item's content stands and each other item failed once",
          "[storage][collisions]") {
    constexpr std::uint64_t items = 64;
    constexpr std::uint64_t outputs = 5;
    constexpr int threads = 4;
    for (int round = 0; round < 200; ++round) {
        OutputNames names;
        std::mutex mutex;
        std::map<std::string, std::uint64_t> disk; // who wrote last
        std::vector<int> failures(items, 0);
        std::vector<int> deliveries(items, 0);
        std::atomic<std::uint64_t> next{0};
        std::latch start{threads};
        const auto work = [&] {
            start.arrive_and_wait();
            for (std::uint64_t i = next++; i < items; i = next++) {
                // Neighbours swap, so that late items come first.
                const std::uint64_t sequence = (i + static_cast<std::uint64_t>(round)) % items ^ 3U;
                const std::string output = "/out/" + std::to_string(sequence % outputs);
                try {
                    names.claim(named(output), item(sequence));
                    const auto result =
                        names.publish(named(output), item(sequence), [&](bool is_ours) {
                            const std::scoped_lock lock{mutex};
                            CHECK(is_ours == disk.contains(output));
                            disk[output] = sequence;
                            return true;
                        });
                    const std::scoped_lock lock{mutex};
                    ++deliveries[sequence];
                    if (result.displaced)
                        ++failures[result.displaced->sequence];
                } catch (const ItemError&) {
                    const std::scoped_lock lock{mutex};
                    ++failures[sequence];
                }
            }
        };
        std::vector<std::thread> pool;
        for (int i = 0; i < threads; ++i)
            pool.emplace_back(work);
        for (std::thread& thread : pool)
            thread.join();
        for (std::uint64_t i = 0; i < items; ++i) {
            const bool is_winner = i < outputs;
            CHECK(failures[i] == (is_winner ? 0 : 1));
            if (is_winner) {
                CHECK(deliveries[i] == 1);
                CHECK(disk["/out/" + std::to_string(i)] == i);
            }
        }
    }
}
