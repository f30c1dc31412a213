// SPDX-License-Identifier: Apache-2.0
#include "pixels/separable.hpp"

#include "pixels/alpha.hpp"
#include "pixels/resize_kernels.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace penstock::pixels {
namespace {

// Rows of floats begin at multiples of 64 bytes.
constexpr std::uint64_t alignment_floats = 16;

std::uint64_t row_floats(std::uint64_t width, std::uint64_t channels) {
    const std::uint64_t samples = width * channels + overrun_floats;
    return (samples + alignment_floats - 1) / alignment_floats * alignment_floats;
}

// Beyond so many, reading a few samples of each old row in turn costs more than going through the
// old rows one after another.
constexpr std::uint32_t most_direct_taps = 96;

// Where the image shrinks: the filter's support bounds it, whatever the scale.
constexpr std::size_t most_active_rows = 8;

/// Vertical first: that pass works on whole rows, whatever the channels. Its results are bundled
/// for the horizontal pass. Rows of floats are kept: either the old rows that one new row is made
/// of, or the new rows that have begun; whichever are fewer.
class TwoPasses {
public:
    TwoPasses(const Image& in,
              Image& out,
              const Separable& how,
              std::uint64_t kept_rows,
              std::span<std::byte> scratch,
              RowChange* change)
        : in_{in}, out_{out}, change_{change}, is_linear_{how.linear},
          is_loaded_{how.linear || in.spec().has_alpha()},
          opaque_{how.linear ? 1.0F : largest_sample(in.spec().pixel_type)}, across_{how.across},
          down_{how.down}, left_{how.left * out.spec().pixel_bytes()}, stored_{how.top},
          channels_{in.spec().channels}, samples_{std::size_t{in.spec().width} * channels_},
          new_samples_{std::size_t{across_.size()} * channels_}, stride_{row_floats(in.spec().width,
                                                                                    channels_)},
          new_stride_{row_floats(across_.size(), channels_)},
          kept_{reinterpret_cast<float*>(scratch.data())}, row_{kept_ + kept_rows * stride_},
          finished_{row_ + stride_}, bundle_{finished_ + bundle_rows * stride_},
          new_bundle_{bundle_ + bundle_rows * stride_}, new_rows_{new_bundle_ +
                                                                  bundle_rows * new_stride_} {
        std::fill(finished_, bundle_, 0.0F); // the last bundle may lack rows
        assert(std::min(down_.most_taps(), down_.most_active()) <= kept_rows);
    }

    void run() {
        if (!is_loaded_ && down_.most_taps() <= most_direct_taps)
            combine_directly();
        else if (down_.most_taps() <= down_.most_active())
            combine_kept();
        else
            add_up();
        flush();
    }

private:
    void combine_directly() {
        std::array<const std::byte*, most_direct_taps> rows{};
        for (std::uint32_t y = 0; y < down_.size(); ++y) {
            const std::uint32_t first = down_.first(y);
            for (std::uint32_t old = first; old < down_.end(y); ++old)
                rows[old - first] = in_.row(old).data();
            combine(in_.spec().pixel_type, rows, y);
        }
    }

    // Keeps the old rows that the next new row is made of.
    void combine_kept() {
        std::array<const std::byte*, most_kept_rows> rows{};
        const std::uint32_t count = down_.most_taps();
        std::uint32_t loaded = down_.first(0);
        for (std::uint32_t y = 0; y < down_.size(); ++y) {
            const std::uint32_t first = down_.first(y);
            for (; loaded < down_.end(y); ++loaded)
                load(loaded, kept(loaded, count));
            for (std::uint32_t old = first; old < down_.end(y); ++old)
                rows[old - first] = reinterpret_cast<const std::byte*>(kept(old, count));
            combine(PixelType::f32, rows, y);
        }
    }

    void combine(PixelType type, std::span<const std::byte* const> rows, std::uint32_t y) {
        const std::span<const float> weights = down_.of(y);
        combine_down(type, rows.first(weights.size()), weights, samples_, next_finished());
    }

    // Keeps the new rows that have begun: adds each old row to all that it is a part of.
    void add_up() {
        const std::uint32_t count = down_.most_active();
        assert(count <= most_active_rows);
        std::uint32_t begun = 0;
        std::uint32_t done = 0;
        for (std::uint32_t old = down_.first(0); done < down_.size(); ++old) {
            load(old, row_);
            while (begun < down_.size() && down_.first(begun) <= old)
                ++begun;
            std::array<RowPart, most_active_rows> parts{};
            for (std::uint32_t y = done; y < begun; ++y)
                parts[y - done] = {down_.at(y, old), kept(y, count), old == down_.first(y)};
            add_to_all(row_, std::span{parts}.first(begun - done), samples_);
            for (; done < begun && down_.end(done) == old + 1; ++done)
                std::copy_n(kept(done, count), samples_, next_finished());
        }
    }

    float* kept(std::uint32_t index, std::uint32_t count) {
        return kept_ + index % count * stride_;
    }

    void load(std::uint32_t y, float* to) {
        const std::byte* const row = in_.row(y).data();
        constexpr float whole = 1.0F;
        if (is_linear_)
            load_light(in_.spec(), row, samples_, to);
        else
            combine_down(in_.spec().pixel_type, {&row, 1}, {&whole, 1}, samples_, to);
        if (in_.spec().has_alpha())
            premultiply({to, samples_}, channels_, opaque_);
    }

    // Where the next row of the vertical pass goes.
    float* next_finished() {
        if (bundled_ == bundle_rows)
            flush();
        return finished_ + bundled_++ * stride_;
    }

    // The horizontal pass over the rows that are finished.
    void flush() {
        transpose(finished_, stride_, bundle_rows, samples_, bundle_, bundle_rows);
        combine_across(bundle_, across_, channels_, new_bundle_);
        transpose(new_bundle_, bundle_rows, new_samples_, bundle_rows, new_rows_, new_stride_);
        for (std::size_t i = 0; i < bundled_; ++i, ++stored_) {
            float* const row = new_rows_ + i * new_stride_;
            if (out_.spec().has_alpha())
                unpremultiply({row, new_samples_}, channels_, opaque_);
            if (change_ != nullptr)
                change_->change(stored_, {row, new_samples_});
            std::byte* const to = out_.row(stored_).data() + left_;
            if (is_linear_)
                store_light(out_.spec(), {row, new_samples_}, to);
            else
                store_row(out_.spec().pixel_type, row, new_samples_, to);
        }
        bundled_ = 0;
    }

    const Image& in_;
    Image& out_;
    RowChange* change_; // of the caller; may be null
    bool is_linear_;
    bool is_loaded_; // rows become floats before they are combined
    float opaque_;
    const Weights& across_;
    const Weights& down_;
    std::size_t left_;     // of the picture in a row of out_, in bytes
    std::uint32_t stored_; // the row of out_ that comes next
    std::size_t channels_;
    std::size_t samples_; // of a row
    std::size_t new_samples_;
    std::size_t stride_; // of rows of floats
    std::size_t new_stride_;
    // The parts of the scratch memory.
    float* kept_;
    float* row_;
    float* finished_;
    float* bundle_;
    float* new_bundle_;
    float* new_rows_;
    std::size_t bundled_ = 0; // rows in finished_
};

} // namespace

std::uint64_t separable_scratch_bytes(std::uint32_t old_width,
                                      std::uint32_t new_width,
                                      std::uint32_t channels,
                                      std::uint64_t kept_rows) {
    const std::uint64_t old_rows = kept_rows + 1 + 2 * bundle_rows;
    return sizeof(float) * (old_rows * row_floats(old_width, channels) +
                            2 * bundle_rows * row_floats(new_width, channels));
}

void combine(const Image& in,
             Image& out,
             const Separable& how,
             std::uint64_t kept_rows,
             std::span<std::byte> scratch,
             RowChange* change) {
    assert(in.spec().channels == out.spec().channels);
    assert(in.spec().pixel_type == out.spec().pixel_type);
    assert(
        scratch.size() >=
        separable_scratch_bytes(in.spec().width, how.across.size(), in.spec().channels, kept_rows));
    TwoPasses{in, out, how, kept_rows, scratch, change}.run();
}

} // namespace penstock::pixels
