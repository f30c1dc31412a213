// SPDX-License-Identifier: Apache-2.0
// Each way to write a node; the documentation shows parts of it.
#include <algorithm>
#include <iostream>
#include <optional>
#include <penstock/penstock.hpp>
#include <string>
#include <tuple>
#include <vector>

using namespace penstock;

namespace {

// A function.
void add_functions(NodeRegistry& registry) {
    registry.add_function("invert", "Inverts every sample.", [](Image image) {
        for (std::byte& sample : image.pixels())
            sample = ~sample;
        return image;
    });
    registry.add_function(
        "wide_only", "Drops what is higher than wide.", [](Image image) -> std::optional<Image> {
            if (image.spec().width < image.spec().height)
                return std::nullopt;
            return image;
        });
}

// A payload type.
struct Histogram {
    static constexpr const char* payload_name = "histogram";
    [[nodiscard]] std::uint64_t byte_size() const { return counts.capacity() * sizeof(int); }
    std::vector<int> counts;
};

// Several outputs, each of a type of its own.
struct Analyse {
    struct Params {};
    static Description<Analyse> describe() {
        return Description<Analyse>{"analyse", "Counts how often each value occurs."}.outputs(
            {{"image", "as it came"}, {"histogram", "256 counts"}});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound counts;
        counts.bytes = 256 * sizeof(int);
        return {.output = PayloadBound::list({input, counts})};
    }
    std::tuple<Image, Histogram> process(const Image& image, const Params&, NodeContext&) const {
        Histogram histogram{std::vector<int>(256)};
        for (const std::byte sample : image.pixels())
            ++histogram.counts[std::to_integer<std::size_t>(sample)];
        return {image, histogram};
    }
};

// Several inputs, parameters that are structs, scratch, and an error by value.
struct Stretch {
    struct Range {
        double low = 0.01;
        double high = 0.99;
        static Fields<Range> describe() {
            return Fields<Range>{}
                .param("low", &Range::low, {.doc = "Of the samples.", .minimum = 0, .maximum = 1})
                .param("high", &Range::high, {.doc = "Likewise.", .minimum = 0, .maximum = 1});
        }
    };
    struct Params {
        Range range;
    };
    struct Scratch {
        std::vector<std::byte> table = std::vector<std::byte>(256);
    };
    static Description<Stretch> describe() {
        return Description<Stretch>{"stretch", "Stretches values over the whole range."}
            .inputs({{"image", "what is stretched"}, {"histogram", "of its values"}})
            .param("range", &Params::range, {.doc = "What becomes black and white."});
    }
    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params&) const {
        return {.output = inputs.at(0)};
    }
    Result<Image> process(const Image& image,
                          const Histogram& histogram,
                          const Params& params,
                          Scratch& scratch,
                          NodeContext& context) const {
        if (image.spec().pixel_type != PixelType::u8)
            return Failed{ErrorClass::unsupported,
                          "found " + image.spec().to_string() +
                              "; expected 8 bits: put a convert before"};
        const auto size = static_cast<double>(image.pixels().size());
        const int low = value_at(histogram, params.range.low * size);
        const int high = std::max(value_at(histogram, params.range.high * size), low + 1);
        for (int i = 0; i < 256; ++i)
            scratch.table[static_cast<std::size_t>(i)] =
                static_cast<std::byte>(std::clamp(255 * (i - low) / (high - low), 0, 255));
        Image result = context.allocate_image(image.spec());
        std::ranges::transform(image.pixels(), result.pixels().begin(), [&](std::byte sample) {
            return scratch.table[std::to_integer<std::size_t>(sample)];
        });
        context.note("stretched from " + std::to_string(low) + " to " + std::to_string(high));
        return result;
    }
    static int value_at(const Histogram& histogram, double rank) {
        int value = 0;
        for (double below = histogram.counts[0]; below < rank && value < 255;)
            below += histogram.counts[static_cast<std::size_t>(++value)];
        return value;
    }
};

// A source, and a loader that makes an image of each request.
struct Tones {
    struct Params {
        std::uint64_t count = 4;
    };
    static Description<Tones> describe() {
        return Description<Tones>{"tones", "Yields numbers."}.param(
            "count", &Params::count, {.doc = "How many."});
    }
    std::optional<Request> next(const Params& params) {
        if (at_ == params.count)
            return std::nullopt;
        Request request;
        request.name = std::to_string(at_);
        request.index = at_++;
        return request;
    }

private:
    std::uint64_t at_ = 0;
};

struct Ramp {
    struct Params {};
    static Description<Ramp> describe() { return {"ramp", "Makes a ramp of gray."}; }
    static ImageSpec spec() {
        return {.width = 64, .height = 16, .channels = 1, .colour_space = ColourSpace::srgb};
    }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        return {.output = PayloadBound::image(spec())};
    }
    Image load(
        const Request& request, const Measure&, Buffer, const Params&, NodeContext& context) const {
        Image image = context.allocate_image(spec());
        for (std::size_t i = 0; i < image.pixels().size(); ++i)
            image.pixels()[i] = static_cast<std::byte>(64 + i % 64 + request.index);
        return image;
    }
};

// A sink. Not const: it is called from one thread at a time.
struct Darkest {
    struct Params {};
    static Description<Darkest> describe() { return {"darkest", "Prints the darkest sample."}; }
    void process(const Image& image, const Params&, NodeContext& context) {
        const std::byte least = *std::ranges::min_element(image.pixels());
        std::cout << context.item().request.name << ' ' << std::to_integer<int>(least) << '\n';
    }
};

constexpr const char* graph = R"({
  "penstock": "1.0",
  "nodes": {
    "tones": { "type": "tones" }, "gate": { "type": "limiter" }, "ramp": { "type": "ramp" },
    "invert": { "type": "invert" }, "wide": { "type": "wide_only" }, "analyse": { "type": "analyse" },
    "stretch": { "type": "stretch", "params": { "range": { "low": 0.1 } } },
    "darkest": { "type": "darkest" }
  },
  "edges": ["tones -> gate -> ramp -> invert -> wide -> analyse", "analyse.image -> stretch.image",
            "analyse.histogram -> stretch.histogram", "stretch -> darkest"]
})";

} // namespace

int main() {
    NodeRegistry registry = built_in_nodes();
    add_functions(registry);
    registry.add<Analyse>();
    registry.add<Stretch>();
    registry.add<Tones>();
    registry.add<Ramp>();
    registry.add<Darkest>();
    Pipeline pipeline{validate(parse_config(graph, "tiers"), registry)};
    const RunReport report = pipeline.run();
    return report.is_balanced() && report.items.written == 4 ? 0 : 1;
}
