// SPDX-License-Identifier: Apache-2.0
// The address sanitizer brings operators new and delete of its own, and checks that they match.
#ifndef __SANITIZE_ADDRESS__

#include "pixels/blur.hpp"
#include "pixels/colour_space.hpp"
#include "pixels/convert.hpp"
#include "pixels/flatten.hpp"
#include "pixels/patterns.hpp"
#include "pixels/resize.hpp"
#include "pixels/rotate.hpp"
#include "pixels/tone.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory_resource>
#include <new>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

// Bytes asked of the heap, in this whole program.
std::atomic<std::uint64_t> live_bytes = 0;
std::atomic<std::uint64_t> peak_bytes = 0;

// In front of each block stands its size, in a space that keeps the alignment.
void* allocate(std::size_t size, std::size_t alignment) {
    const std::size_t space = std::max<std::size_t>(alignment, 16);
    void* const block = std::aligned_alloc(space, (size + 2 * space - 1) / space * space + space);
    if (block == nullptr)
        throw std::bad_alloc{};
    *static_cast<std::size_t*>(block) = size;
    const std::uint64_t live = live_bytes += size;
    std::uint64_t peak = peak_bytes;
    while (peak < live && !peak_bytes.compare_exchange_weak(peak, live)) {
    }
    return static_cast<std::byte*>(block) + space;
}

void release(void* pointer, std::size_t alignment) {
    if (pointer == nullptr)
        return;
    void* const block = static_cast<std::byte*>(pointer) - std::max<std::size_t>(alignment, 16);
    live_bytes -= *static_cast<std::size_t*>(block);
    std::free(block);
}

template <class Work> std::uint64_t peak_of(const Work& work) {
    const std::uint64_t before = live_bytes;
    peak_bytes = before;
    work();
    return peak_bytes - before;
}

} // namespace

void* operator new(std::size_t size) {
    return allocate(size, 16);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* pointer) noexcept {
    release(pointer, 16);
}
void operator delete(void* pointer, std::size_t) noexcept {
    release(pointer, 16);
}
void operator delete(void* pointer, std::align_val_t alignment) noexcept {
    release(pointer, static_cast<std::size_t>(alignment));
}
void operator delete(void* pointer, std::size_t, std::align_val_t alignment) noexcept {
    release(pointer, static_cast<std::size_t>(alignment));
}

TEST_CASE("drawing takes no more memory than it declares, and not much less",
          "[pixels][patterns]") {
    for (const Pattern pattern :
         {Pattern::gradient, Pattern::checker, Pattern::noise, Pattern::plasma, Pattern::photo})
        for (const PixelType type : {PixelType::u8, PixelType::f32})
            for (std::uint32_t channels = 1; channels <= 4; ++channels)
                for (const std::uint32_t width : {1U, 33U, 3000U}) {
                    Image image = Image::allocate({width, 40, channels, type, {}});
                    const std::uint64_t peak =
                        peak_of([&] { draw(pattern, {.seed = 1, .index = 2}, image); });
                    CAPTURE(static_cast<int>(pattern), image.spec().to_string());
                    CHECK(peak <= draw_working_bytes(pattern, image.spec()));
                    std::vector<std::byte> declared(draw_working_bytes(pattern, image.spec()));
                    std::pmr::monotonic_buffer_resource used_once{
                        declared.data(), declared.size(), std::pmr::null_memory_resource()};
                    Image same = Image::allocate(image.spec());
                    CHECK_NOTHROW(draw(pattern, {.seed = 1, .index = 2}, same, used_once));
                    CHECK(std::ranges::equal(std::as_const(same).pixels(),
                                             std::as_const(image).pixels()));
                    if (pattern == Pattern::photo)
                        CHECK(peak > draw_working_bytes(pattern, image.spec()) / 2);
                }
}

TEST_CASE("resizing takes no more memory than it declares, and not much less", "[pixels][resize]") {
    struct Size {
        std::uint32_t width, height, new_width, new_height;
    };
    for (const Size& size : {Size{1, 1, 1, 1},
                             {1, 1, 500, 400},
                             {300, 200, 110, 73},
                             {300, 200, 3, 2},
                             {90, 70, 300, 280},
                             {2000, 3, 1, 7},
                             {3, 2000, 5, 1},
                             {20000, 1, 17, 1}})
        for (const Filter filter : {Filter::nearest,
                                    Filter::box,
                                    Filter::bilinear,
                                    Filter::bicubic,
                                    Filter::mitchell,
                                    Filter::lanczos2,
                                    Filter::lanczos})
            for (const PixelType type : {PixelType::u8, PixelType::f32})
                for (const std::uint32_t channels : {1U, 3U, 4U, 6U}) {
                    Image in = Image::allocate({size.width, size.height, channels, type, {}});
                    std::ranges::fill(in.pixels(), std::byte{0});
                    Image out =
                        Image::allocate({size.new_width, size.new_height, channels, type, {}});
                    const ResizeOptions options{.filter = filter};
                    const std::uint64_t peak = peak_of([&] { resize(in, out, options); });
                    // The scratch buffer's own bookkeeping is not the caller's: the pool has it.
                    const std::uint64_t allowed =
                        resize_working_bytes(in.spec(), out.spec(), options) + 128;
                    CAPTURE(in.spec().to_string(), out.spec().to_string());
                    CAPTURE(static_cast<int>(filter));
                    CHECK(peak <= allowed);
                    // Short filters, and rows that are a few pixels long, use less of what is
                    // there.
                    CHECK(peak + 4096 > allowed / 4);
                }
}

TEST_CASE("resizing light, or a part, takes no more memory than it declares", "[pixels][resize]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16})
        for (const std::uint32_t channels : {3U, 4U})
            for (const Placement& placement : {Placement{},
                                               {.width = 100, .height = 300, .x = 0, .y = -90},
                                               {.width = 1000, .height = 73, .x = -500, .y = 0},
                                               {.width = 50, .height = 40, .x = 20, .y = 10}}) {
                Image in = Image::allocate({300, 200, channels, type, ColourSpace::srgb});
                std::ranges::fill(in.pixels(), std::byte{0});
                Image out = Image::allocate({100, 73, channels, type, ColourSpace::srgb});
                const ResizeOptions options{.linear = true, .placement = placement};
                const std::uint64_t peak = peak_of([&] { resize(in, out, options); });
                CAPTURE(in.spec().to_string(), placement.width);
                CHECK(peak <= resize_working_bytes(in.spec(), out.spec(), options) + 128);
            }
}

TEST_CASE("a blur takes no more memory than it declares, and not much less", "[pixels][blur]") {
    struct Size {
        std::uint32_t width, height;
    };
    for (const Size& size : {Size{1, 1}, {300, 20}, {900, 3}, {3, 900}})
        for (const double sigma : {0.2, 3.0, 100.0})
            for (const bool is_unsharp : {false, true})
                for (const PixelType type : {PixelType::u8, PixelType::f32})
                    for (const std::uint32_t channels : {3U, 4U}) {
                        Image in = Image::allocate({size.width, size.height, channels, type, {}});
                        std::ranges::fill(in.pixels(), std::byte{0});
                        Image out = Image::allocate(in.spec());
                        BlurOptions options{.sigma = sigma};
                        if (is_unsharp)
                            options.unsharp = BlurOptions::Unsharp{};
                        const std::uint64_t peak = peak_of([&] { blur(in, out, options); });
                        const std::uint64_t allowed = blur_working_bytes(in.spec(), options) + 128;
                        CAPTURE(in.spec().to_string(), sigma, is_unsharp);
                        CHECK(peak <= allowed);
                        CHECK(peak + 4096 > allowed / 2);
                    }
}

TEST_CASE("what works pixel by pixel takes no memory at all", "[pixels]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32}) {
        Image in = Image::allocate({301, 77, 4, type, ColourSpace::linear});
        std::ranges::fill(in.pixels(), std::byte{0});
        Image flat = Image::allocate(flattened_spec(in.spec()));
        const RotateOptions rotation{.degrees = 30};
        Image rotated = Image::allocate(rotated_spec(in.spec(), rotation));
        ImageSpec byte_spec = in.spec();
        byte_spec.pixel_type = PixelType::u8;
        Image bytes = Image::allocate(byte_spec);
        CHECK(peak_of([&] { flatten(in, flat, {.linear = true}); }) == 0);
        CHECK(peak_of([&] { make_srgb(in); }) == 0);
        CHECK(peak_of([&] { make_linear(in); }) == 0);
        CHECK(peak_of([&] { rotate(in, rotated, rotation); }) == 0);
        CHECK(peak_of([&] { convert(in, bytes, Dither::random); }) == 0);
        CHECK(peak_of([&] { fill(in, {1, 2, 3, 4}); }) == 0);
        CHECK(peak_of([&] { saturate(in, 1.5); }) == 0);
        Buffer scratch = Buffer::allocate(tone_scratch_bytes(in.spec()));
        CHECK(peak_of([&] { apply_tone(in, {.exponent = 0.5}, scratch.bytes()); }) == 0);
    }
}

#endif
