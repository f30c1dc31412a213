// SPDX-License-Identifier: Apache-2.0
#include "graph/model/gate_model.hpp"

#include <algorithm>

namespace penstock::test {

using Way = GateModel::Way;
using Gathered = GateModel::Gathered;

std::uint8_t GateModel::retained_by_first(const State& state) const {
    return static_cast<std::uint8_t>(
        std::count_if(state.items.begin(), state.items.end(), [](const Item& item) {
            return item.ways[0] == Way::retained;
        }));
}

std::uint8_t GateModel::retained_by_second(const State& state) const {
    return static_cast<std::uint8_t>(
        std::count_if(state.first.begin(), state.first.end(), [](const Gathered& result) {
            return result.phase == Gathered::Phase::retained;
        }));
}

bool GateModel::has_canvas(const State& state) const {
    const auto out = std::count_if(state.first.begin(), state.first.end(), [](const Gathered& r) {
        return r.phase == Gathered::Phase::travelling || r.phase == Gathered::Phase::retained;
    });
    return out < setup_.canvases;
}

// What was retained becomes a result; the families that gave it are free to die.
void GateModel::make_first(State& state) const {
    Gathered& result = state.first[state.first_made];
    result.phase = Gathered::Phase::travelling;
    ++state.first_made;
    for (std::size_t item = 0; item < count_; ++item)
        if (state.items[item].ways[0] == Way::retained) {
            state.items[item].result = state.first_made;
            ++result.members;
            end_way(state, item, 0);
        }
}

void GateModel::make_second(State& state) const {
    Gathered& result = state.second[state.second_made];
    result.phase = Gathered::Phase::travelling;
    ++state.second_made;
    for (Gathered& member : state.first)
        if (member.phase == Gathered::Phase::retained) {
            member.phase = Gathered::Phase::ended;
            member.result = state.second_made;
            ++result.members;
        }
}

void GateModel::step_gatherers(const State& state, States& next) const {
    if (setup_.batch == 0)
        return;
    if (state.gathered < count_) {
        const Way way = state.items[state.gathered].ways[0];
        const bool completes = retained_by_first(state) + 1 == setup_.batch;
        if (way == Way::arrived_empty ||
            (way == Way::arrived && (!completes || has_canvas(state)))) {
            next.push_back(state);
            State& after = next.back();
            ++after.gathered;
            if (way == Way::arrived_empty)
                end_way(after, state.gathered, 0);
            else
                after.items[state.gathered].ways[0] = Way::retained;
            if (way == Way::arrived && completes)
                make_first(after);
        }
    }
    if (setup_.batch_of_batches == 0 || state.second_taken >= state.first_made)
        return;
    if (state.first[state.second_taken].phase != Gathered::Phase::travelling)
        return;
    next.push_back(state);
    State& after = next.back();
    after.first[after.second_taken].phase = Gathered::Phase::retained;
    ++after.second_taken;
    if (retained_by_second(after) == setup_.batch_of_batches)
        make_second(after);
}

// Results of the last gatherer are written, one at a time.
void GateModel::step_results(const State& state, States& next) const {
    const bool has_second = setup_.batch_of_batches > 0;
    const auto& results = has_second ? state.second : state.first;
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].phase != Gathered::Phase::travelling)
            continue;
        for (const bool is_failed : {false, true}) {
            if (is_failed && !setup_.can_fail)
                continue;
            next.push_back(state);
            Gathered& result = has_second ? next.back().second[i] : next.back().first[i];
            result.phase = Gathered::Phase::ended;
            result.is_failed = is_failed;
        }
        return;
    }
}

void GateModel::step_flush(const State& state, States& next) const {
    if (!source_has_ended(state) || state.admitted != state.issued)
        return;
    const bool has_first = retained_by_first(state) > 0 && has_canvas(state);
    const bool has_second = retained_by_second(state) > 0;
    if (!has_first && !has_second)
        return;
    next.push_back(state);
    const bool second_goes_first = setup_.mistake == GateMistake::flushes_in_reverse;
    if (has_first && !(has_second && second_goes_first))
        make_first(next.back());
    else
        make_second(next.back());
}

// Who is in which result depends on sequence numbers alone: all results but the last are full.
std::string GateModel::broken_groups(const State& state) const {
    const auto are_full = [](const auto& results, std::uint8_t made, std::uint8_t size) {
        for (std::uint8_t i = 0; i + 1 < made; ++i)
            if (results[i].members != size)
                return false;
        return true;
    };
    if (!are_full(state.first, state.first_made, setup_.batch) ||
        !are_full(state.second, state.second_made, setup_.batch_of_batches))
        return "a result before the last is not full";
    std::uint8_t previous = 0;
    for (const Item& item : state.items) {
        if (item.result == 0)
            continue;
        if (item.result < previous)
            return "results are not in sequence order";
        previous = item.result;
    }
    return {};
}

} // namespace penstock::test
