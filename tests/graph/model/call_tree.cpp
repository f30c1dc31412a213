// SPDX-License-Identifier: Apache-2.0
#include "graph/model/call_tree.hpp"

#include <algorithm>
#include <unordered_set>

namespace penstock::test {

using Status = CallTreeWorld::Status;

CallTree random_call_tree(std::mt19937& random, PassingOn passing_on) {
    const auto below = [&](std::uint64_t n) { return random() % n; };
    const std::uint64_t largest = below(2) == 0 ? 2 : 10; // 0/1 are images, more are bytes
    CallTree tree(1 + below(usual_calls));
    for (std::size_t i = 0; i < tree.size(); ++i) {
        ModelCall& call = tree[i];
        call.working = below(largest);
        call.output = below(largest);
        if (i == 0)
            continue;
        call.parent = below(3) == 0 ? i - 1 : below(i);
        tree[call.parent].children.push_back(i);
        constexpr std::array all{
            Treatment::reads, Treatment::owns, Treatment::in_place, Treatment::passes_on};
        call.treatment = all[below(all.size() - (passing_on == PassingOn::never ? 1U : 0U))];
        if (call.treatment == Treatment::in_place || call.treatment == Treatment::passes_on)
            call.output = tree[call.parent].output;
    }
    return tree;
}

std::string to_text(const CallTree& tree) {
    std::string text;
    for (std::size_t i = 0; i < tree.size(); ++i)
        text += std::to_string(i) + "<-" + std::to_string(tree[i].parent) + " t" +
                std::to_string(static_cast<int>(tree[i].treatment)) + " w" +
                std::to_string(tree[i].working) + " o" + std::to_string(tree[i].output) + "; ";
    return text;
}

bool CallTreeWorld::holds_input(const State& state, std::size_t call) const {
    if (call == 0 || !has_value(state[tree_[call].parent]))
        return false;
    switch (state[call]) {
    case Status::pending:
    case Status::copying:
    case Status::running:
        return true;
    case Status::running_on_clone:
        return after_clone_ == AfterClone::keeps_original;
    case Status::done:
    case Status::done_on_clone:
    case Status::failed:
        return false;
    }
    return false;
}

// Buffers are named after the call that made them.
std::size_t CallTreeWorld::buffer_of(const State& state, std::size_t call) const {
    while (tree_[call].treatment == Treatment::passes_on ||
           (tree_[call].treatment == Treatment::in_place && state[call] == Status::done))
        call = tree_[call].parent;
    return call;
}

bool CallTreeWorld::is_shared_input(const State& state, std::size_t call) const {
    const std::size_t buffer = buffer_of(state, tree_[call].parent);
    for (std::size_t other = 1; other < tree_.size(); ++other)
        if (other != call && holds_input(state, other) &&
            buffer_of(state, tree_[other].parent) == buffer)
            return true;
    return false;
}

std::uint64_t CallTreeWorld::allocated_by(const State& state, std::size_t call) const {
    const ModelCall& made = tree_[call];
    const std::uint64_t clone = call == 0 ? 0 : tree_[made.parent].output;
    const bool makes_output =
        made.treatment == Treatment::reads || made.treatment == Treatment::owns;
    const std::uint64_t own = made.working + (makes_output ? made.output : 0);
    switch (state[call]) {
    case Status::copying:
        return clone;
    case Status::running:
        return own;
    case Status::running_on_clone:
        return own + clone;
    default:
        return 0;
    }
}

std::uint64_t CallTreeWorld::live(const State& state) const {
    std::uint64_t sum = 0;
    std::array<bool, most_calls> is_counted{};
    for (std::size_t call = 0; call < tree_.size(); ++call) {
        sum += allocated_by(state, call);
        if (!holds_input(state, call))
            continue;
        const std::size_t buffer = buffer_of(state, tree_[call].parent);
        if (!is_counted[buffer])
            sum += tree_[buffer].output;
        is_counted[buffer] = true;
    }
    return sum;
}

void CallTreeWorld::fail(State& state, std::size_t call) const {
    state[call] = Status::failed;
    for (const std::size_t child : tree_[call].children)
        fail(state, child);
}

std::vector<CallTreeWorld::State> CallTreeWorld::successors(const State& state) const {
    std::vector<State> result;
    const auto add = [&](std::size_t call, Status status) {
        State next = state;
        if (status == Status::failed)
            fail(next, call);
        else
            next[call] = status;
        result.push_back(next);
    };
    for (std::size_t call = 0; call < tree_.size(); ++call) {
        const Treatment treatment = tree_[call].treatment;
        switch (state[call]) {
        case Status::pending:
            if (call != 0 && !has_value(state[tree_[call].parent]))
                break;
            if ((treatment == Treatment::owns || treatment == Treatment::in_place) &&
                is_shared_input(state, call))
                add(call, Status::copying);
            else
                add(call, Status::running);
            break;
        case Status::copying:
            add(call, Status::running_on_clone);
            break;
        case Status::running:
            add(call, Status::done);
            add(call, Status::failed);
            break;
        case Status::running_on_clone:
            add(call, Status::done_on_clone);
            add(call, Status::failed);
            break;
        default:
            break;
        }
    }
    return result;
}

std::uint64_t CallTreeWorld::key_of(const State& state) {
    std::uint64_t key = 0;
    for (const Status status : state)
        key = key << 3U | static_cast<std::uint64_t>(status);
    return key;
}

std::uint64_t CallTreeWorld::peak_from(const State& state) {
    const std::uint64_t key = key_of(state);
    if (const auto known = peaks_.find(key); known != peaks_.end())
        return known->second;
    std::uint64_t peak = live(state);
    for (const State& next : successors(state))
        peak = std::max(peak, peak_from(next));
    peaks_.emplace(key, peak);
    return peak;
}

std::vector<CallTreeWorld::State> CallTreeWorld::reachable() {
    std::unordered_set<std::uint64_t> seen{key_of(initial())};
    std::vector<State> states{initial()};
    for (std::size_t i = 0; i < states.size(); ++i)
        for (const State& next : successors(states[i]))
            if (seen.insert(key_of(next)).second)
                states.push_back(next);
    return states;
}

} // namespace penstock::test
