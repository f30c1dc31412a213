// SPDX-License-Identifier: Apache-2.0
// Loads the plugin and calls its node, without a graph.
#include <algorithm>
#include <iostream>
#include <penstock/penstock.hpp>
#include <penstock/testing/conformance.hpp>
#include <penstock/testing/node_runner.hpp>
#include <penstock/testing/samples.hpp>

namespace testing = penstock::testing;

int main(int, char** arguments) {
    penstock::NodeRegistry registry;
    penstock::load_plugin(registry, arguments[1]);
    const penstock::NodeType& type = *registry.find("new_node");

    // What every node should do.
    const auto report = testing::conformance(type);
    std::cout << to_string(report) << '\n';

    // What this one does: an amount of 0 changes nothing.
    testing::NodeRunner runner{type, {{"amount", 0}}};
    const penstock::Image picture = testing::sample_image({4, 3, 3});
    const auto outcome = runner.feed(picture);
    const bool is_kept =
        std::ranges::equal(outcome.get<penstock::Image>().pixels(), picture.pixels());
    if (!is_kept)
        std::cout << "amount 0: the picture was changed\n";
    return report.conforms() && is_kept ? 0 : 1;
}
