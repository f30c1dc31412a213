// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"

#include "penstock/buffer.hpp"

#include "pixels/separable.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace penstock::pixels {
namespace {

// Rows of floats that are kept: either the old rows that one new row is made of, or the new rows
// that have begun; whichever are fewer. The filter's support bounds both, whatever the scale.
std::uint64_t kept_rows(Filter filter) {
    return static_cast<std::uint64_t>(2 * support_of(filter)) + 2;
}

// One side of a placement: the pixels of the target that the picture covers, and how it is scaled.
struct Side {
    Scaling scaling;
    std::uint32_t at = 0; // in the target
};

// `old` has the old size, and what of it is spare.
Side side_of(const Scaling& old,
             std::uint32_t scaled_size,
             std::int64_t offset,
             std::uint32_t target_size) {
    const std::uint32_t size = scaled_size == 0 ? target_size : scaled_size;
    const std::int64_t begin = std::clamp<std::int64_t>(offset, 0, target_size);
    const std::int64_t end = std::clamp<std::int64_t>(offset + size, begin, target_size);
    return {.scaling = {.old_size = old.old_size,
                        .new_size = size,
                        .first = static_cast<std::uint32_t>(begin - offset),
                        .count = static_cast<std::uint32_t>(end - begin),
                        .spare_front = old.spare_front,
                        .spare_back = old.spare_back},
            .at = static_cast<std::uint32_t>(begin)};
}

Side across_of(const ImageSpec& from, const ImageSpec& to, const Placement& placement) {
    const Scaling old{
        .old_size = from.width, .spare_front = from.shrunk.left, .spare_back = from.shrunk.right};
    return side_of(old, placement.width, placement.x, to.width);
}

Side down_of(const ImageSpec& from, const ImageSpec& to, const Placement& placement) {
    const Scaling old{
        .old_size = from.height, .spare_front = from.shrunk.top, .spare_back = from.shrunk.bottom};
    return side_of(old, placement.height, placement.y, to.height);
}

bool is_copied(const Scaling& scaling) {
    return scaling.old_size == scaling.new_size && scaling.spare_front == 0 &&
           scaling.spare_back == 0;
}

void pick_nearest(const Image& in, Image& out, const Side& across_side, const Side& down_side) {
    const Weights across{across_side.scaling, Filter::nearest};
    const Weights down{down_side.scaling, Filter::nearest};
    const std::size_t pixel = in.spec().pixel_bytes();
    for (std::uint32_t y = 0; y < down.size(); ++y) {
        const std::byte* const from = in.row(down.first(y)).data();
        std::byte* const to = out.row(down_side.at + y).data() + across_side.at * pixel;
        for (std::uint32_t x = 0; x < across.size(); ++x)
            std::memcpy(to + x * pixel, from + across.first(x) * pixel, pixel);
    }
}

} // namespace

std::uint64_t
resize_scratch_bytes(const ImageSpec& from, const ImageSpec& to, const ResizeOptions& options) {
    if (options.filter == Filter::nearest)
        return 0;
    return separable_scratch_bytes(from.width,
                                   across_of(from, to, options.placement).scaling.count,
                                   from.channels,
                                   kept_rows(options.filter));
}

std::uint64_t
resize_working_bytes(const ImageSpec& from, const ImageSpec& to, const ResizeOptions& options) {
    return buffer_capacity(resize_scratch_bytes(from, to, options)) +
           weights_bytes(across_of(from, to, options.placement).scaling, options.filter) +
           weights_bytes(down_of(from, to, options.placement).scaling, options.filter);
}

void resize(const Image& in,
            Image& out,
            const ResizeOptions& options,
            std::span<std::byte> scratch) {
    assert(in.spec().channels == out.spec().channels);
    assert(in.spec().pixel_type == out.spec().pixel_type);
    assert(scratch.size() >= resize_scratch_bytes(in.spec(), out.spec(), options));
    const Side across = across_of(in.spec(), out.spec(), options.placement);
    const Side down = down_of(in.spec(), out.spec(), options.placement);
    if (across.scaling.count == 0 || down.scaling.count == 0)
        return;
    const bool is_copy = is_copied(across.scaling) && is_copied(down.scaling);
    if (options.filter == Filter::nearest || is_copy)
        return pick_nearest(in, out, across, down);
    const Weights columns{across.scaling, options.filter};
    const Weights rows{down.scaling, options.filter};
    combine(in,
            out,
            {.across = columns,
             .down = rows,
             .left = across.at,
             .top = down.at,
             .linear = options.linear},
            kept_rows(options.filter),
            scratch);
}

void resize(const Image& in, Image& out, const ResizeOptions& options) {
    Buffer scratch = Buffer::allocate(resize_scratch_bytes(in.spec(), out.spec(), options));
    resize(in, out, options, scratch.bytes());
}

} // namespace penstock::pixels
