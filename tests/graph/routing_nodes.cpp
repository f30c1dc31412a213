// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"
#include "penstock/node_registry.hpp"

#include "graph/engine_nodes.hpp"
#include "graph/first_tries.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

ImageSpec square(std::uint32_t side) {
    return {.width = side,
            .height = side,
            .channels = 1,
            .pixel_type = PixelType::u8,
            .colour_space = ColourSpace::unspecified};
}

int first_byte(const Payload& payload) {
    const auto* image = payload.get<Image>();
    return image == nullptr || image->is_empty() ? 0 : std::to_integer<int>(image->pixels()[0]);
}

Image filled(const ImageSpec& spec, int value, NodeContext& context) {
    Image image = context.allocate_image(spec);
    std::memset(image.pixels().data(), value & 0xFF, image.pixels().size());
    return image;
}

/// Drops every so many items.
struct Drop {
    struct Params {
        std::int64_t every = 3;
    };
    static Description<Drop> describe() {
        return Description<Drop>{"drop", "Drops every so many items."}
            .param("every", &Params::every, {.doc = "Which.", .minimum = 1})
            .passes_on();
    }
    std::optional<Payload>
    process(Payload payload, const Params& params, NodeContext& context) const {
        if (static_cast<std::int64_t>(context.item().sequence) % params.every == 0)
            return std::nullopt;
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

/// Sends items on by one of some ways, in turn.
struct Choose {
    struct Params {
        std::uint32_t ways = 2;
    };
    static Description<Choose> describe() {
        return Description<Choose>{"choose", "Sends items on by several ways in turn."}
            .param("ways", &Params::ways, {.doc = "How many.", .minimum = 1})
            .passes_on();
    }
    static std::vector<PortDescriptor> outputs(const Params& params) {
        std::vector<PortDescriptor> ports;
        for (std::uint32_t i = 0; i < params.ways; ++i)
            ports.push_back({"way" + std::to_string(i), "any", "one of them"});
        return ports;
    }
    Payload process(Payload payload, const Params& params, NodeContext& context) const {
        context.leave_by(context.item().sequence % params.ways);
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

/// Gives its input and, for two of three items, something small that is made of it.
struct Fork {
    struct Params {};
    static Description<Fork> describe() {
        return Description<Fork>{"fork", "Gives two images, or one."}.outputs(
            {{"whole", "what came"}, {"part", "a small one"}});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::list({input, PayloadBound::image(square(8))});
        return bound;
    }
    std::tuple<Image, std::optional<Image>>
    process(const Image& image, const Params&, NodeContext& context) const {
        if (context.item().sequence % 3 == 2)
            return {image, std::nullopt};
        Image part = context.allocate_image(square(8));
        std::memset(part.pixels().data(), first_byte(image) + 1, part.pixels().size());
        return {image, std::move(part)};
    }
};

/// Puts what arrives at its inputs into a list.
struct Pair {
    struct Params {
        std::uint32_t inputs = 2;
        bool drop = false;
    };
    static Description<Pair> describe() {
        return Description<Pair>{"pair", "Makes lists of what arrives at its inputs."}
            .param("inputs", &Params::inputs, {.doc = "How many.", .minimum = 1})
            .param("drop", &Params::drop, {.doc = "Drops what is not complete."});
    }
    static std::vector<PortDescriptor> inputs(const Params& params) {
        std::vector<PortDescriptor> ports;
        for (std::uint32_t i = 0; i < params.inputs; ++i)
            ports.push_back({"in" + std::to_string(i), "any", "one of them"});
        return ports;
    }
    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::list(inputs);
        return bound;
    }
    bool drops_incomplete(const Params& params) const { return params.drop; }
    List join(List members, const Params&, NodeContext&) const { return members; }
};

/// Makes one image of a list: as large as the largest, filled with the sum of all.
struct Blend {
    struct Params {};
    static Description<Blend> describe() { return {"blend", "Makes one image of a list."}; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        for (const PayloadBound& member : input.members)
            if (member.bytes > bound.output.bytes)
                bound.output = PayloadBound::image(member.spec);
        return bound;
    }
    Image process(const List& list, const Params&, NodeContext& context) const {
        ImageSpec largest = square(1);
        int sum = 0;
        for (const ListMember& member : list.members) {
            const ImageSpec& spec = member.payload.get<Image>()->spec();
            if (spec.bytes() > largest.bytes())
                largest = spec;
            sum = 3 * sum + first_byte(member.payload);
        }
        return filled(largest, sum, context);
    }
};

/// Makes several small images of one: as many as the item's number says, up to `most`.
struct Pieces {
    struct Params {
        std::uint32_t most = 4;
    };
    static Description<Pieces> describe() {
        return Description<Pieces>{"pieces", "Makes several images of one."}
            .param("most", &Params::most, {.doc = "How many at most.", .minimum = 2})
            .splits_into("image");
    }
    std::uint32_t most_results(const Params& params) const { return params.most; }
    NodeBound bound(const PayloadBound&, const Params& params) const {
        NodeBound bound;
        bound.output = PayloadBound::list(
            std::vector<PayloadBound>(params.most, PayloadBound::image(square(16))));
        return bound;
    }
    List process(const Image& image, const Params& params, NodeContext& context) const {
        List list;
        const std::uint64_t count = 1 + context.item().sequence % params.most;
        for (std::uint64_t i = 0; i < count; ++i) {
            ListMember member;
            member.payload = filled(square(16), first_byte(image) + static_cast<int>(i), context);
            list.members.push_back(std::move(member));
        }
        return list;
    }
};

/// Makes one image of the pieces of one.
struct Whole {
    struct Params {
        bool drop = false;
    };
    static Description<Whole> describe() {
        return Description<Whole>{"whole", "Makes one image of pieces."}
            .param("drop", &Params::drop, {.doc = "Drops what is not complete."})
            .joins_split();
    }
    NodeBound bound(const std::vector<PayloadBound>&, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::image(square(32));
        return bound;
    }
    bool drops_incomplete(const Params& params) const { return params.drop; }
    Image join(List members, const Params&, NodeContext& context) const {
        int sum = static_cast<int>(members.members.size());
        for (const ListMember& member : members.members)
            sum = 5 * sum + first_byte(member.payload);
        return filled(square(32), sum, context);
    }
};

/// Gathers payloads into lists.
struct Bunch {
    struct Params {
        std::uint64_t size = 3;
        std::optional<Duration> timeout;
    };
    static Description<Bunch> describe() {
        return Description<Bunch>{"bunch", "Makes lists of several items."}
            .param("size", &Params::size, {.doc = "How many.", .minimum = 1})
            .param("timeout", &Params::timeout, {.doc = "How long a list may wait."})
            .retains();
    }
    std::uint64_t group_size(const Params& params) const { return params.size; }
    std::optional<Duration> longest_wait(const Params& params) const { return params.timeout; }
    NodeBound bound(const PayloadBound& member, const Params& params) const {
        NodeBound bound;
        bound.output = PayloadBound::list(std::vector<PayloadBound>(params.size, member));
        return bound;
    }
    void add(Payload payload, std::uint64_t, const Params&, NodeContext& context) {
        list_.members.push_back({context.item(), std::move(payload)});
    }
    List finish(const Params&, NodeContext&) { return std::exchange(list_, {}); }

private:
    List list_;
};

/// Makes items of the members of lists.
struct Members {
    struct Params {};
    static Description<Members> describe() {
        return Description<Members>{"members", "Makes items of lists."}.splits_into("any");
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
    List process(List list, const Params&, NodeContext&) const { return list; }
};

/// Paints several images onto one.
struct Sheet {
    struct Params {
        std::uint64_t size = 4;
    };
    static Description<Sheet> describe() {
        return Description<Sheet>{"sheet", "Makes one image of several items."}.param(
            "size", &Params::size, {.doc = "How many.", .minimum = 1});
    }
    std::uint64_t group_size(const Params& params) const { return params.size; }
    NodeBound bound(const PayloadBound&, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::image(square(40));
        return bound;
    }
    void begin(const Params&, NodeContext& context) {
        canvas_ = context.allocate_image(square(40));
        sum_ = 0;
    }
    void add(Image image, std::uint64_t position, const Params&, NodeContext& context) {
        if (context.item().sequence % 11 == 10)
            throw ItemError{ErrorClass::unsupported, "planned"};
        sum_ = 7 * sum_ + first_byte(image) + static_cast<int>(position);
    }
    Image finish(const Params&, NodeContext&) {
        std::memset(canvas_.pixels().data(), sum_ & 0xFF, canvas_.pixels().size());
        return std::exchange(canvas_, {});
    }

private:
    Image canvas_;
    int sum_ = 0;
};

/// Fails every so many items as often as it says, and then does not.
struct Flaky {
    struct Params {
        std::int64_t every = 3;
        std::int64_t failures = 1;
    };
    static Description<Flaky> describe() {
        return Description<Flaky>{"flaky", "Fails, and then does not."}
            .param("every", &Params::every, {.doc = "Which.", .minimum = 1})
            .param("failures", &Params::failures, {.doc = "How often."})
            .works_in_place();
    }
    Image process(Image image, const Params& params, NodeContext& context) const {
        for (std::byte& byte : image.pixels())
            byte = static_cast<std::byte>(std::to_integer<int>(byte) + 1);
        tries_.fail(context.item(), params.every, params.failures);
        return image;
    }

private:
    FirstTries tries_;
};

/// Takes a time that differs from item to item.
struct Noise {
    struct Params {
        std::int64_t most_microseconds = 100;
    };
    static Description<Noise> describe() {
        return Description<Noise>{"noise", "Takes its time."}
            .param("most_microseconds", &Params::most_microseconds, {.doc = "At most."})
            .passes_on();
    }
    Payload process(Payload payload, const Params& params, NodeContext& context) const {
        const std::uint64_t draw = (context.item().sequence + 1) * 0x9E3779B97F4A7C15U >> 40U;
        if (draw % 3 == 0)
            std::this_thread::yield();
        else if (params.most_microseconds > 0)
            std::this_thread::sleep_for(std::chrono::microseconds{static_cast<std::int64_t>(draw) %
                                                                  params.most_microseconds});
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

} // namespace

void add_routing_nodes(NodeRegistry& registry) {
    registry.add<Drop>();
    registry.add<Choose>();
    registry.add<Fork>();
    registry.add<Pair>();
    registry.add<Blend>();
    registry.add<Pieces>();
    registry.add<Whole>();
    registry.add<Bunch>();
    registry.add<Members>();
    registry.add<Sheet>();
    registry.add<Flaky>();
    registry.add<Noise>();
}

} // namespace penstock::test
