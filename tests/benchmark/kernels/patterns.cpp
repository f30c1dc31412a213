// SPDX-License-Identifier: Apache-2.0
#include "pixels/patterns.hpp"

#include "kernel.hpp"

namespace penstock::kernels {
namespace {

/// What benchmarks draw should cost little beside what they do with it.
void draw(benchmark::State& state, pixels::Pattern pattern) {
    Image image = photo(1920, 1080);
    measure(state, image.spec().pixels(), [&] {
        pixels::draw(pattern, {.seed = 7, .index = 1}, image);
    });
}

BENCHMARK_CAPTURE(draw, photo, pixels::Pattern::photo)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(draw, plasma, pixels::Pattern::plasma)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace penstock::kernels
