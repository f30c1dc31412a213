// SPDX-License-Identifier: Apache-2.0
#include "core/budget.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <thread>
#include <vector>

using namespace penstock;

TEST_CASE("a claim that fills the budget exactly is granted, and not one byte or image more",
          "[core][budget]") {
    Budget budget{{4, 1000}};
    REQUIRE(budget.try_claim({3, 600}));
    CHECK_FALSE(budget.try_claim({2, 1}));
    CHECK_FALSE(budget.try_claim({0, 401}));
    CHECK(budget.claimed() == Amount{3, 600});
    CHECK(budget.try_claim({1, 400}));
    CHECK(budget.claimed() == budget.limit());
    CHECK_FALSE(budget.try_claim({0, 1}));
}

TEST_CASE("what is given back can be claimed again", "[core][budget]") {
    Budget budget{{2, 100}};
    REQUIRE(budget.try_claim({2, 100}));
    budget.give_back({1, 30});
    CHECK(budget.claimed() == Amount{1, 70});
    CHECK_FALSE(budget.try_claim({1, 31}));
    CHECK(budget.try_claim({1, 30}));
}

TEST_CASE("a claim too large to be added up does not fit", "[core][budget]") {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    Budget budget{{2, 100}};
    REQUIRE(budget.try_claim({1, 10}));
    CHECK_FALSE(budget.try_claim({0, most}));
    CHECK_FALSE(budget.try_claim({most, 0}));
    CHECK(budget.claimed() == Amount{1, 10});
}

TEST_CASE("a claim above the limit is granted alone: only where nothing is claimed",
          "[core][budget]") {
    Budget budget{{2, 100}};
    const Amount oversize{5, 700};
    CHECK_FALSE(budget.try_claim(oversize));
    SECTION("bytes alone keep it out") {
        REQUIRE(budget.try_claim({0, 1}));
        CHECK_FALSE(budget.try_claim_alone(oversize));
        budget.give_back({0, 1});
    }
    SECTION("images alone keep it out") {
        REQUIRE(budget.try_claim({1, 0}));
        CHECK_FALSE(budget.try_claim_alone(oversize));
        budget.give_back({1, 0});
    }
    REQUIRE(budget.try_claim_alone(oversize));
    CHECK(budget.claimed() == oversize);
    CHECK_FALSE(budget.try_claim({0, 1}));
    CHECK_FALSE(budget.try_claim_alone(oversize));
}

TEST_CASE("a refused claim is followed by one call when there is room", "[core][budget]") {
    Budget budget{{1, 100}};
    int calls = 0;
    budget.set_on_room([&] { ++calls; });
    REQUIRE(budget.try_claim({1, 100}));
    budget.give_back({0, 10});
    CHECK(calls == 0); // nobody was refused
    SECTION("where it was an ordinary claim") {
        CHECK_FALSE(budget.try_claim({1, 1}));
    }
    SECTION("where it was a claim alone") {
        CHECK_FALSE(budget.try_claim_alone({1, 1}));
    }
    SECTION("however often it was refused") {
        CHECK_FALSE(budget.try_claim({1, 1}));
        CHECK_FALSE(budget.try_claim({1, 1}));
    }
    CHECK(calls == 0);
    budget.give_back({});
    CHECK(calls == 0); // nothing was given back
    budget.give_back({0, 10});
    CHECK(calls == 1);
    budget.give_back({0, 10});
    CHECK(calls == 1);
}

TEST_CASE("the call for room is made without a lock and sees what was given back",
          "[core][budget]") {
    Budget budget{{1, 100}};
    REQUIRE(budget.try_claim({1, 100}));
    CHECK_FALSE(budget.try_claim({1, 40}));
    Amount seen;
    bool is_granted = false;
    budget.set_on_room([&] {
        // From another thread: that one would wait for ever if a lock were held.
        std::thread{[&] {
            seen = budget.claimed();
            is_granted = budget.try_claim({1, 40});
            budget.set_on_room({});
        }}.join();
    });
    budget.give_back({1, 60});
    CHECK(seen == Amount{0, 40});
    CHECK(is_granted);
}

TEST_CASE("nobody is called once nobody wants to know", "[core][budget]") {
    Budget budget{{1, 100}};
    int calls = 0;
    budget.set_on_room([&] { ++calls; });
    REQUIRE(budget.try_claim({1, 100}));
    CHECK_FALSE(budget.try_claim({1, 1}));
    budget.set_on_room({});
    budget.give_back({1, 100});
    CHECK(calls == 0);
}

TEST_CASE("claims from many threads never exceed the limit together", "[core][budget]") {
    const Amount limit{6, 1000};
    Budget budget{limit};
    std::atomic<std::uint64_t> images{0};
    std::atomic<std::uint64_t> bytes{0};
    std::atomic<int> violations{0};
    std::atomic<int> granted{0};
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 8; ++seed)
        threads.emplace_back([&, seed] {
            std::mt19937 random{seed};
            for (int i = 0; i < 5000; ++i) {
                const Amount claim{1 + random() % 3, 1 + random() % 400};
                if (!budget.try_claim(claim))
                    continue;
                ++granted;
                // Counted down before it is given back, so the sum is never more than is claimed.
                if (images.fetch_add(claim.images) + claim.images > limit.images ||
                    bytes.fetch_add(claim.bytes) + claim.bytes > limit.bytes)
                    ++violations;
                images -= claim.images;
                bytes -= claim.bytes;
                const Amount part{0, claim.bytes / 2};
                budget.give_back(part);
                budget.give_back(claim - part);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(violations == 0);
    CHECK(granted > 0);
    CHECK(budget.claimed().is_zero());
}

TEST_CASE("what is claimed adds up over time", "[core][budget]") {
    Budget budget{{4, 1000}};
    const auto let_time_pass = [] {
        const auto begin = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() <= begin) {
        }
    };
    CHECK(budget.claimed_over_time().image_seconds == 0);
    REQUIRE(budget.try_claim({2, 600}));
    let_time_pass();
    const Budget::OverTime going_on = budget.claimed_over_time();
    CHECK(going_on.image_seconds > 0);
    CHECK(going_on.byte_seconds == Approx(300 * going_on.image_seconds));
    budget.give_back({2, 0});
    const Budget::OverTime images = budget.claimed_over_time();
    CHECK(images.image_seconds >= going_on.image_seconds);
    let_time_pass();
    budget.give_back({0, 600});
    const Budget::OverTime all = budget.claimed_over_time();
    CHECK(all.image_seconds == images.image_seconds);
    CHECK(all.byte_seconds > images.byte_seconds);
    let_time_pass();
    CHECK(budget.claimed_over_time().byte_seconds == all.byte_seconds);
}
