// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <vector>

namespace penstock::test {

/// What a search over all reachable states of a model found.
struct SearchResult {
    std::size_t states = 0;
    std::size_t final_states = 0; ///< in which nothing moves by itself
    std::string violation;        ///< of the first bad state; empty: there is none
};

/// Visits every state that can be reached. `Model` has `State` (plain bytes), `initial()`,
/// `moves(state)`, `interruptions(state)`, `broken_in(state)` (what is wrong in any state; empty:
/// nothing) and `broken_at_end(state)` (likewise for a state in which nothing moves by itself).
template <class Model> [[nodiscard]] SearchResult explore(const Model& model) {
    using State = typename Model::State;
    static_assert(std::has_unique_object_representations_v<State>);
    const auto key_of = [](const State& state) {
        return std::string{reinterpret_cast<const char*>(&state), sizeof state};
    };
    SearchResult result;
    std::unordered_set<std::string> seen{key_of(model.initial())};
    std::vector<State> open{model.initial()};
    while (!open.empty() && result.violation.empty()) {
        const State state = open.back();
        open.pop_back();
        ++result.states;
        result.violation = model.broken_in(state);
        std::vector<State> next_states = model.moves(state);
        if (next_states.empty() && result.violation.empty()) {
            ++result.final_states;
            result.violation = model.broken_at_end(state);
        }
        for (const State& next : model.interruptions(state))
            next_states.push_back(next);
        for (const State& next : next_states)
            if (seen.insert(key_of(next)).second)
                open.push_back(next);
    }
    return result;
}

} // namespace penstock::test
