// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <functional>

namespace penstock::kernels {

/// What is measured: everything that is called through here, and nothing else. callgrind counts the
/// instructions inside of it by its name.
extern "C" void penstock_kernel(const std::function<void()>& work);

/// Measures `work`, which handles so many pixels.
void measure(benchmark::State& state, std::uint64_t pixels, const std::function<void()>& work);

/// What a photograph is to a codec.
[[nodiscard]] Image
photo(std::uint32_t width, std::uint32_t height, PixelType pixel_type = PixelType::u8);

} // namespace penstock::kernels
