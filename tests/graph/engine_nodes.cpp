// SPDX-License-Identifier: Apache-2.0
#include "graph/engine_nodes.hpp"

#include "penstock/node_registry.hpp"

#include "graph/first_tries.hpp"
#include "nodes/built_in.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

Seen* collected_in = nullptr; // of the one run that a test has going

/// Yields `count` requests.
struct Numbers {
    struct Params {
        std::int64_t count = 10;
    };
    static Description<Numbers> describe() {
        return Description<Numbers>{"numbers", "Yields numbered requests."}.param(
            "count", &Params::count, {.doc = "How many."});
    }
    std::optional<Request> next(const Params& params) {
        if (next_ == params.count)
            return std::nullopt;
        Request request;
        request.index = static_cast<std::uint64_t>(next_++);
        request.name = std::to_string(request.index);
        return request;
    }
    std::optional<std::uint64_t> total(const Params& params) const {
        return static_cast<std::uint64_t>(params.count);
    }

private:
    std::int64_t next_ = 0;
};

/// The same from a source that blocks.
struct SlowNumbers : Numbers {
    static Description<SlowNumbers> describe() {
        return Description<SlowNumbers>{"slow_numbers", "Yields numbered requests from a thread."}
            .param("count", &Params::count, {.doc = "How many."})
            .blocks();
    }
};

/// Makes a square u8 image whose bytes are the number of the request. Sides can differ from item to
/// item.
struct Blank {
    struct Params {
        std::uint32_t side = 64;
        std::uint32_t growth = 0;
        std::int64_t fail_measure_every = 0;
        std::uint32_t metadata = 0;
    };
    static Description<Blank> describe() {
        return Description<Blank>{"blank", "Makes a square image."}
            .param("side", &Params::side, {.doc = "Pixels.", .minimum = 1})
            .param("growth", &Params::growth, {.doc = "Added for each item, modulo 8."})
            .param("fail_measure_every",
                   &Params::fail_measure_every,
                   {.doc = "Every so many items cannot be measured."})
            .param("metadata",
                   &Params::metadata,
                   {.doc = "Bytes of metadata; the first is the number of the request."});
    }
    static ImageSpec spec_of(const Request& request, const Params& params) {
        const auto step = static_cast<std::uint32_t>(request.index * 7 % 8);
        const std::uint32_t side = params.side + params.growth * step;
        return {.width = side,
                .height = side,
                .channels = 1,
                .pixel_type = PixelType::u8,
                .colour_space = ColourSpace::unspecified};
    }
    Measure measure(const Request& request, const Params& params, NodeContext&) const {
        const auto index = static_cast<std::int64_t>(request.index);
        if (params.fail_measure_every > 0 &&
            index % params.fail_measure_every == params.fail_measure_every - 1)
            throw ItemError{ErrorClass::missing, "planned"};
        Measure measure;
        measure.output = PayloadBound::image(spec_of(request, params));
        measure.output.metadata_bytes = params.metadata;
        return measure;
    }
    Image load(const Request& request,
               const Measure&,
               Buffer,
               const Params& params,
               NodeContext& context) const {
        Image image = context.allocate_image(spec_of(request, params));
        std::memset(
            image.pixels().data(), static_cast<int>(request.index % 251), image.pixels().size());
        if (params.metadata > 0) {
            Buffer buffer = context.allocate_bytes(params.metadata);
            std::memset(
                buffer.bytes().data(), static_cast<int>(request.index % 251), buffer.size());
            image.set_metadata(std::make_shared<const Metadata>(
                std::move(buffer), Metadata::Sizes{.icc = params.metadata}, Resolution{}));
        }
        return image;
    }
};

/// The same from "files" of the size of the picture, which are read on an I/O thread.
struct BlankFile : Blank {
    static Description<BlankFile> describe() {
        return Description<BlankFile>{"blank_file", "Reads a square image."}
            .param("side", &Params::side, {.doc = "Pixels.", .minimum = 1})
            .param("growth", &Params::growth, {.doc = "Added for each item, modulo 8."})
            .param("metadata", &Params::metadata, {.doc = "Bytes of metadata."})
            .blocks();
    }
    std::uint64_t most_metadata_bytes(const Params& params) const { return params.metadata; }
    Measure measure(const Request& request, const Params& params, NodeContext& context) const {
        Measure measure = Blank::measure(request, params, context);
        measure.file_bytes = measure.output.spec.bytes();
        return measure;
    }
    Buffer read(const Request&, const Measure& measure, const Params&, NodeContext& context) const {
        return context.allocate_bytes(measure.file_bytes);
    }
};

/// Reads its input and returns a new image of the same size.
struct Copy {
    struct Params {};
    static Description<Copy> describe() { return {"copy", "Copies an image."}; }
    Image process(const Image& image, const Params&, NodeContext& context) const {
        Image copy = context.allocate_image(image.spec());
        image.clone_into(copy);
        return copy;
    }
};

/// Adds one to every byte, in place.
struct Increment {
    struct Params {};
    static Description<Increment> describe() {
        return Description<Increment>{"increment", "Adds one to every byte."}.works_in_place();
    }
    Image process(Image image, const Params&, NodeContext&) const {
        for (std::byte& byte : image.pixels())
            byte = static_cast<std::byte>(std::to_integer<int>(byte) + 1);
        return image;
    }
};

/// Makes three channels of one: in place where that takes no more bytes, which is never so.
struct Widen {
    struct Params {};
    static Description<Widen> describe() {
        return Description<Widen>{"widen", "Makes three channels of one."}.works_in_place();
    }
    static ImageSpec widened(ImageSpec spec) {
        spec.channels = 3;
        return spec;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::image(widened(input.spec));
        return bound;
    }
    Image process(Image image, const Params&, NodeContext& context) const {
        Image wide = context.allocate_image(widened(image.spec()));
        std::memset(wide.pixels().data(), 0, wide.pixels().size());
        return wide;
    }
};

/// Takes the metadata off.
struct Strip {
    struct Params {};
    static Description<Strip> describe() {
        return Description<Strip>{"strip", "Takes metadata off."}.works_in_place();
    }
    Image process(Image image, const Params&, NodeContext&) const {
        image.set_metadata(nullptr);
        return image;
    }
};

/// Gives its image metadata that are longer than those that it had.
struct Extend {
    struct Params {
        std::uint32_t by = 0;
    };
    static Description<Extend> describe() {
        return Description<Extend>{"extend", "Makes metadata longer."}.works_in_place().param(
            "by", &Params::by, {.doc = "Bytes that are added."});
    }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = input, .metadata_bytes = input.metadata_bytes + params.by};
    }
    Image process(Image image, const Params& params, NodeContext& context) const {
        const std::uint64_t before = image.metadata() ? image.metadata()->bytes() : 0;
        Buffer buffer = context.allocate_bytes(before + params.by);
        std::memset(buffer.bytes().data(), 77, buffer.size());
        image.set_metadata(std::make_shared<const Metadata>(
            std::move(buffer), Metadata::Sizes{.icc = before + params.by}, Resolution{}));
        return image;
    }
};

/// Hands on what it gets, without touching it.
struct Pass {
    struct Params {};
    static Description<Pass> describe() { return {"pass", "Hands an image on."}; }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }
};

/// Fails chosen items.
struct Fault {
    enum class Kind { corrupt, io, foreign, number, skip };
    struct Params {
        std::int64_t every = 3;
        Kind kind = Kind::corrupt;
    };
    static Description<Fault> describe() {
        return Description<Fault>{"fault", "Fails every so many items."}
            .param("every", &Params::every, {.doc = "Which.", .minimum = 1})
            .choice("kind",
                    &Params::kind,
                    {{"corrupt", Kind::corrupt},
                     {"io", Kind::io},
                     {"foreign", Kind::foreign},
                     {"number", Kind::number},
                     {"skip", Kind::skip}},
                    {.doc = "How."});
    }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (static_cast<std::int64_t>(context.item().sequence) % params.every != params.every - 1)
            return image;
        switch (params.kind) {
        case Kind::corrupt:
            throw ItemError{ErrorClass::corrupt, "planned"};
        case Kind::io:
            throw ItemError{ErrorClass::io, "planned"};
        case Kind::foreign:
            throw std::runtime_error{"planned"};
        case Kind::number:
            throw 42; // NOLINT: nodes of others may
        case Kind::skip:
            throw ItemSkipped{"planned"};
        }
        return image;
    }
};

/// Takes more than it declared.
struct Greedy {
    struct Params {};
    static Description<Greedy> describe() { return {"greedy", "Allocates too much."}; }
    Image process(const Image& image, const Params&, NodeContext& context) const {
        const Image first = context.allocate_image(image.spec());
        const Image second = context.allocate_image(image.spec());
        return context.allocate_image(image.spec());
    }
};

/// Encodes an image as its first bytes; declares that it might need all of them.
struct Pack {
    struct Params {
        std::uint32_t size = 100;
        bool keeps_metadata = false;
    };
    static Description<Pack> describe() {
        return Description<Pack>{"pack", "Keeps the first bytes."}
            .param("size", &Params::size, {.doc = "Bytes kept.", .minimum = 1})
            .param("keeps_metadata",
                   &Params::keeps_metadata,
                   {.doc = "Keeps nothing but the metadata, and declares as much."});
    }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        NodeBound bound;
        bound.output = PayloadBound::encoded(params.keeps_metadata ? input.metadata_bytes
                                                                   : input.spec.bytes());
        bound.output.format = "raw";
        bound.output.extension = "raw";
        return bound;
    }
    Encoded process(const Image& image, const Params& params, NodeContext& context) const {
        if (params.keeps_metadata) {
            const auto icc = image.metadata()->icc();
            Encoded encoded{context.allocate_bytes(icc.size()), "raw", "raw", image.spec()};
            std::ranges::copy(icc, encoded.buffer.bytes().begin());
            return encoded;
        }
        const std::size_t size = std::min<std::size_t>(params.size, image.pixels().size());
        Encoded encoded{context.allocate_bytes(size), "raw", "raw", image.spec()};
        std::memcpy(encoded.buffer.bytes().data(), image.pixels().data(), size);
        return encoded;
    }
};

/// Notes what arrives.
template <bool blocking> struct CollectBase {
    enum class Order { none, source };
    struct Params {
        Order order = Order::none;
        std::int64_t milliseconds = 0;
        std::int64_t fail_every = 0;
        std::int64_t flaky_every = 0;
        std::int64_t failures = 1;
    };
    static Description<CollectBase> describe() {
        Description<CollectBase> description{blocking ? "collect_blocking" : "collect",
                                             "Notes what arrives."};
        description
            .choice("order",
                    &Params::order,
                    {{"none", Order::none}, {"source", Order::source}},
                    {.doc = "Order of arrival."})
            .param("milliseconds", &Params::milliseconds, {.doc = "How slow it is."})
            .param("fail_every", &Params::fail_every, {.doc = "Fails these."})
            .param("flaky_every", &Params::flaky_every, {.doc = "Fails these at first."})
            .param("failures", &Params::failures, {.doc = "How often it fails them."})
            .can_order()
            .default_concurrency(1);
        if (blocking)
            description.blocks();
        return description;
    }
    void process(const Payload& payload, const Params& params, NodeContext& context) const {
        if (params.milliseconds > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds{params.milliseconds});
        const auto sequence = static_cast<std::int64_t>(context.item().sequence);
        if (params.fail_every > 0 && sequence % params.fail_every == params.fail_every - 1)
            throw ItemError{ErrorClass::io, "planned"};
        tries_.fail(context.item(), params.flaky_every, params.failures);
        if (collected_in != nullptr)
            collected_in->add(payload, context.item());
    }

private:
    FirstTries tries_;
};
using Collect = CollectBase<false>;
using CollectBlocking = CollectBase<true>;

} // namespace

void collect_in(Seen* seen) {
    collected_in = seen;
}

NodeRegistry engine_nodes() {
    NodeRegistry registry;
    add_limiter(registry);
    add_push(registry);
    add_receive(registry);
    registry.add<Numbers>();
    registry.add<SlowNumbers>();
    registry.add<Blank>();
    registry.add<BlankFile>();
    registry.add<Copy>();
    registry.add<Increment>();
    registry.add<Pass>();
    registry.add<Strip>();
    registry.add<Extend>();
    registry.add<Widen>();
    registry.add<Fault>();
    registry.add<Greedy>();
    registry.add<Pack>();
    registry.add<Collect>();
    registry.add<CollectBlocking>();
    add_routing_nodes(registry);
    add_waiting_nodes(registry);
    return registry;
}

} // namespace penstock::test
