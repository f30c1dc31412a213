// SPDX-License-Identifier: Apache-2.0
#include "pixels/measure.hpp"

#include "pixels/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace penstock::pixels {
namespace {

// Calls with runs of samples as floats; each begins at the channel that follows the last one.
template <class Visit> void visit_samples(const Image& image, Visit visit) {
    std::array<float, 1024> piece;
    const PixelType type = image.spec().pixel_type;
    const std::uint64_t samples = image.spec().pixels() * image.spec().channels;
    for (std::uint64_t done = 0; done < samples; done += piece.size()) {
        const std::size_t count = std::min<std::uint64_t>(piece.size(), samples - done);
        load_samples(type, image.pixels().data() + done * bytes_of(type), count, piece.data());
        visit(std::span{piece}.first(count));
    }
}

struct Sums {
    double sum = 0;
    double squares = 0; // of what values differ by from the mean
};

void count_in(std::vector<std::uint64_t>& histogram, float value) {
    const auto last = static_cast<double>(histogram.size() - 1);
    const double part =
        std::floor(static_cast<double>(value) * static_cast<double>(histogram.size()));
    ++histogram[static_cast<std::size_t>(std::clamp(part, 0.0, last))];
}

} // namespace

std::vector<Statistics> measure(const Image& image, std::size_t bins) {
    const std::size_t channels = image.spec().channels;
    std::vector<Sums> sums(channels);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<Statistics> result(
        channels,
        {.minimum = infinity, .maximum = -infinity, .histogram = std::vector<std::uint64_t>(bins)});
    std::size_t c = 0;
    visit_samples(image, [&](std::span<const float> values) {
        for (const float value : values) {
            Statistics& of = result[c];
            if (std::isfinite(value)) {
                of.minimum = std::min(of.minimum, static_cast<double>(value));
                of.maximum = std::max(of.maximum, static_cast<double>(value));
                sums[c].sum += static_cast<double>(value);
                ++of.count;
                if (bins > 0)
                    count_in(of.histogram, value);
            }
            c = c + 1 == channels ? 0 : c + 1;
        }
    });
    for (std::size_t i = 0; i < channels; ++i)
        result[i].mean = sums[i].sum / static_cast<double>(result[i].count);
    // In a second pass: a difference of large sums would lose what is small.
    c = 0;
    visit_samples(image, [&](std::span<const float> values) {
        for (const float value : values) {
            const double difference = static_cast<double>(value) - result[c].mean;
            if (std::isfinite(value))
                sums[c].squares += difference * difference;
            c = c + 1 == channels ? 0 : c + 1;
        }
    });
    for (std::size_t i = 0; i < channels; ++i) {
        result[i].deviation = std::sqrt(sums[i].squares / static_cast<double>(result[i].count));
        if (result[i].count == 0)
            result[i].minimum = result[i].maximum = std::numeric_limits<double>::quiet_NaN();
    }
    return result;
}

Statistics of_colours(const ImageSpec& spec, const std::vector<Statistics>& channels) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto colours =
        std::span{channels}.first(spec.has_alpha() ? spec.channels - 1 : spec.channels);
    Statistics all;
    all.minimum = all.maximum = none;
    double sum = 0;
    for (const Statistics& channel : colours)
        if (channel.count > 0) {
            all.minimum = std::fmin(all.minimum, channel.minimum);
            all.maximum = std::fmax(all.maximum, channel.maximum);
            sum += channel.mean * static_cast<double>(channel.count);
            all.count += channel.count;
        }
    all.mean = sum / static_cast<double>(all.count);
    double squares = 0;
    for (const Statistics& channel : colours)
        if (channel.count > 0) {
            const double difference = channel.mean - all.mean;
            squares += (channel.deviation * channel.deviation + difference * difference) *
                       static_cast<double>(channel.count);
        }
    all.deviation = std::sqrt(squares / static_cast<double>(all.count));
    return all;
}

} // namespace penstock::pixels
