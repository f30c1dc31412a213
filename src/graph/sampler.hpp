// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_history.hpp"

#include "profiling/sample_series.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace penstock::graph {

/// Looks at a run from time to time, on a thread of its own: the longer it goes on, the more
/// seldom.
class Sampler {
public:
    /// `look` is called by one thread at a time, from now on and until `finish` has returned. A
    /// look that throws `std::exception` is left out.
    /// The period doubles each time that there are `most` looks, at least 3.
    /// Throws `ResourceExhausted` where there can be no further thread.
    Sampler(std::function<RunSample()> look,
            std::chrono::milliseconds period,
            std::size_t most = profiling::SampleSeries::usual_most);
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;
    ~Sampler();

    struct Samples {
        std::vector<RunSample> samples;
        double period_seconds = 0; ///< at the end
    };
    /// Looks a last time. Once.
    [[nodiscard]] Samples finish();

private:
    void work(const std::stop_token& stop);
    void end();
    void add_look();

    std::function<RunSample()> look_;
    std::chrono::milliseconds period_;
    profiling::SampleSeries series_; // of the thread, while there is one
    std::mutex mutex_;
    std::condition_variable_any is_stopping_;
    std::jthread thread_; // last: it uses everything above
};

} // namespace penstock::graph
