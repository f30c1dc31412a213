// SPDX-License-Identifier: Apache-2.0
#include "thread_times.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace penstock::benchmark {

ThreadTimes thread_times() {
    ThreadTimes times;
    for (const auto& folder : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::ifstream file{folder.path() / "schedstat"};
        double running = 0;
        double waiting = 0;
        if (file >> running >> waiting)
            times[std::stoi(folder.path().filename())] = {running * 1e-9, waiting * 1e-9};
    }
    return times;
}

TimeSpent
time_spent(const ThreadTimes& begin, const ThreadTimes& end, double seconds, std::size_t workers) {
    double running = 0;
    std::vector<double> wanted; // of each thread: what it ran, and what it would have
    for (const auto& [thread, time] : end) {
        const auto known = begin.find(thread);
        const ThreadTime before = known == begin.end() ? ThreadTime{} : known->second;
        running += time.running - before.running;
        wanted.push_back(time.running - before.running + time.waiting - before.waiting);
    }
    std::sort(wanted.begin(), wanted.end(), std::greater{});
    wanted.resize(workers);
    double idle = 0;
    for (const double one : wanted)
        idle += std::max(0.0, seconds - one);
    const auto threads = static_cast<double>(workers);
    return {.undisturbed = (running + idle) / threads, .idle = idle / (seconds * threads)};
}

} // namespace penstock::benchmark
