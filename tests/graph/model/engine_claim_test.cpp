// SPDX-License-Identifier: Apache-2.0
#include "graph/claim.hpp"
#include "graph/model/call_tree.hpp"
#include "graph/model/claim_formula.hpp"
#include "support/catch.hpp"

#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

/// The engine's arithmetic, fed with the amounts of a model tree. The engine's call 0 is the
/// admission, so the model's calls are one further.
class EngineClaim {
public:
    explicit EngineClaim(const CallTree& tree) {
        auto amounts = std::make_shared<graph::CallAmounts>();
        amounts->calls.resize(tree.size() + 1);
        shape_.calls.resize(tree.size() + 1);
        add_edge(0, 1);
        const ClaimFormula formula{tree};
        for (std::size_t call = 0; call < tree.size(); ++call) {
            amounts->calls[call + 1].during = in_both(formula.during(call));
            amounts->calls[call + 1].value = in_both(tree[call].output);
            for (const std::size_t child : tree[call].children)
                add_edge(call + 1, child + 1);
        }
        amounts->add_up(shape_);
        amounts_ = std::move(amounts);
    }

    [[nodiscard]] Amount claim() const { return amounts_->claim(shape_); }

    /// What the engine says in that state, if the results were as large as in `actual`.
    [[nodiscard]] Amount need(const CallTreeWorld::State& state, const CallTree& actual) const {
        graph::RunningNeed running{shape_, amounts_};
        Amount need = running.ended(0, {}, 0, 1);
        for (std::size_t call = 0; call < actual.size(); ++call)
            if (CallTreeWorld::has_ended(state[call]))
                need = end(running, state, call, actual);
        return need;
    }

    /// Follows one random run to its end. Whether the need covered the future all the time.
    [[nodiscard]] bool
    covers_a_run(CallTreeWorld& world, const CallTree& actual, std::mt19937& random) const {
        graph::RunningNeed running{shape_, amounts_};
        Amount need = running.ended(0, {}, 0, 1);
        CallTreeWorld::State state = world.initial();
        while (true) {
            const std::vector<CallTreeWorld::State> next = world.successors(state);
            if (next.empty())
                return need.is_zero();
            const CallTreeWorld::State before = std::exchange(state, next[random() % next.size()]);
            for (std::size_t call = 0; call < actual.size(); ++call)
                if (CallTreeWorld::has_ended(state[call]) &&
                    !CallTreeWorld::has_ended(before[call])) {
                    const Amount now = end(running, state, call, actual);
                    if (!now.fits(need))
                        return false;
                    need = now;
                }
            if (need.bytes < world.peak_from(state))
                return false;
        }
    }

private:
    void add_edge(std::size_t from, std::size_t to) {
        shape_.calls[from].children.push_back({.call = static_cast<graph::CallIndex>(to)});
        shape_.calls[to].parent = static_cast<graph::CallIndex>(from);
    }
    static Amount in_both(std::uint64_t amount) { return {amount, amount}; }
    static Amount end(graph::RunningNeed& running,
                      const CallTreeWorld::State& state,
                      std::size_t call,
                      const CallTree& actual) {
        const auto index = static_cast<graph::CallIndex>(call + 1);
        return CallTreeWorld::has_value(state[call])
                   ? running.ended(index, in_both(actual[call].output), 0, 1)
                   : running.ended_without_value(index);
    }

    graph::CallTree shape_;
    std::shared_ptr<const graph::CallAmounts> amounts_;
};

/// The same tree with results and scratch memory that are smaller than they were announced.
CallTree smaller_than(const CallTree& bounds, std::mt19937& random) {
    CallTree tree = bounds;
    for (ModelCall& call : tree) {
        const bool is_its_input = &call != &tree[0] && (call.treatment == Treatment::in_place ||
                                                        call.treatment == Treatment::passes_on);
        call.working -= random() % (call.working + 1);
        call.output =
            is_its_input ? tree[call.parent].output : call.output - random() % (call.output + 1);
    }
    return tree;
}

} // namespace

TEST_CASE("the engine claims exactly the most that can exist over all interleavings",
          "[graph][claim]") {
    std::mt19937 random{11};
    for (int round = 0; round < 2000; ++round) {
        const CallTree tree = random_call_tree(random, PassingOn::never);
        CallTreeWorld world{tree, AfterClone::keeps_original};
        INFO(to_text(tree));
        const std::uint64_t peak = world.peak_from(world.initial());
        REQUIRE(EngineClaim{tree}.claim() == Amount{peak, peak});
    }
}

TEST_CASE("the engine keeps of a claim what can still be needed, in every state",
          "[graph][claim]") {
    const AfterClone after_clone = GENERATE(AfterClone::keeps_original, AfterClone::drops_original);
    std::mt19937 random{12};
    for (int round = 0; round < 200; ++round) {
        const CallTree bounds = random_call_tree(random, PassingOn::sometimes);
        const CallTree actual = smaller_than(bounds, random);
        const EngineClaim engine{bounds};
        CallTreeWorld world{actual, after_clone};
        INFO(to_text(bounds));
        for (const CallTreeWorld::State& state : world.reachable()) {
            const Amount need = engine.need(state, actual);
            bool is_sound = need.bytes >= world.peak_from(state);
            for (const CallTreeWorld::State& next : world.successors(state))
                is_sound = is_sound && engine.need(next, actual).fits(need);
            REQUIRE(is_sound);
        }
    }
}

TEST_CASE("in the engine a claim shrinks step by step to nothing", "[graph][claim]") {
    std::mt19937 random{13};
    for (int round = 0; round < 1000; ++round) {
        const CallTree bounds = random_call_tree(random, PassingOn::sometimes);
        const CallTree actual = smaller_than(bounds, random);
        CallTreeWorld world{actual, AfterClone::drops_original};
        INFO(to_text(bounds));
        REQUIRE(EngineClaim{bounds}.covers_a_run(world, actual, random));
    }
}

} // namespace penstock::test
