// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/measure.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace penstock {
namespace {

struct Stats {
    struct Params {
        std::uint32_t histogram = 0;
    };

    static Description<Stats> describe() {
        return Description<Stats>{
            "stats",
            "Measures the values of the image, 0 for black and 1 for white, and passes it on as it "
            "is. Attributes for conditions and templates: stats_min, stats_max, stats_mean and "
            "stats_deviation, over all colours. For records, a list with a number for each "
            "channel, alpha too: stats.min, stats.max, stats.mean, stats.deviation. What is not "
            "finite does not count."}
            .param("histogram",
                   &Params::histogram,
                   {.doc = "Into how many equal parts the range is divided for stats.histogram: "
                           "for each channel a list of how many values are in each part, for "
                           "records. 0: none.",
                    .maximum = 65536})
            .gives_attributes({"stats_min",
                               "stats_max",
                               "stats_mean",
                               "stats_deviation",
                               "stats.min",
                               "stats.max",
                               "stats.mean",
                               "stats.deviation",
                               "stats.histogram"})
            .passes_on();
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        // Of each count a number, and the value that it becomes.
        const std::uint64_t bytes = std::uint64_t{input.spec.channels} *
                                    (sizeof(pixels::Statistics) + 4 * sizeof(double) +
                                     params.histogram * (sizeof(std::uint64_t) + sizeof(Value)));
        return {.output = input, .working_bytes = bytes, .codec_bytes = bytes};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const std::vector<pixels::Statistics> channels = pixels::measure(image, params.histogram);
        const pixels::Statistics all = pixels::of_colours(image.spec(), channels);
        context.set_attribute("stats_min", all.minimum);
        context.set_attribute("stats_max", all.maximum);
        context.set_attribute("stats_mean", all.mean);
        context.set_attribute("stats_deviation", all.deviation);
        const auto list = [&](const char* name, double pixels::Statistics::*member) {
            Value::Array numbers;
            for (const pixels::Statistics& channel : channels)
                numbers.emplace_back(channel.*member);
            context.set_attribute(name, std::move(numbers));
        };
        list("stats.min", &pixels::Statistics::minimum);
        list("stats.max", &pixels::Statistics::maximum);
        list("stats.mean", &pixels::Statistics::mean);
        list("stats.deviation", &pixels::Statistics::deviation);
        if (params.histogram > 0)
            context.set_attribute("stats.histogram", histograms(channels));
        return image;
    }

private:
    static Value histograms(const std::vector<pixels::Statistics>& channels) {
        Value::Array lists;
        for (const pixels::Statistics& channel : channels) {
            Value::Array counts;
            counts.reserve(channel.histogram.size());
            for (const std::uint64_t count : channel.histogram)
                counts.emplace_back(static_cast<std::int64_t>(count));
            lists.emplace_back(std::move(counts));
        }
        return lists;
    }
};

} // namespace

void add_stats(NodeRegistry& registry) {
    registry.add<Stats>();
}

} // namespace penstock
