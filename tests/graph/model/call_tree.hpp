// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace penstock::test {

/// How a call treats the value that it is given.
enum class Treatment : std::uint8_t {
    reads,     ///< `process(const Image&)`: reads shared pixels, makes a new value
    passes_on, ///< likewise, but what it returns is a second handle to what it was given
    owns,      ///< `process(Image)`: gets pixels of its own, makes a new value
    in_place,  ///< `process(Image)` that returns its argument
};

/// One call of one node for one family. Sizes are in one unit: images, or bytes.
struct ModelCall {
    Treatment treatment = Treatment::reads;
    std::uint64_t working = 0;
    std::uint64_t output = 0; ///< equal to the input's where it is passed on or changed in place
    std::size_t parent = 0;   ///< whose value it is given; the loader (call 0) has none
    std::vector<std::size_t> children = {};
};

/// The calls of a family below the gate: call 0 is the loader, parents come before children.
using CallTree = std::vector<ModelCall>;
inline constexpr std::size_t most_calls = 8;
inline constexpr std::size_t usual_calls = 7; ///< in a random tree, at most

enum class PassingOn : std::uint8_t { never, sometimes };

[[nodiscard]] CallTree random_call_tree(std::mt19937& random, PassingOn passing_on);
[[nodiscard]] std::string to_text(const CallTree& tree);

/// What a call that had to clone does with its handle to the shared pixels.
enum class AfterClone : std::uint8_t { keeps_original, drops_original };

/// The physical world: which buffers exist after which begins and ends of calls. It knows handles
/// and sizes, and nothing of claims.
class CallTreeWorld {
public:
    enum class Status : std::uint8_t {
        pending,
        copying, ///< clones its shared input
        running,
        running_on_clone,
        done,
        done_on_clone,
        failed, ///< by itself, or a tombstone came
    };
    using State = std::array<Status, most_calls>;

    CallTreeWorld(const CallTree& tree, AfterClone after_clone)
        : tree_{tree}, after_clone_{after_clone} {}

    [[nodiscard]] State initial() const { return {}; }
    [[nodiscard]] std::vector<State> successors(const State& state) const;
    /// What exists at this moment.
    [[nodiscard]] std::uint64_t live(const State& state) const;
    /// The most that can exist from this moment on, over all interleavings.
    [[nodiscard]] std::uint64_t peak_from(const State& state);
    /// Every state that some interleaving reaches.
    [[nodiscard]] std::vector<State> reachable();

    [[nodiscard]] static bool has_value(Status status) {
        return status == Status::done || status == Status::done_on_clone;
    }
    [[nodiscard]] static bool has_ended(Status status) { return status >= Status::done; }

private:
    [[nodiscard]] bool holds_input(const State& state, std::size_t call) const;
    [[nodiscard]] std::size_t buffer_of(const State& state, std::size_t call) const;
    [[nodiscard]] bool is_shared_input(const State& state, std::size_t call) const;
    [[nodiscard]] std::uint64_t allocated_by(const State& state, std::size_t call) const;
    void fail(State& state, std::size_t call) const;
    [[nodiscard]] static std::uint64_t key_of(const State& state);

    const CallTree& tree_; // outlives the world
    AfterClone after_clone_;
    std::unordered_map<std::uint64_t, std::uint64_t> peaks_;
};

} // namespace penstock::test
