// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"

#include "kernel.hpp"

namespace penstock::kernels {
namespace {

/// Twelve million pixels to two, and two to a thumbnail.
void resize(benchmark::State& state, PixelType type, pixels::Filter filter, bool to_thumbnail) {
    const Image from = to_thumbnail ? photo(1600, 1200, type) : photo(4000, 3000, type);
    ImageSpec spec = from.spec();
    spec.width = to_thumbnail ? 256 : 1600;
    spec.height = to_thumbnail ? 192 : 1200;
    Image to = Image::allocate(spec);
    const pixels::ResizeOptions options{.filter = filter};
    Buffer scratch = Buffer::allocate(pixels::resize_scratch_bytes(from.spec(), spec, options));
    measure(
        state, from.spec().pixels(), [&] { pixels::resize(from, to, options, scratch.bytes()); });
}

BENCHMARK_CAPTURE(resize, u8_lanczos, PixelType::u8, pixels::Filter::lanczos, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, u16_lanczos, PixelType::u16, pixels::Filter::lanczos, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, f16_lanczos, PixelType::f16, pixels::Filter::lanczos, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, f32_lanczos, PixelType::f32, pixels::Filter::lanczos, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, u8_bilinear, PixelType::u8, pixels::Filter::bilinear, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, u8_box, PixelType::u8, pixels::Filter::box, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, u8_lanczos_to_thumbnail, PixelType::u8, pixels::Filter::lanczos, true)
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace penstock::kernels
