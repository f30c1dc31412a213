// SPDX-License-Identifier: Apache-2.0
#include "pixels/blur.hpp"

#include "penstock/buffer.hpp"

#include "pixels/alpha.hpp"
#include "pixels/resize_kernels.hpp"
#include "pixels/separable.hpp"

#include <cassert>
#include <cmath>

namespace penstock::pixels {
namespace {

// Of the image as it was, for a vector at the end too.
std::uint64_t old_row_bytes(const ImageSpec& spec, const BlurOptions& options) {
    if (!options.unsharp)
        return 0;
    return sizeof(float) * (std::uint64_t{spec.width} * spec.channels + overrun_floats);
}

class Sharpen final : public RowChange {
public:
    Sharpen(const Image& in, const BlurOptions::Unsharp& how, float* row)
        : in_{in}, amount_{static_cast<float>(how.amount)},
          threshold_{static_cast<float>(how.threshold) * largest_sample(in.spec().pixel_type)},
          row_{row} {}

    void change(std::uint32_t y, std::span<float> blurred) override {
        const std::byte* const bytes = in_.row(y).data();
        constexpr float whole = 1.0F;
        combine_down(in_.spec().pixel_type, {&bytes, 1}, {&whole, 1}, blurred.size(), row_);
        const bool has_alpha = in_.spec().has_alpha();
        const std::size_t channels = in_.spec().channels;
        for (std::size_t i = 0; i < blurred.size(); ++i) {
            const float difference = row_[i] - blurred[i];
            blurred[i] =
                std::abs(difference) < threshold_ ? row_[i] : row_[i] + amount_ * difference;
        }
        if (has_alpha)
            for (std::size_t i = channels - 1; i < blurred.size(); i += channels)
                blurred[i] = row_[i];
    }

private:
    const Image& in_;
    float amount_;
    float threshold_; // in the units in which samples are stored
    float* row_;      // of the image as it was
};

} // namespace

std::uint64_t blur_scratch_bytes(const ImageSpec& spec, const BlurOptions& options) {
    return separable_scratch_bytes(
               spec.width, spec.width, spec.channels, gaussian_taps(spec.height, options.sigma)) +
           old_row_bytes(spec, options);
}

std::uint64_t blur_working_bytes(const ImageSpec& spec, const BlurOptions& options) {
    return buffer_capacity(blur_scratch_bytes(spec, options)) +
           gaussian_bytes(spec.width, options.sigma) + gaussian_bytes(spec.height, options.sigma);
}

void blur(const Image& in, Image& out, const BlurOptions& options, std::span<std::byte> scratch) {
    assert(in.spec() == out.spec());
    assert(options.sigma > 0 && options.sigma <= largest_sigma);
    assert(scratch.size() >= blur_scratch_bytes(in.spec(), options));
    const Weights across = Weights::gaussian(in.spec().width, options.sigma);
    const Weights down = Weights::gaussian(in.spec().height, options.sigma);
    const std::uint64_t kept_rows = gaussian_taps(in.spec().height, options.sigma);
    const std::span<std::byte> rest =
        scratch.last(static_cast<std::size_t>(old_row_bytes(in.spec(), options)));
    std::optional<Sharpen> sharpen;
    if (options.unsharp)
        sharpen.emplace(in, *options.unsharp, reinterpret_cast<float*>(rest.data()));
    combine(in,
            out,
            {.across = across, .down = down},
            kept_rows,
            scratch.first(scratch.size() - rest.size()),
            sharpen ? &*sharpen : nullptr);
}

void blur(const Image& in, Image& out, const BlurOptions& options) {
    Buffer scratch = Buffer::allocate(blur_scratch_bytes(in.spec(), options));
    blur(in, out, options, scratch.bytes());
}

} // namespace penstock::pixels
