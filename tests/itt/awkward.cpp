// SPDX-License-Identifier: Apache-2.0
// Programs with oneTBB that end, or go on, as most do not: awkward HOW.
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/profiling.h>
#include <oneapi/tbb/scalable_allocator.h>
#include <oneapi/tbb/task_arena.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <latch>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace flow = oneapi::tbb::flow;

namespace {

// One node that works on so many numbers, for items from `first` on.
void work(
    int count, const std::function<void(int)>& body = [](int) {}, int first = 0) {
    flow::graph graph;
    flow::function_node<int> node{graph, flow::serial, [&](const int& number) {
                                      oneapi::tbb::profiling::event::emit(
                                          std::to_string(first + number));
                                      body(number);
                                      return flow::continue_msg{};
                                  }};
    oneapi::tbb::profiling::set_name(node, "node");
    for (int i = 0; i < count; ++i)
        node.try_put(i);
    graph.wait_for_all();
}

void fork_a_child() {
    work(10);
    const pid_t child = ::fork();
    if (child == 0) {
        work(10);
        std::exit(0); // as a child should not: it runs what was registered for the end
    }
    ::waitpid(child, nullptr, 0);
    work(10);
}

// Until the process is killed.
void hang() {
    work(1000, [](int number) {
        if (number < 100)
            return;
        std::puts("hangs");
        std::fflush(stdout);
        for (;;)
            ::pause();
    });
}

void thousand_threads() {
    constexpr int count = 1000;
    std::latch all_work{count};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&all_work, i] {
            work(
                1, [](int) {}, i);
            all_work.arrive_and_wait();
        });
    for (std::thread& thread : threads)
        thread.join();
}

// A body that throws ends the graph, and tells nobody that it has ended.
void throw_from_bodies() {
    for (int i = 0; i < 10; ++i)
        try {
            work(3, [](int number) {
                if (number == 1)
                    throw std::runtime_error{"as said"};
            });
        } catch (const std::runtime_error&) {
        }
}

// More than a buffer holds, from several threads.
void many_items() {
    oneapi::tbb::parallel_for(0, 8, [](int part) {
        work(
            5000, [](int) {}, 5000 * part);
    });
}

// Deeper than is kept.
void nested(int depth) {
    if (depth > 0)
        oneapi::tbb::parallel_for(0, 1, [&](int) { nested(depth - 1); });
}

void go_elsewhere() {
    work(10);
    if (::chdir("/") != 0)
        std::abort();
}

// By the only thread: where another one does so, oneTBB itself crashes now and then.
void exit_in_a_body() {
    using oneapi::tbb::global_control;
    const global_control one{global_control::max_allowed_parallelism, 1};
    work(10, [](int number) {
        if (number == 5)
            std::exit(0);
    });
}

void exit_with_threads_at_work() {
    std::thread{[] { work(1'000'000'000); }}.detach();
    std::this_thread::sleep_for(std::chrono::milliseconds{20}); // whatever it does by then
    std::exit(0);
}

void allocate() {
    scalable_free(scalable_malloc(100));
    work(10);
}

} // namespace

int main(int count, char** arguments) {
    const std::map<std::string, std::function<void()>> ways{
        {"exit", exit_in_a_body},
        {"quick_exit",
         [] {
             work(10);
             std::quick_exit(0);
         }},
        {"fork", fork_a_child},
        {"hang", hang},
        {"threads", thousand_threads},
        {"throw", throw_from_bodies},
        {"many", many_items},
        {"nested", [] { nested(100); }},
        {"elsewhere", go_elsewhere},
        {"exit_at_work", exit_with_threads_at_work},
        {"malloc", allocate},
    };
    const auto way = ways.find(count == 2 ? arguments[1] : "");
    if (way == ways.end())
        return 2;
    way->second();
}
