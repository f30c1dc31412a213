// SPDX-License-Identifier: Apache-2.0
#include "graph/model/gate_model.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace penstock::test {

using Phase = GateModel::Phase;
using Way = GateModel::Way;

GateModel::GateModel(GateSetup setup) : setup_{std::move(setup)}, count_{setup_.items.size()} {
    if (count_ > most_items || setup_.paths > most_paths)
        throw std::invalid_argument("the model is too small for this setup");
}

std::vector<GateModel::State> GateModel::moves(const State& state) const {
    States next;
    step_source(state, next);
    for (std::size_t item = 0; item < state.issued; ++item)
        step_item(state, item, next);
    step_gate(state, next);
    step_writer(state, next);
    step_gatherers(state, next);
    step_results(state, next);
    // Flushing waits until nothing moves.
    if (next.empty() ||
        (setup_.mistake == GateMistake::flushes_too_early && source_has_ended(state)))
        step_flush(state, next);
    return next;
}

std::vector<GateModel::State> GateModel::interruptions(const State& state) const {
    if (!setup_.can_stop || state.is_stopped)
        return {};
    State stopped = state;
    stopped.is_stopped = true;
    return {stopped};
}

bool GateModel::source_has_ended(const State& state) const {
    return state.issued == count_ || state.is_stopped;
}

void GateModel::step_source(const State& state, States& next) const {
    if (source_has_ended(state) || state.limiter_count >= setup_.limiter_threshold)
        return;
    State after = state;
    after.items[after.issued].phase = Phase::measuring;
    ++after.issued;
    ++after.limiter_count;
    next.push_back(after);
}

void GateModel::step_item(const State& state, std::size_t item, States& next) const {
    const auto moved_to = [&](Phase phase) -> State& {
        next.push_back(state);
        next.back().items[item].phase = phase;
        return next.back();
    };
    switch (state.items[item].phase) {
    case Phase::measuring:
        moved_to(Phase::arriving);
        if (setup_.can_fail)
            moved_to(Phase::refused);
        break;
    case Phase::loading: {
        State& loaded = moved_to(Phase::in_flight);
        for (std::size_t path = 0; path < setup_.paths; ++path)
            loaded.items[item].ways[path] = Way::working;
        const ModelItem& plan = setup_.items[item];
        const ModelAmount freed{
            static_cast<std::int8_t>(plan.claim.images - plan.after_load.images),
            static_cast<std::int8_t>(plan.claim.bytes - plan.after_load.bytes)};
        give_back(loaded, item, freed);
        if (setup_.can_fail) {
            State& failed = moved_to(Phase::in_flight);
            failed.items[item].is_failed = true;
            if (setup_.mistake == GateMistake::returns_claims_never)
                failed.items[item].held = {};
            pass_empty(failed, item);
        }
        break;
    }
    case Phase::in_flight:
        for (std::size_t path = 0; path < setup_.paths; ++path)
            step_way(state, item, path, next);
        break;
    case Phase::returning:
    case Phase::returned:
        step_return(state, item, next);
        break;
    default:
        break;
    }
}

void GateModel::step_way(const State& state,
                         std::size_t item,
                         std::size_t path,
                         States& next) const {
    if (state.items[item].ways[path] != Way::working)
        return;
    const auto arrived_as = [&](Way way) -> Item& {
        next.push_back(state);
        next.back().items[item].ways[path] = way;
        return next.back().items[item];
    };
    arrived_as(Way::arrived);
    if (setup_.can_fail) {
        arrived_as(Way::arrived_empty).is_failed = true;
        if (setup_.mistake == GateMistake::forgets_tombstones)
            end_way(next.back(), item, path, Way::vanished);
    }
    if (setup_.can_drop)
        arrived_as(Way::arrived_empty).is_dropped = true;
}

// The last member of the family died: first the claim goes back, then the gate is told.
void GateModel::step_return(const State& state, std::size_t item, States& next) const {
    next.push_back(state);
    State& after = next.back();
    Phase& phase = after.items[item].phase;
    const bool is_first_step = phase == Phase::returning;
    if (setup_.mistake == GateMistake::tells_before_returning) {
        if (is_first_step) {
            after.gate_is_poked = true;
        } else {
            after.is_room_awaited = false; // nobody is told a second time
            give_back(after, item, after.items[item].held);
            --after.limiter_count;
        }
        phase = is_first_step ? Phase::returned : Phase::ended;
        return;
    }
    if (is_first_step) {
        give_back(after, item, after.items[item].held);
        if (setup_.mistake == GateMistake::returns_claims_twice)
            give_back(after, item, setup_.items[item].after_load);
    }
    phase = is_first_step ? Phase::returned : Phase::told;
}

void GateModel::give_back(State& state, std::size_t item, ModelAmount amount) const {
    if (amount == ModelAmount{})
        return;
    state.used.images = static_cast<std::int8_t>(state.used.images - amount.images);
    state.used.bytes = static_cast<std::int8_t>(state.used.bytes - amount.bytes);
    ModelAmount& held = state.items[item].held;
    held.images = static_cast<std::int8_t>(held.images - amount.images);
    held.bytes = static_cast<std::int8_t>(held.bytes - amount.bytes);
    if (state.is_room_awaited)
        state.gate_is_poked = true;
    state.is_room_awaited = false;
}

void GateModel::step_gate(const State& state, States& next) const {
    for (std::size_t item = 0; item < state.issued; ++item) {
        const Phase phase = state.items[item].phase;
        if (phase != Phase::arriving && phase != Phase::refused && phase != Phase::told)
            continue;
        next.push_back(state);
        Item& received = next.back().items[item];
        if (phase == Phase::told) {
            const bool is_forgotten =
                setup_.mistake == GateMistake::forgets_decrement_of_refused && received.is_refused;
            if (!is_forgotten)
                --next.back().limiter_count;
            received.phase = Phase::ended;
        } else {
            received.phase = phase == Phase::arriving ? Phase::waiting : Phase::waiting_refused;
        }
        admit(next.back());
    }
    if (state.gate_is_poked) {
        next.push_back(state);
        next.back().gate_is_poked = false;
        admit(next.back());
    }
}

int GateModel::next_to_admit(const State& state) const {
    const auto is_waiting = [&](std::size_t item) {
        return state.items[item].phase == Phase::waiting ||
               state.items[item].phase == Phase::waiting_refused;
    };
    const bool is_ordered = setup_.mistake != GateMistake::admits_in_order_of_arrival &&
                            setup_.mistake != GateMistake::admits_what_fits;
    if (is_ordered)
        return state.admitted < state.issued && is_waiting(state.admitted) ? state.admitted : -1;
    for (std::size_t item = 0; item < state.issued; ++item)
        if (is_waiting(item) &&
            (setup_.mistake == GateMistake::admits_in_order_of_arrival || fits(state, item)))
            return static_cast<int>(item);
    return -1;
}

bool GateModel::fits(const State& state, std::size_t item) const {
    const ModelAmount& claim = setup_.items[item].claim;
    return state.used.images + claim.images <= setup_.budget.images &&
           state.used.bytes + claim.bytes <= setup_.budget.bytes;
}

bool GateModel::is_refused(const State& state, std::size_t item) const {
    const ModelAmount& claim = setup_.items[item].claim;
    return state.items[item].phase == Phase::waiting_refused ||
           claim.images > setup_.budget.images || claim.bytes > setup_.budget.bytes;
}

void GateModel::admit(State& state) const {
    if (state.is_stopped) {
        if (setup_.mistake != GateMistake::closes_at_stop)
            refuse_waiting(state);
        return;
    }
    for (int next = next_to_admit(state); next >= 0; next = next_to_admit(state)) {
        const auto item = static_cast<std::size_t>(next);
        if (!is_refused(state, item) && !fits(state, item)) {
            state.is_room_awaited = true;
            return;
        }
        ++state.admitted;
        let_in(state, item);
    }
}

// Nothing behind them is admitted any more, so nobody waits for word of them.
void GateModel::refuse_waiting(State& state) const {
    for (std::size_t item = 0; item < state.issued; ++item) {
        Item& waiting = state.items[item];
        if (waiting.phase != Phase::waiting && waiting.phase != Phase::waiting_refused)
            continue;
        waiting.is_not_started = true;
        waiting.phase = Phase::ended;
        ++state.admitted;
        --state.limiter_count;
    }
}

void GateModel::let_in(State& state, std::size_t item) const {
    Item& entering = state.items[item];
    if (is_refused(state, item)) {
        entering.is_failed = true;
        entering.is_refused = true;
        entering.phase = Phase::in_flight;
        pass_empty(state, item);
        return;
    }
    const ModelAmount& claim = setup_.items[item].claim;
    entering.phase = Phase::loading;
    entering.held = claim;
    state.used.images = static_cast<std::int8_t>(state.used.images + claim.images);
    state.used.bytes = static_cast<std::int8_t>(state.used.bytes + claim.bytes);
}

void GateModel::pass_empty(State& state, std::size_t item) const {
    for (std::size_t path = 0; path < setup_.paths; ++path) {
        if (setup_.mistake == GateMistake::forgets_tombstones)
            end_way(state, item, path, Way::vanished);
        else
            state.items[item].ways[path] = Way::arrived_empty;
    }
}

void GateModel::end_way(State& state, std::size_t item, std::size_t path, Way as) const {
    Item& ending = state.items[item];
    ending.ways[path] = as;
    for (std::size_t other = 0; other < setup_.paths; ++other)
        if (ending.ways[other] < Way::vanished)
            return;
    ending.phase = Phase::returning;
}

// Serial, in the order of sequence number and path.
void GateModel::step_writer(const State& state, States& next) const {
    for (std::size_t item = 0; item < count_; ++item)
        for (std::size_t path = 0; path < setup_.paths; ++path) {
            const Way way = state.items[item].ways[path];
            if (is_gathered(path) || way == Way::ended)
                continue;
            if (way != Way::arrived && way != Way::arrived_empty)
                return; // the next one to be written is still on its way
            next.push_back(state);
            next.back().items[item].is_written |= way == Way::arrived;
            end_way(next.back(), item, path);
            if (way == Way::arrived && setup_.can_fail) {
                next.push_back(state);
                next.back().items[item].is_failed = true;
                end_way(next.back(), item, path);
            }
            return;
        }
}

std::string GateModel::broken_in(const State& state) const {
    ModelAmount held;
    for (const Item& item : state.items) {
        held.images = static_cast<std::int8_t>(held.images + item.held.images);
        held.bytes = static_cast<std::int8_t>(held.bytes + item.held.bytes);
    }
    if (state.used.images > setup_.budget.images || state.used.bytes > setup_.budget.bytes)
        return "more than the budget is in use";
    if (held != state.used)
        return "the budget does not say what families hold";
    if (state.limiter_count > setup_.limiter_threshold)
        return "the limiter let too many through";
    const auto ended = std::count_if(state.items.begin(), state.items.end(), [](const Item& item) {
        return item.phase == Phase::ended;
    });
    if (state.issued - ended != state.limiter_count)
        return "the limiter does not count what has not ended";
    for (const Item& item : state.items)
        if (item.held.images < 0 || item.held.bytes < 0)
            return "a claim was returned twice";
    return {};
}

std::string GateModel::broken_at_end(const State& state) const {
    if (!source_has_ended(state) || state.admitted != state.issued)
        return "nothing moves, and items were not admitted";
    for (std::size_t item = 0; item < state.issued; ++item)
        if (const std::string broken = broken_ledger(state, item); !broken.empty())
            return "item " + std::to_string(item) + " " + broken;
    if (state.used != ModelAmount{})
        return "claims are outstanding";
    return broken_groups(state);
}

std::string GateModel::broken_ledger(const State& state, std::size_t index) const {
    const Item& item = state.items[index];
    if (item.phase != Phase::ended)
        return "never ended";
    bool is_written = item.is_written;
    bool is_failed = item.is_failed;
    if (item.result != 0) {
        const Gathered& first = state.first[item.result - 1U];
        const Gathered& last =
            setup_.batch_of_batches > 0 ? state.second[first.result - 1U] : first;
        if (first.phase != Gathered::Phase::ended || last.phase != Gathered::Phase::ended)
            return "is in a result that never ended";
        is_failed |= last.is_failed;
        is_written |= !last.is_failed;
    }
    if (item.is_not_started)
        return is_written || is_failed || item.is_dropped ? "was not started, and yet ended" : "";
    return is_written || is_failed || item.is_dropped ? "" : "is lost";
}

} // namespace penstock::test
