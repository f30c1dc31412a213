// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

namespace penstock::pixels {

/// The size of a picture that is drawn.
struct Canvas {
    std::uint32_t width;
    std::uint32_t height;
    std::uint32_t channels;
};

/// A function of x, y and channel that is a sum of three functions, of x, of x + y and of x - y.
/// Those are kept as tables, so that a row of the sum is the sum of three pieces of memory.
///
/// Samples are 16 bit and wrap. The tables' memory comes from `memory`, which outlives them.
class Waves {
public:
    /// Ramps along x, y and the diagonal, once through all 16 bits; alpha along x, half as far.
    [[nodiscard]] static Waves
    ramps(const Canvas& canvas, std::uint64_t id, std::pmr::memory_resource& memory);
    /// Three waves of random length and phase for each channel. `strength` is at most 16384; a few
    /// times that wraps.
    [[nodiscard]] static Waves random(const Canvas& canvas,
                                      std::int32_t strength,
                                      std::uint64_t id,
                                      std::pmr::memory_resource& memory);

    struct Row {
        std::span<const std::uint16_t> across;
        std::span<const std::uint16_t> falling; ///< of x + y
        std::span<const std::uint16_t> rising;  ///< of x - y
    };
    [[nodiscard]] Row row(std::uint32_t y) const;

private:
    Waves(const Canvas& canvas, std::pmr::memory_resource& memory);

    Canvas canvas_;
    std::pmr::vector<std::uint16_t> across_;
    std::pmr::vector<std::uint16_t> falling_;
    std::pmr::vector<std::uint16_t> rising_;
};

/// The memory behind a `Waves`.
[[nodiscard]] std::uint64_t waves_bytes(const Canvas& canvas);

} // namespace penstock::pixels
