// SPDX-License-Identifier: Apache-2.0
// A small graph of oneTBB alone, for the collector's own test: numbers -> few -> double -> sum.
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/profiling.h>

#include <cstdio>
#include <tuple>

int main() {
    namespace flow = oneapi::tbb::flow;
    flow::graph graph;
    int next = 0;
    long total = 0;
    flow::input_node<int> numbers{graph, [&next](oneapi::tbb::flow_control& control) {
                                      if (next == 20)
                                          control.stop();
                                      return next++;
                                  }};
    flow::limiter_node<int, int> few{graph, 4};
    flow::function_node<int, int> doubled{
        graph, flow::unlimited, [](const int& number) { return 2 * number; }};
    flow::function_node<int, int> sum{graph, flow::serial, [&total](const int& number) {
                                          total += number;
                                          return 1;
                                      }};
    oneapi::tbb::profiling::set_name(graph, "probe");
    oneapi::tbb::profiling::set_name(numbers, "numbers");
    oneapi::tbb::profiling::set_name(few, "few");
    oneapi::tbb::profiling::set_name(doubled, "doubled");
    oneapi::tbb::profiling::set_name(sum, "sum");
    flow::make_edge(numbers, few);
    flow::make_edge(few, doubled);
    flow::make_edge(doubled, sum);
    flow::make_edge(sum, few.decrementer());
    numbers.activate();
    graph.wait_for_all();
    std::printf("%ld\n", total);
    return total == 380 ? 0 : 1;
}
