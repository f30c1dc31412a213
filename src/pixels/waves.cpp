// SPDX-License-Identifier: Apache-2.0
#include "pixels/waves.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <cstddef>

namespace penstock::pixels {
namespace {

// A wave of two parabolas, within 6 % of a sine; +-16384. In integers: a library's sine differs in
// its last bit from machine to machine.
std::int32_t wave(std::uint32_t phase) {
    const std::int32_t t = static_cast<std::int16_t>(phase >> 16U);
    return t * (32768 - (t < 0 ? -t : t)) >> 14;
}

void fill_wave(std::pmr::vector<std::uint16_t>& table,
               std::size_t channel,
               std::size_t channels,
               std::int32_t strength,
               std::uint64_t random) {
    const std::size_t length = table.size() / channels;
    // One to three and a bit waves over the length of the table; phases are fractions of 2^32.
    const std::uint64_t waves = 4 + (random >> 32U) % 9;
    const auto step =
        static_cast<std::uint32_t>((waves << 30U) / std::max<std::size_t>(length, 16));
    auto phase = static_cast<std::uint32_t>(random);
    for (std::size_t i = 0; i < length; ++i, phase += step)
        table[i * channels + channel] = static_cast<std::uint16_t>(wave(phase) * strength / 16384);
}

// table[i] += from 0 to `height` over the table
void add_ramp(std::pmr::vector<std::uint16_t>& table,
              std::size_t channel,
              std::size_t channels,
              std::int64_t height) {
    const auto length = static_cast<std::int64_t>(table.size() / channels);
    for (std::int64_t i = 0; i < length; ++i) {
        std::uint16_t& sample = table[static_cast<std::size_t>(i) * channels + channel];
        sample = static_cast<std::uint16_t>(sample + height * i / length);
    }
}

} // namespace

Waves::Waves(const Canvas& canvas, std::pmr::memory_resource& memory)
    : canvas_{canvas}, across_{&memory}, falling_{&memory}, rising_{&memory} {
    const std::size_t diagonal = (std::size_t{canvas.width} + canvas.height) * canvas.channels;
    across_.resize(std::size_t{canvas.width} * canvas.channels);
    falling_.resize(diagonal);
    rising_.resize(diagonal);
}

Waves Waves::ramps(const Canvas& canvas, std::uint64_t id, std::pmr::memory_resource& memory) {
    Waves waves{canvas, memory};
    const std::size_t n = canvas.channels;
    // Twice the range of a sample: a colour goes up and comes down again.
    const std::int64_t whole = 65535;
    const std::int64_t sides = std::int64_t{canvas.width} + canvas.height;
    for (std::size_t c = 0; c < n; ++c) {
        const bool is_alpha = n % 2 == 0 && c + 1 == n;
        // Over the diagonal table, a ramp rises by this much for the height of the picture to see a
        // whole one: y is half the difference of x + y and x - y.
        const std::int64_t steep = whole * sides / (2 * std::int64_t{canvas.height});
        if (c == 0 || is_alpha) {
            add_ramp(waves.across_, c, n, is_alpha ? whole / 2 : whole);
        } else if (c == 1) {
            add_ramp(waves.falling_, c, n, steep);
            add_ramp(waves.rising_, c, n, -steep);
        } else {
            add_ramp(waves.falling_, c, n, whole);
        }
        const auto phase = static_cast<std::uint16_t>(is_alpha ? 0 : hash(id + c));
        for (std::size_t i = c; i < waves.across_.size(); i += n)
            waves.across_[i] = static_cast<std::uint16_t>(waves.across_[i] + phase);
    }
    return waves;
}

Waves Waves::random(const Canvas& canvas,
                    std::int32_t strength,
                    std::uint64_t id,
                    std::pmr::memory_resource& memory) {
    Waves waves{canvas, memory};
    for (std::size_t c = 0; c < canvas.channels; ++c) {
        fill_wave(waves.across_, c, canvas.channels, strength, hash(id + 3 * c));
        fill_wave(waves.falling_, c, canvas.channels, strength, hash(id + 3 * c + 1));
        fill_wave(waves.rising_, c, canvas.channels, strength, hash(id + 3 * c + 2));
    }
    return waves;
}

Waves::Row Waves::row(std::uint32_t y) const {
    const std::size_t samples = across_.size();
    const std::size_t n = canvas_.channels;
    return {.across = across_,
            .falling = std::span{falling_}.subspan(y * n, samples),
            .rising = std::span{rising_}.subspan((canvas_.height - y) * n, samples)};
}

std::uint64_t waves_bytes(const Canvas& canvas) {
    return sizeof(std::uint16_t) * canvas.channels *
           (3 * std::uint64_t{canvas.width} + 2 * std::uint64_t{canvas.height});
}

} // namespace penstock::pixels
