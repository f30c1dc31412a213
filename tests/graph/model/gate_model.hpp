// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test {

/// An amount of the budget.
struct ModelAmount {
    std::int8_t images = 0;
    std::int8_t bytes = 0;

    friend bool operator==(const ModelAmount&, const ModelAmount&) = default;
};

/// Ways to build the engine wrong; the search must find each.
enum class GateMistake {
    none,
    admits_in_order_of_arrival,   // instead of sequence order
    admits_what_fits,             // a small item overtakes a head that does not fit
    forgets_tombstones,           // of failed items, on their way to the ordered writer
    closes_at_stop,               // instead of ending what waits
    returns_claims_twice,         // when a family dies
    returns_claims_never,         // of items whose loader failed
    tells_before_returning,       // the gate looks, and then there is room
    forgets_decrement_of_refused, // the limiter never hears of an item that failed in `measure`
    flushes_too_early,            // gatherers flush when the source has ended, while items move
    flushes_in_reverse,           // the last gatherer first
};

/// One source item and what its family needs.
struct ModelItem {
    ModelAmount claim{1, 1};
    ModelAmount after_load{1, 1}; ///< what the claim shrinks to when the loader is done
};

/// A pipeline: source, limiter, measure, gate, loader, `paths` parallel branches, ordered writer.
/// The limiter counts what has left the source and has not ended.
/// With `batch` the first branch ends in a gatherer, whose results may go to a second one.
struct GateSetup {
    std::vector<ModelItem> items;
    std::uint8_t limiter_threshold = 2;
    ModelAmount budget{2, 2};
    std::uint8_t paths = 1;
    bool can_fail = false; ///< measure, loader, branches and writer
    bool can_drop = false; ///< branches
    bool can_stop = false;
    std::uint8_t batch = 0;            ///< items in a result of the first gatherer
    std::uint8_t batch_of_batches = 0; ///< results in a result of the second
    std::uint8_t canvases = 1;         ///< that the first gatherer may have out at once
    GateMistake mistake = GateMistake::none;
};

inline constexpr std::size_t most_items = 5;
inline constexpr std::size_t most_paths = 2;

/// The protocol of source, limiter, gate, families, gatherers and ordered writer as a state
/// machine: every call may end at any moment after it could begin, in any order.
class GateModel {
public:
    enum class Phase : std::uint8_t {
        unknown, ///< the source has not come to it
        measuring,
        arriving, ///< on its way to the gate, measured
        refused,  ///< on its way to the gate; `measure` failed
        waiting,  ///< in the gate
        waiting_refused,
        loading,
        in_flight,
        returning, ///< its last member has died
        returned,  ///< its claim is back in the budget
        told,      ///< on its way to the gate: a family has ended
        ended,     ///< the limiter knows
    };
    enum class Way : std::uint8_t {
        none,
        working,
        arrived,
        arrived_empty, ///< a tombstone
        retained,      ///< by the gatherer
        vanished,      ///< ended, and no word of it came to the end of the way
        ended,
    };
    struct Item {
        Phase phase = Phase::unknown;
        std::array<Way, most_paths> ways{};
        std::uint8_t result = 0; ///< of the first gatherer that it went into, counted from 1
        bool is_written = false;
        bool is_failed = false;
        bool is_refused = false; ///< let in without a claim
        bool is_dropped = false;
        bool is_not_started = false;
        ModelAmount held;
    };
    /// A result of a gatherer.
    struct Gathered {
        enum class Phase : std::uint8_t { none, travelling, retained, ended } phase = Phase::none;
        std::uint8_t result = 0; ///< of the second gatherer, counted from 1
        bool is_failed = false;
        std::uint8_t members = 0;
    };
    struct State {
        std::array<Item, most_items> items{};
        std::array<Gathered, most_items> first{};
        std::array<Gathered, most_items> second{};
        ModelAmount used;
        std::uint8_t issued = 0;
        std::uint8_t limiter_count = 0;
        std::uint8_t admitted = 0; ///< by the gate, refused ones included
        std::uint8_t gathered = 0; ///< items that the first gatherer took or passed over
        std::uint8_t first_made = 0;
        std::uint8_t second_taken = 0;
        std::uint8_t second_made = 0;
        bool is_room_awaited = false; ///< the gate wants to hear when something is given back
        bool gate_is_poked = false;
        bool is_stopped = false;
    };

    explicit GateModel(GateSetup setup);

    [[nodiscard]] State initial() const { return {}; }
    /// What can happen next by itself.
    [[nodiscard]] std::vector<State> moves(const State& state) const;
    /// What can be done to it from outside.
    [[nodiscard]] std::vector<State> interruptions(const State& state) const;
    [[nodiscard]] std::string broken_in(const State& state) const;
    [[nodiscard]] std::string broken_at_end(const State& state) const;

private:
    using States = std::vector<State>;

    void step_source(const State& state, States& next) const;
    void step_item(const State& state, std::size_t item, States& next) const;
    void step_gate(const State& state, States& next) const;
    void step_way(const State& state, std::size_t item, std::size_t path, States& next) const;
    void step_return(const State& state, std::size_t item, States& next) const;
    void step_writer(const State& state, States& next) const;
    void step_gatherers(const State& state, States& next) const;
    void step_results(const State& state, States& next) const;
    void step_flush(const State& state, States& next) const;

    void admit(State& state) const;
    [[nodiscard]] int next_to_admit(const State& state) const;
    [[nodiscard]] bool is_refused(const State& state, std::size_t item) const;
    [[nodiscard]] bool fits(const State& state, std::size_t item) const;
    void let_in(State& state, std::size_t item) const;
    void refuse_waiting(State& state) const;
    void pass_empty(State& state, std::size_t item) const;
    void end_way(State& state, std::size_t item, std::size_t path, Way as = Way::ended) const;
    void give_back(State& state, std::size_t item, ModelAmount amount) const;
    void make_first(State& state) const;
    void make_second(State& state) const;
    [[nodiscard]] std::uint8_t retained_by_first(const State& state) const;
    [[nodiscard]] std::uint8_t retained_by_second(const State& state) const;
    [[nodiscard]] bool has_canvas(const State& state) const;
    [[nodiscard]] bool is_gathered(std::size_t path) const { return setup_.batch > 0 && path == 0; }
    [[nodiscard]] bool source_has_ended(const State& state) const;
    [[nodiscard]] std::string broken_ledger(const State& state, std::size_t item) const;
    [[nodiscard]] std::string broken_groups(const State& state) const;

    GateSetup setup_;
    std::size_t count_;
};

} // namespace penstock::test
