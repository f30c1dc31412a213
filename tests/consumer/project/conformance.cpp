// SPDX-License-Identifier: Apache-2.0
#include "tint.hpp"

#include <iostream>
#include <penstock/testing/conformance.hpp>
#include <penstock/testing/node_runner.hpp>
#include <penstock/testing/samples.hpp>

namespace {

// BEGIN runner
bool full_strength_is_red() {
    auto runner = penstock::testing::NodeRunner::of<Tint>({{"strength", 1}});
    const penstock::ImageSpec spec{4, 3, 3};
    const auto outcome = runner.feed(penstock::testing::sample_image(spec));
    const auto pixels = outcome.get<penstock::Image>().pixels();
    return pixels[0] == std::byte{255} && pixels[1] == std::byte{0} && outcome.allocated_bytes == 0;
}
// END runner

} // namespace

int main() {
    // BEGIN conformance
    const auto report = penstock::testing::conformance<Tint>();
    std::cout << to_string(report) << '\n';
    // END conformance
    return report.conforms() && full_strength_is_red() ? 0 : 1;
}
