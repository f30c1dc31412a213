// SPDX-License-Identifier: Apache-2.0
#include "graph/named_thread.hpp"

#include "penstock/failure.hpp"

#include <latch>
#include <memory>
#include <pthread.h>
#include <vector>

namespace penstock::graph {

void set_name(std::jthread& thread, const std::string& name) {
    ::pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
}

void refuse_thread(const std::string& name, const std::system_error& error) {
    throw ResourceExhausted{"the thread " + name + " cannot be started: " + error.what() +
                            "; allow more processes (ulimit -u, or those of the container), or "
                            "lower limits.threads and limits.io_threads"};
}

void require_threads(std::uint32_t count) {
    std::latch may_end{1};
    std::vector<std::jthread> threads;
    // Goes first: then the threads are joined, of which some may be there when one cannot be
    // started.
    const std::unique_ptr<std::latch, void (*)(std::latch*)> release{
        &may_end, [](std::latch* latch) { latch->count_down(); }};
    for (std::uint32_t i = 0; i < count; ++i)
        threads.push_back(named_thread("penstock-probe", [&may_end] { may_end.wait(); }));
}

} // namespace penstock::graph
