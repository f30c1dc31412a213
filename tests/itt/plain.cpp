// SPDX-License-Identifier: Apache-2.0
// A program with oneTBB and nothing of penstock: a loop, a task group, and numbers -> few -> twice
// -> sum.
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/profiling.h>
#include <oneapi/tbb/task_group.h>

#include <atomic>
#include <string>

int main() {
    namespace flow = oneapi::tbb::flow;
    using oneapi::tbb::profiling::set_name;
    std::atomic<long> sum{0};
    oneapi::tbb::parallel_for(0, 100, [&](int number) { sum += number; });
    oneapi::tbb::task_group group;
    for (int i = 0; i < 5; ++i)
        group.run([&] { ++sum; });
    group.wait();
    flow::graph graph;
    int next = 0;
    flow::input_node<int> numbers{graph, [&](oneapi::tbb::flow_control& control) {
                                      if (next == 20)
                                          control.stop();
                                      return next++;
                                  }};
    flow::limiter_node<int, int> few{graph, 4};
    flow::function_node<int, int> twice{graph, flow::unlimited, [](const int& number) {
                                            oneapi::tbb::profiling::event::emit(
                                                std::to_string(number));
                                            return 2 * number;
                                        }};
    flow::function_node<int, int> add{graph, flow::serial, [&](const int& number) {
                                          oneapi::tbb::profiling::event::emit(
                                              std::to_string(number / 2));
                                          oneapi::tbb::parallel_for(0, 4, [](int) {});
                                          sum += number;
                                          return 1;
                                      }};
    set_name(graph, "plain \"graph\"");
    set_name(few, "few");
    set_name(twice, "twice");
    set_name(add, "sum");
    flow::make_edge(numbers, few);
    flow::make_edge(few, twice);
    flow::make_edge(twice, add);
    flow::make_edge(add, few.decrementer());
    numbers.activate();
    graph.wait_for_all();
    return sum == 4950 + 5 + 380 ? 0 : 1;
}
