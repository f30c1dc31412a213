// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "tools/talk.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace penstock::tools {

/// Which nodes hold which items: a line break and a line for each, of the first twenty.
[[nodiscard]] std::string calls_text(const std::vector<RunningCall>& calls);

/// The same as objects of JSON, all of them, with commas between.
[[nodiscard]] std::string calls_json(const std::vector<RunningCall>& calls);

/// That nothing has finished for a while, and which nodes hold which items, for people: several
/// lines, no break at the end.
[[nodiscard]] std::string stall_text(double seconds, const std::vector<RunningCall>& calls);

/// The same as one line of JSON.
[[nodiscard]] std::string stall_event(double seconds, const std::vector<RunningCall>& calls);

/// Says who holds up a run, from a thread of its own, while this lives: when no item has ended for
/// as long as its patience, and again after each further such time.
class Watchdog {
public:
    /// How it looks at the run. Called from its thread.
    struct Looks {
        std::function<std::uint64_t()> ended; ///< items so far
        std::function<std::vector<RunningCall>()> calls;
    };

    /// `patience` is more than nothing. The others outlive this.
    Watchdog(Duration patience, Looks looks, Talk& talk, bool is_json);
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;
    ~Watchdog();

private:
    void watch();
    void tell(Duration since);

    Duration patience_;
    Looks looks_;
    Talk& talk_;
    bool is_json_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_; // last: it uses the others
};

} // namespace penstock::tools
