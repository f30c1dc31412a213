// SPDX-License-Identifier: Apache-2.0
#include "timing.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <ctime>
#include <thread>

namespace penstock::peers {
namespace {

double thread_cpu_milliseconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

/// Runs all steps for each picture on the calling thread.
StageTime time_here(const std::vector<Work>& steps, std::size_t pictures) {
    StageTime time;
    const double cpu = thread_cpu_milliseconds();
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t picture = 0; picture < pictures; ++picture)
        for (const Work& work : steps)
            time.bytes += work(picture);
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
    time.wall = wall.count() / static_cast<double>(pictures);
    time.cpu = (thread_cpu_milliseconds() - cpu) / static_cast<double>(pictures);
    time.bytes /= pictures;
    return time;
}

std::vector<Work> made_and_warm(const std::vector<Candidate>& steps) {
    std::vector<Work> works;
    for (const Candidate& step : steps)
        works.push_back(step.make());
    for (const Work& work : works)
        static_cast<void>(work(0));
    return works;
}

} // namespace

StageTime time_alone(const Candidate& candidate, std::size_t pictures) {
    return time_here(made_and_warm({candidate}), pictures);
}

StageTime
time_together(const std::vector<Candidate>& steps, std::size_t pictures, unsigned threads) {
    std::vector<StageTime> times(threads);
    std::barrier begin{static_cast<std::ptrdiff_t>(threads)};
    {
        std::vector<std::jthread> workers;
        for (StageTime& time : times)
            workers.emplace_back([&] {
                const std::vector<Work> works = made_and_warm(steps);
                begin.arrive_and_wait();
                time = time_here(works, pictures);
            });
    }
    StageTime mean;
    for (const StageTime& time : times) {
        mean.wall = std::max(mean.wall, time.wall);
        mean.cpu += time.cpu / threads;
        mean.bytes = time.bytes;
    }
    return mean;
}

} // namespace penstock::peers
