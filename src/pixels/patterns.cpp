// SPDX-License-Identifier: Apache-2.0
#include "pixels/patterns.hpp"

#include "core/hash.hpp"
#include "pixels/samples.hpp"
#include "pixels/texture.hpp"
#include "pixels/waves.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <vector>

namespace penstock::pixels {
namespace {

// Patterns draw samples of 15 bits: sums of them fit 16, which vector instructions like best.
constexpr std::int32_t white = 32767;

void put(const std::uint16_t* row, std::size_t count, PixelType type, std::byte* out) {
    switch (type) {
    case PixelType::u8:
        for (std::size_t i = 0; i < count; ++i)
            out[i] = static_cast<std::byte>(row[i] >> 7U);
        return;
    case PixelType::u16:
        for (std::size_t i = 0; i < count; ++i) {
            const auto sample = static_cast<std::uint16_t>(row[i] << 1U | row[i] >> 14U);
            std::memcpy(out + i * sizeof(sample), &sample, sizeof(sample));
        }
        return;
    case PixelType::f16:
    case PixelType::f32:
        break;
    }
    std::array<float, 256> floats;
    for (std::size_t done = 0; done < count; done += floats.size()) {
        const std::size_t piece = std::min(floats.size(), count - done);
        for (std::size_t i = 0; i < piece; ++i)
            floats[i] = static_cast<float>(row[done + i]) / float{white};
        store_samples(type, floats.data(), piece, out + done * bytes_of(type));
    }
}

void draw_waves(const Waves& waves, Image& image, std::span<std::uint16_t> row) {
    for (std::uint32_t y = 0; y < image.spec().height; ++y) {
        const Waves::Row terms = waves.row(y);
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto sum =
                static_cast<std::int16_t>(terms.across[i] + terms.falling[i] + terms.rising[i]);
            // There and back again: no jump where the sum wraps.
            row[i] = static_cast<std::uint16_t>(sum < 0 ? ~sum : sum);
        }
        put(row.data(), row.size(), image.spec().pixel_type, image.row(y).data());
    }
}

void draw_checker(std::uint64_t id, Image& image, std::span<std::uint16_t> row) {
    constexpr std::uint32_t square = 64;
    const std::uint32_t channels = image.spec().channels;
    const auto left = static_cast<std::uint32_t>(hash(id) % square);
    const auto top = static_cast<std::uint32_t>(hash(id + 1) % square);
    const std::array<std::uint64_t, 2> colours = {hash(id + 2), ~hash(id + 2)};
    std::uint32_t drawn = 2; // parity of what is in `row`
    for (std::uint32_t y = 0; y < image.spec().height; ++y) {
        const std::uint32_t parity = (y + top) / square % 2;
        for (std::size_t i = 0; parity != drawn && i < row.size(); ++i) {
            const auto x = static_cast<std::uint32_t>(i / channels);
            const std::uint64_t colour = colours[((x + left) / square + parity) % 2];
            row[i] = static_cast<std::uint16_t>(colour >> (15 * (i % channels)) & 0x7FFFU);
        }
        drawn = parity;
        put(row.data(), row.size(), image.spec().pixel_type, image.row(y).data());
    }
}

void draw_noise(std::uint64_t id, Image& image, std::span<std::uint16_t> row) {
    const bool fills_bytes = image.spec().pixel_type == PixelType::u8;
    for (std::uint32_t y = 0; y < image.spec().height; ++y) {
        // Bytes take all bits of a hash, 15-bit samples four times 15 of them.
        const std::uint64_t row_id = hash(id + y);
        const std::span<std::byte> bytes = image.row(y);
        const std::size_t count = fills_bytes ? bytes.size() : row.size() * sizeof(row[0]);
        std::byte* const out = fills_bytes ? bytes.data() : std::as_writable_bytes(row).data();
        const std::uint64_t mask = fills_bytes ? ~std::uint64_t{0} : 0x7FFF7FFF7FFF7FFFU;
        std::size_t i = 0;
        for (; i + 8 <= count; i += 8) {
            const std::uint64_t random = hash(row_id + i) & mask;
            std::memcpy(out + i, &random, 8);
        }
        const std::uint64_t random = hash(row_id + i) & mask;
        std::memcpy(out + i, &random, count - i);
        if (!fills_bytes)
            put(row.data(), row.size(), image.spec().pixel_type, bytes.data());
    }
}

std::uint32_t cells(std::uint32_t length, std::uint32_t most) {
    const std::uint64_t cell = Texture::cell;
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>((length + cell - 1) / cell * cell, most));
}

// Two textures of different size, one over the other, repeat only after a long way.
std::array<Texture::Size, 2> texture_sizes(const ImageSpec& spec) {
    return {{{cells(spec.width, 256), cells(spec.height, 256)},
             {cells(spec.width, 192), cells(spec.height, 160)}}};
}

// Light and textures are so weak that their sum fits 16 bits.
constexpr std::int32_t light_strength = 2600;
static_assert(3 * light_strength + 2 * Texture::most <= white);

void add_up(const Waves::Row& light,
            const std::int16_t* one,
            const std::int16_t* other,
            std::uint16_t* out) {
    constexpr std::int16_t middle = 16384;
    for (std::size_t i = 0; i < light.across.size(); ++i) {
        const auto sum = static_cast<std::int16_t>(light.across[i] + light.falling[i] +
                                                   light.rising[i] + one[i] + other[i]);
        const std::int16_t clamped =
            std::max<std::int16_t>(std::min<std::int16_t>(sum, middle - 1), -middle);
        out[i] = static_cast<std::uint16_t>(clamped + middle);
    }
}

void draw_photo(std::uint64_t id,
                const Waves& light,
                Image& image,
                std::span<std::uint16_t> row,
                std::pmr::memory_resource& memory) {
    const ImageSpec& spec = image.spec();
    const auto sizes = texture_sizes(spec);
    const Texture coarse{sizes[0], spec.channels, hash(id), memory};
    const Texture fine{sizes[1], spec.channels, hash(id + 1), memory};
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        const Waves::Row terms = light.row(y);
        const std::span<const std::int16_t> one = coarse.row(y);
        const std::span<const std::int16_t> other = fine.row(y);
        std::size_t piece = 0;
        for (std::size_t i = 0; i < row.size(); i += piece) {
            const std::size_t at_one = i % one.size();
            const std::size_t at_other = i % other.size();
            piece = std::min({row.size() - i, one.size() - at_one, other.size() - at_other});
            add_up({terms.across.subspan(i, piece),
                    terms.falling.subspan(i, piece),
                    terms.rising.subspan(i, piece)},
                   one.data() + at_one,
                   other.data() + at_other,
                   row.data() + i);
        }
        put(row.data(), row.size(), spec.pixel_type, image.row(y).data());
    }
}

} // namespace

void draw(Pattern pattern, const PatternKey& key, Image& image, std::pmr::memory_resource& memory) {
    const ImageSpec& spec = image.spec();
    const Canvas canvas{spec.width, spec.height, spec.channels};
    const std::uint64_t id = hash(hash(key.seed) + key.index);
    std::pmr::vector<std::uint16_t> row(std::size_t{spec.width} * spec.channels, &memory);
    switch (pattern) {
    case Pattern::gradient:
        return draw_waves(Waves::ramps(canvas, id, memory), image, row);
    case Pattern::checker:
        return draw_checker(id, image, row);
    case Pattern::noise:
        return draw_noise(id, image, row);
    case Pattern::plasma:
        return draw_waves(Waves::random(canvas, 16384, id, memory), image, row);
    case Pattern::photo:
        return draw_photo(
            id, Waves::random(canvas, light_strength, id, memory), image, row, memory);
    }
}

std::uint64_t draw_working_bytes(Pattern pattern, const ImageSpec& spec) {
    std::uint64_t bytes = sizeof(std::uint16_t) * spec.width * spec.channels +
                          waves_bytes({spec.width, spec.height, spec.channels});
    if (pattern == Pattern::photo)
        for (const Texture::Size& size : texture_sizes(spec))
            bytes += texture_bytes(size, spec.channels);
    return bytes;
}

} // namespace penstock::pixels
