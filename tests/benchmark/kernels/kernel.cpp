// SPDX-License-Identifier: Apache-2.0
#include "kernel.hpp"

#include "pixels/patterns.hpp"

namespace penstock::kernels {

extern "C" __attribute__((noinline)) void penstock_kernel(const std::function<void()>& work) {
    work();
    benchmark::ClobberMemory();
}

void measure(benchmark::State& state, std::uint64_t pixels, const std::function<void()>& work) {
    work(); // takes what memory it needs
    for (auto iteration : state) {
        static_cast<void>(iteration);
        penstock_kernel(work);
    }
    const auto all = static_cast<double>(pixels) * static_cast<double>(state.iterations());
    state.counters["pixels"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
}

Image photo(std::uint32_t width, std::uint32_t height, PixelType pixel_type) {
    Image image = Image::allocate({.width = width,
                                   .height = height,
                                   .channels = 3,
                                   .pixel_type = pixel_type,
                                   .colour_space = ColourSpace::srgb});
    pixels::draw(pixels::Pattern::photo, {.seed = 7, .index = 0}, image);
    return image;
}

} // namespace penstock::kernels

BENCHMARK_MAIN();
