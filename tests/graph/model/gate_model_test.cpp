// SPDX-License-Identifier: Apache-2.0
#include "graph/model/gate_model.hpp"

#include "graph/model/exhaustive_search.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

ModelItem item_of(int images, int bytes, int images_after_load, int bytes_after_load) {
    const auto amount = [](int i, int b) {
        return ModelAmount{static_cast<std::int8_t>(i), static_cast<std::int8_t>(b)};
    };
    return {amount(images, bytes), amount(images_after_load, bytes_after_load)};
}

/// Small beside large, and claims that shrink.
std::vector<ModelItem> mixed_items() {
    return {item_of(1, 2, 1, 1), item_of(2, 3, 1, 1), item_of(1, 1, 1, 1), item_of(2, 1, 1, 1)};
}

/// Five items in results of two.
GateSetup gathering_setup(int budget) {
    GateSetup setup;
    setup.items = std::vector<ModelItem>(5, item_of(3, 3, 2, 2));
    setup.budget = {static_cast<std::int8_t>(budget), static_cast<std::int8_t>(budget)};
    setup.batch = 2;
    return setup;
}

GateSetup everything_can_happen() {
    GateSetup setup;
    setup.items = mixed_items();
    setup.budget = {2, 3};
    setup.can_fail = true;
    setup.can_drop = true;
    setup.can_stop = true;
    return setup;
}

} // namespace

TEST_CASE("gate and ordered writer end every run, whatever fails, is dropped, or stops it",
          "[graph][gate]") {
    GateSetup setup = everything_can_happen();
    setup.limiter_threshold = static_cast<std::uint8_t>(GENERATE(1, 2, 3));
    setup.budget = GENERATE(ModelAmount{2, 3}, ModelAmount{3, 4}, ModelAmount{4, 9});
    const SearchResult result = explore(GateModel{setup});
    CHECK(result.violation == "");
    CHECK(result.states > 1000);
    CHECK(result.final_states > 10);
}

TEST_CASE("both branches of a fan-out come to the ordered writer", "[graph][gate]") {
    GateSetup setup = everything_can_happen();
    setup.items.pop_back();
    setup.paths = 2;
    const SearchResult result = explore(GateModel{setup});
    CHECK(result.violation == "");
    CHECK(result.states > 1000);
}

TEST_CASE("an item that needs more than the budget fails, and the next ones pass",
          "[graph][gate]") {
    GateSetup setup = everything_can_happen();
    setup.items[1].claim = {3, 1};
    CHECK(explore(GateModel{setup}).violation == "");
}

TEST_CASE("a gatherer ends every run where what it retains and one family more fit",
          "[graph][gate][gather]") {
    // It retains one item (2), and the next one needs 3.
    CHECK(explore(GateModel{gathering_setup(5)}).violation == "");
    CHECK(explore(GateModel{gathering_setup(4)}).violation ==
          "nothing moves, and items were not admitted");
}

TEST_CASE("a gatherer needs a limiter that lets through as many as it gathers",
          "[graph][gate][gather]") {
    GateSetup setup = gathering_setup(5);
    setup.limiter_threshold = setup.batch;
    CHECK(explore(GateModel{setup}).violation == "");
    --setup.limiter_threshold;
    CHECK(explore(GateModel{setup}).violation == "nothing moves, and items were not admitted");
}

TEST_CASE("a gatherer passes over what failed or was dropped", "[graph][gate][gather]") {
    GateSetup setup = gathering_setup(5);
    setup.items.resize(4);
    setup.can_fail = true;
    setup.can_drop = true;
    setup.can_stop = true;
    CHECK(explore(GateModel{setup}).violation == "");
}

TEST_CASE("a gatherer on one branch does not hold up the writer on the other",
          "[graph][gate][gather]") {
    GateSetup setup = gathering_setup(5);
    setup.items.resize(4);
    setup.paths = 2;
    setup.can_fail = true;
    CHECK(explore(GateModel{setup}).violation == "");
}

TEST_CASE("two gatherers behind each other end with full results but the last",
          "[graph][gate][gather]") {
    GateSetup setup = gathering_setup(5);
    setup.batch_of_batches = 2;
    setup.can_fail = true;
    SECTION("with canvases for what the second retains and one more") {
        setup.canvases = 2;
        CHECK(explore(GateModel{setup}).violation == "");
    }
    SECTION("with one canvas less they stall") {
        setup.canvases = 1;
        CHECK(explore(GateModel{setup}).violation != "");
    }
}

TEST_CASE("the exploration finds every way to build the gate wrong", "[graph][gate]") {
    GateSetup setup = everything_can_happen();
    const auto violation_of = [&](GateMistake mistake) {
        setup.mistake = mistake;
        return explore(GateModel{setup}).violation;
    };
    const std::string stalled = "nothing moves, and items were not admitted";
    SECTION("the right one passes") {
        CHECK(violation_of(GateMistake::none) == "");
    }
    SECTION("an order of arrival fills the budget with items that wait for the head") {
        setup.can_fail = setup.can_drop = setup.can_stop = false;
        CHECK(violation_of(GateMistake::admits_in_order_of_arrival) == stalled);
    }
    SECTION("letting small items overtake does the same") {
        setup.can_fail = setup.can_drop = setup.can_stop = false;
        CHECK(violation_of(GateMistake::admits_what_fits) == stalled);
    }
    SECTION("a failed item without a tombstone stalls the writer") {
        CHECK(violation_of(GateMistake::forgets_tombstones) != "");
    }
    SECTION("a stop that closes the gate loses what waits there") {
        CHECK(violation_of(GateMistake::closes_at_stop) == stalled);
    }
    SECTION("a claim that is returned twice") {
        CHECK(violation_of(GateMistake::returns_claims_twice) == "a claim was returned twice");
    }
    SECTION("a claim that is never returned") {
        CHECK(violation_of(GateMistake::returns_claims_never) ==
              "the budget does not say what families hold");
    }
    SECTION("a gate that is told before there is room sleeps on") {
        setup.can_fail = setup.can_drop = setup.can_stop = false;
        CHECK(violation_of(GateMistake::tells_before_returning) == stalled);
    }
    SECTION("a limiter that never hears of refused items starves the gate") {
        CHECK(violation_of(GateMistake::forgets_decrement_of_refused) ==
              "the limiter does not count what has not ended");
    }
}

TEST_CASE("the exploration finds every way to flush wrong", "[graph][gate][gather]") {
    // One result and a half: the half has to come to the second gatherer before that is flushed.
    GateSetup setup = gathering_setup(5);
    setup.items.resize(3);
    setup.batch_of_batches = 2;
    setup.canvases = 2;
    const auto violation_of = [&](GateMistake mistake) {
        setup.mistake = mistake;
        return explore(GateModel{setup}).violation;
    };
    CHECK(violation_of(GateMistake::none) == "");
    CHECK(violation_of(GateMistake::flushes_too_early) == "a result before the last is not full");
    CHECK(violation_of(GateMistake::flushes_in_reverse) == "a result before the last is not full");
}

} // namespace penstock::test
