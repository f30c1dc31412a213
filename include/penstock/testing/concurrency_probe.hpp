// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace penstock::testing {

/// Counts how many threads are inside a piece of code at once, and can hold them there until so
/// many are that overlap is certain.
///
///     ConcurrencyProbe probe{2};
///     // in a node:  const ConcurrencyProbe::Inside inside{probe};
///     CHECK(probe.peak() == 2);
///
/// Any thread.
class ConcurrencyProbe {
public:
    /// Holds who comes in until `held_until` threads are inside. Where that does not happen before
    /// the deadline, all go on, and nobody is held any more. 1: nobody is held.
    explicit ConcurrencyProbe(std::uint32_t held_until = 1,
                              std::chrono::milliseconds deadline = std::chrono::seconds{10});

    /// A thread is inside while this lives.
    class Inside {
    public:
        explicit Inside(ConcurrencyProbe& probe) : probe_{probe} { probe_.enter(); }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;
        ~Inside() { probe_.leave(); }

    private:
        ConcurrencyProbe& probe_;
    };

    /// The most that were inside at once.
    [[nodiscard]] std::uint32_t peak() const;
    [[nodiscard]] std::uint32_t now() const;
    /// The deadline passed before `held_until` threads were inside.
    [[nodiscard]] bool has_given_up() const;

private:
    void enter();
    void leave();

    const std::uint32_t held_until_;
    const std::chrono::milliseconds deadline_;
    mutable std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::uint32_t inside_ = 0;
    std::uint32_t peak_ = 0;
    bool has_given_up_ = false;
};

} // namespace penstock::testing
