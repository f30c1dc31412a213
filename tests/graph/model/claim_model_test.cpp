// SPDX-License-Identifier: Apache-2.0
#include "graph/model/call_tree.hpp"
#include "graph/model/claim_formula.hpp"
#include "support/catch.hpp"

#include <random>

namespace penstock::test {
namespace {

/// Whether in every reachable state the need covers the future, and no step makes it grow.
bool need_is_sound(const CallTree& tree, AfterClone after_clone, ClaimMistake mistake) {
    CallTreeWorld world{tree, after_clone};
    const ClaimFormula formula{tree, mistake};
    for (const CallTreeWorld::State& state : world.reachable()) {
        const std::uint64_t need = formula.need(state);
        if (need < world.peak_from(state))
            return false;
        for (const CallTreeWorld::State& next : world.successors(state))
            if (formula.need(next) > need)
                return false;
    }
    return true;
}

} // namespace

TEST_CASE("a claim is exactly the most that can exist over all interleavings", "[graph][claim]") {
    std::mt19937 random{1};
    for (int round = 0; round < 2000; ++round) {
        const CallTree tree = random_call_tree(random, PassingOn::never);
        CallTreeWorld world{tree, AfterClone::keeps_original};
        INFO(to_text(tree));
        REQUIRE(ClaimFormula{tree}.claim() == world.peak_from(world.initial()));
    }
}

TEST_CASE("what a family still needs covers its future and never grows", "[graph][claim]") {
    const AfterClone after_clone = GENERATE(AfterClone::keeps_original, AfterClone::drops_original);
    std::mt19937 random{2};
    for (int round = 0; round < 700; ++round) {
        const CallTree tree = random_call_tree(random, PassingOn::sometimes);
        INFO(to_text(tree));
        REQUIRE(need_is_sound(tree, after_clone, ClaimMistake::none));
    }
}

TEST_CASE("the exploration finds every way to get a claim wrong", "[graph][claim]") {
    const ClaimMistake mistake = GENERATE(ClaimMistake::forgets_clones,
                                          ClaimMistake::forgets_passed_on,
                                          ClaimMistake::forgets_held_value,
                                          ClaimMistake::lets_all_be_ended,
                                          ClaimMistake::serialises_branches,
                                          ClaimMistake::gives_back_at_begin);
    std::mt19937 random{3};
    bool is_found = false;
    for (int round = 0; round < 2000 && !is_found; ++round)
        is_found = !need_is_sound(
            random_call_tree(random, PassingOn::sometimes), AfterClone::keeps_original, mistake);
    CAPTURE(static_cast<int>(mistake));
    CHECK(is_found);
}

} // namespace penstock::test
