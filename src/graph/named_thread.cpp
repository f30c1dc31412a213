// SPDX-License-Identifier: Apache-2.0
#include "graph/named_thread.hpp"

#include "penstock/failure.hpp"

#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <stop_token>
#include <vector>

namespace penstock::graph {

void set_name(std::jthread& thread, const std::string& name) {
    ::pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
}

void refuse_thread(const std::string& name, const std::system_error& error) {
    throw ResourceExhausted{"the thread " + name + " cannot be started: " + error.what() +
                            "; allow more processes (ulimit -u, or those of the container), or "
                            "lower limits.io_threads"};
}

void require_threads(std::uint32_t count) {
    std::vector<std::jthread> threads;
    for (std::uint32_t i = 0; i < count; ++i)
        threads.push_back(named_thread("penstock-probe", [](const std::stop_token& stop) {
            std::mutex mutex;
            std::unique_lock lock{mutex};
            std::condition_variable_any{}.wait(lock, stop, [] { return false; });
        }));
}

} // namespace penstock::graph
