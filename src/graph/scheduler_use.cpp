// SPDX-License-Identifier: Apache-2.0
#include "graph/scheduler_use.hpp"

#include <oneapi/tbb/global_control.h>

#include <cstdint>
#include <mutex>
#include <new>
#include <pthread.h>
#include <stdexcept>

namespace penstock::graph {
namespace {

// Of the process. A fork goes on holding the mutex, in both processes.
struct Uses {
    std::mutex mutex;
    std::uint64_t count = 0;
    bool was_used = false;      // there may be threads of oneTBB
    bool is_child_clean = true; // of the fork that is under way
    bool is_unusable = false;   // by an earlier fork
};

// Never destroyed: a process may fork while it ends.
Uses& uses() {
    static auto* const of_the_process = new Uses;
    return *of_the_process;
}

// False where a thread of the program still has to do with oneTBB.
bool end_threads() {
    try {
        tbb::task_scheduler_handle handle{tbb::attach{}};
        return tbb::finalize(handle, std::nothrow);
    } catch (...) {
        return false;
    }
}

void before_fork() {
    Uses& all = uses();
    all.mutex.lock();
    if (all.count == 0 && all.was_used && end_threads())
        all.was_used = false;
    all.is_child_clean = !all.was_used;
}

void after_fork_in_parent() {
    uses().mutex.unlock();
}

void after_fork_in_child() {
    Uses& all = uses();
    all.count = 0;
    all.is_unusable = all.is_unusable || !all.is_child_clean;
    all.mutex.unlock();
}

} // namespace

SchedulerUse::SchedulerUse() {
    static const int registered =
        ::pthread_atfork(&before_fork, &after_fork_in_parent, &after_fork_in_child);
    static_cast<void>(registered); // without memory for it: as without forks
    Uses& all = uses();
    const std::scoped_lock lock{all.mutex};
    if (all.is_unusable)
        throw std::logic_error{
            "penstock cannot run in this process: it was forked while another run or saver of its "
            "parent was going on, and the threads of oneTBB were not forked with it; fork before "
            "the first run or after the last one has ended, or start a new program instead (in "
            "Python: multiprocessing.get_context(\"spawn\"))"};
    all.was_used = true;
    ++all.count;
}

SchedulerUse::~SchedulerUse() {
    Uses& all = uses();
    const std::scoped_lock lock{all.mutex};
    --all.count;
}

} // namespace penstock::graph
