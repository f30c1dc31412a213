// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/odd_nodes.hpp"

#include "penstock/list_member.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

constexpr ImageSpec small{.width = 16,
                          .height = 16,
                          .channels = 1,
                          .pixel_type = PixelType::u8,
                          .colour_space = ColourSpace::unspecified};

/// Makes as many pieces as the item's number says, modulo `modulus`; none too. They can all be the
/// image itself, which takes no memory.
struct Burst {
    struct Params {
        std::uint32_t most = 4;
        std::uint64_t modulus = 5;
        bool shares = false;
        std::uint64_t fail_every = 0;
    };
    static Description<Burst> describe() {
        return Description<Burst>{"burst", "Makes several images of one, or none."}
            .param("most", &Params::most, {.doc = "What it declares.", .minimum = 1})
            .param("modulus", &Params::modulus, {.doc = "One more than it makes.", .minimum = 1})
            .param("shares", &Params::shares, {.doc = "Pieces are the image itself."})
            .param("fail_every", &Params::fail_every, {.doc = "Fails these."})
            .splits_into("image");
    }
    std::uint32_t most_results(const Params& params) const { return params.most; }
    NodeBound bound(const PayloadBound&, const Params& params) const {
        NodeBound bound;
        bound.output =
            PayloadBound::list(std::vector<PayloadBound>(params.most, PayloadBound::image(small)));
        return bound;
    }
    List process(const Image& image, const Params& params, NodeContext& context) const {
        if (params.fail_every > 0 && context.item().sequence % params.fail_every == 0)
            throw ItemError{ErrorClass::corrupt, "planned"};
        List list;
        for (std::uint64_t i = 0; i < context.item().sequence % params.modulus; ++i) {
            if (params.shares) {
                list.members.push_back({{}, image});
                continue;
            }
            Image piece = context.allocate_image(small);
            std::memset(piece.pixels().data(),
                        (std::to_integer<int>(image.pixels()[0]) + static_cast<int>(i)) & 0xFF,
                        piece.pixels().size());
            list.members.push_back({{}, std::move(piece)});
        }
        return list;
    }
};

/// Leaves by an output of that number, whether there is one or not.
struct Stray {
    struct Params {
        std::uint32_t by = 0;
    };
    static Description<Stray> describe() {
        return Description<Stray>{"stray", "Leaves by an output of that number."}
            .param("by", &Params::by, {.doc = "Which."})
            .passes_on();
    }
    Payload process(Payload payload, const Params& params, NodeContext& context) const {
        context.leave_by(params.by);
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

/// Gathers images into one, and refuses to begin with every so many groups.
struct Sulky {
    struct Params {
        std::uint64_t size = 3;
        std::uint64_t every = 3;
    };
    static Description<Sulky> describe() {
        return Description<Sulky>{"sulky", "Makes one image of several, or does not begin."}
            .param("size", &Params::size, {.doc = "How many.", .minimum = 1})
            .param("every", &Params::every, {.doc = "Which groups do not begin.", .minimum = 1});
    }
    std::uint64_t group_size(const Params& params) const { return params.size; }
    NodeBound bound(const PayloadBound&, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::image(small);
        return bound;
    }
    void begin(const Params& params, NodeContext& context) {
        if (context.item().sequence % params.every == 0)
            throw ItemError{ErrorClass::resource, "planned"};
        canvas_ = context.allocate_image(small);
        sum_ = 0;
    }
    void add(Image image, std::uint64_t, const Params&, NodeContext&) {
        sum_ = 3 * sum_ + std::to_integer<int>(image.pixels()[0]);
    }
    Image finish(const Params&, NodeContext&) {
        std::memset(canvas_.pixels().data(), sum_ & 0xFF, canvas_.pixels().size());
        return std::exchange(canvas_, {});
    }

private:
    Image canvas_;
    int sum_ = 0;
};

} // namespace

void add_odd_nodes(NodeRegistry& registry) {
    registry.add<Burst>();
    registry.add<Stray>();
    registry.add<Sulky>();
}

} // namespace penstock::test
