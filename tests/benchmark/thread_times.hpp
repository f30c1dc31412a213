// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>

namespace penstock::benchmark {

/// What a thread did since it began, in seconds, as Linux counts it (`schedstat` in proc(5)).
struct ThreadTime {
    double running = 0;
    double waiting = 0; ///< it could have run, and something else had the processor
};

/// What all threads of this process had done at one moment, by the numbers of the threads.
using ThreadTimes = std::map<int, ThreadTime>;
[[nodiscard]] ThreadTimes thread_times();

/// How the threads spent the time between two moments that are `seconds` apart. The `workers`
/// threads that had most to do are those that compute.
struct TimeSpent {
    /// How long it would have taken had no other program been there: what all threads ran, and what
    /// those that compute were idle, spread over those that compute.
    double undisturbed = 0;
    /// The part of their time in which those that compute had nothing to do.
    double idle = 0;
};
[[nodiscard]] TimeSpent
time_spent(const ThreadTimes& begin, const ThreadTimes& end, double seconds, std::size_t workers);

} // namespace penstock::benchmark
