// SPDX-License-Identifier: Apache-2.0
#include "graph/machine.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>

namespace penstock::graph {

std::uint32_t available_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<std::uint32_t>(std::max(CPU_COUNT(&set), 1));
    return std::max(std::thread::hardware_concurrency(), 1U);
}

std::uint64_t available_memory() {
    std::ifstream meminfo{"/proc/meminfo"};
    std::string key;
    std::uint64_t kibibytes = 0;
    std::string unit;
    while (meminfo >> key >> kibibytes) {
        if (key == "MemAvailable:")
            return kibibytes * 1024;
        std::getline(meminfo, unit);
    }
    return std::uint64_t{1} << 30;
}

} // namespace penstock::graph
