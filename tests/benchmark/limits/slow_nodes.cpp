// SPDX-License-Identifier: Apache-2.0
// Nodes whose calls take a known time, waiting or computing, so that what limits a graph of them is
// known too.
#include "penstock/plugin.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <optional>
#include <string>
#include <thread>

namespace {

using namespace penstock;

struct Time {
    double ms = 1;
};

void wait(const Time& time) {
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>{time.ms});
}

double cpu_ms() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

// Of CPU time, so that other programs do not make it less work.
void compute(const Time& time) {
    const double end = cpu_ms() + time.ms;
    while (cpu_ms() < end) {
    }
}

template <class Node> Description<Node> described(const std::string& name, const std::string& doc) {
    return Description<Node>{name, doc}.param(
        "ms", &Node::Params::ms, {.doc = "How long a call takes.", .unit = "ms", .minimum = 0});
}

/// Yields numbers, one call at a time.
template <bool blocking> struct Numbers {
    struct Params {
        double ms = 1;
        std::int64_t count = 100;
    };
    static Description<Numbers> describe() {
        auto description = described<Numbers>(blocking ? "slow_blocking_source" : "slow_source",
                                              "Yields numbers, slowly.")
                               .param("count", &Params::count, {.doc = "How many."});
        if (blocking)
            description.blocks();
        return description;
    }
    std::optional<Request> next(const Params& params) {
        if (next_ == params.count)
            return std::nullopt;
        wait({params.ms});
        Request request;
        request.index = static_cast<std::uint64_t>(next_++);
        request.name = std::to_string(request.index);
        return request;
    }

private:
    std::int64_t next_ = 0;
};

/// Makes a small image from a "file" that takes its time.
struct Reader {
    using Params = Time;
    static constexpr ImageSpec spec{.width = 8,
                                    .height = 8,
                                    .channels = 1,
                                    .pixel_type = PixelType::u8,
                                    .colour_space = ColourSpace::unspecified};
    static Description<Reader> describe() {
        return described<Reader>("slow_reader", "Reads an image, slowly.").blocks();
    }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::image(spec);
        measure.file_bytes = spec.bytes();
        return measure;
    }
    Buffer
    read(const Request&, const Measure& measure, const Params& params, NodeContext& context) const {
        wait(params);
        return context.allocate_bytes(measure.file_bytes);
    }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext& context) const {
        Image image = context.allocate_image(spec);
        std::memset(image.pixels().data(), 0, image.pixels().size());
        return image;
    }
};

/// Hands on what it gets, after a while.
enum class Kind { waits, computes, blocks };
template <Kind kind> struct Step {
    using Params = Time;
    static Description<Step> describe() {
        if (kind == Kind::computes)
            return described<Step>("compute", "Computes for a while.").passes_on();
        if (kind == Kind::waits)
            return described<Step>("wait", "Waits on a thread that computes.").passes_on();
        return described<Step>("wait_on_io", "Waits on an I/O thread.").passes_on().blocks();
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
    Payload process(Payload payload, const Params& params, NodeContext&) const {
        if constexpr (kind == Kind::computes)
            compute(params);
        else
            wait(params);
        return payload;
    }
};

/// Takes an image, and its time.
template <bool blocking> struct Sink {
    using Params = Time;
    static Description<Sink> describe() {
        auto description = described<Sink>(blocking ? "sink_on_io" : "sink", "Waits at the end.");
        if (blocking)
            description.blocks();
        return description;
    }
    void process(const Payload&, const Params& params, NodeContext&) const { wait(params); }
};

void register_nodes(NodeRegistry& registry) {
    registry.add<Numbers<false>>();
    registry.add<Numbers<true>>();
    registry.add<Reader>();
    registry.add<Step<Kind::waits>>();
    registry.add<Step<Kind::computes>>();
    registry.add<Step<Kind::blocks>>();
    registry.add<Sink<false>>();
    registry.add<Sink<true>>();
}

} // namespace

PENSTOCK_PLUGIN(register_nodes)
