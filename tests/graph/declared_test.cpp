// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"
#include "penstock/node_registry.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr ImageSpec small{8, 8, 1, PixelType::u8, ColourSpace::unspecified};

enum class Kind { nothing, zero, moved, long_spec, short_spec };

// An image with something missing.
Image hollow(Kind kind, NodeContext& context) {
    if (kind == Kind::zero)
        return context.allocate_image({0, 0, 3});
    if (kind == Kind::nothing)
        return {};
    Image image = context.allocate_image(small);
    ImageSpec spec = small;
    spec.height = kind == Kind::short_spec ? 7 : 4'000'000'000;
    spec.width = kind == Kind::short_spec ? 8 : 4'000'000'000;
    if (kind == Kind::moved)
        const Image taken = std::move(image);
    else
        image.set_spec(spec);
    return image; // NOLINT: of what was moved from the spec is left
}

/// Returns such an image for item 1.
struct Hollow {
    struct Params {
        Kind kind = Kind::nothing;
    };
    static Description<Hollow> describe() {
        return Description<Hollow>{"hollow", "Gives an image without pixels."}.choice(
            "kind",
            &Params::kind,
            {{"nothing", Kind::nothing},
             {"zero", Kind::zero},
             {"moved", Kind::moved},
             {"long_spec", Kind::long_spec},
             {"short_spec", Kind::short_spec}},
            {.doc = "How."});
    }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        return context.item().sequence == 1 ? hollow(params.kind, context) : image;
    }
};

struct HollowLoader {
    struct Params {};
    static Description<HollowLoader> describe() { return {"hollow_loader", "Loads images."}; }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::image(small);
        return measure;
    }
    Image load(
        const Request& request, const Measure&, Buffer, const Params&, NodeContext& context) const {
        return request.index == 1 ? hollow(Kind::moved, context) : context.allocate_image(small);
    }
};

/// Hands on what is left of an image.
struct HollowPass {
    struct Params {};
    static Description<HollowPass> describe() {
        return Description<HollowPass>{"hollow_pass", "Hands on."}.passes_on();
    }
    Payload process(Payload payload, const Params&, NodeContext& context) const {
        if (context.item().sequence == 1)
            const Image taken = std::move(*payload.get<Image>());
        return payload;
    }
};

struct HollowPieces {
    struct Params {};
    static Description<HollowPieces> describe() {
        return Description<HollowPieces>{"hollow_pieces", "Makes two."}.splits_into("image");
    }
    std::uint32_t most_results(const Params&) const { return 2; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::list({input, input})};
    }
    List process(const Image& image, const Params&, NodeContext& context) const {
        List list;
        list.members.push_back({{}, image});
        list.members.push_back(
            {{}, context.item().sequence == 1 ? hollow(Kind::zero, context) : image});
        return list;
    }
};

struct HollowParts {
    struct Params {};
    static Description<HollowParts> describe() {
        return Description<HollowParts>{"hollow_parts", "Makes two."}.outputs(
            {{"first", "one"}, {"second", "another"}});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::list({input, input})};
    }
    std::tuple<Image, Image>
    process(const Image& image, const Params&, NodeContext& context) const {
        return {image, context.item().sequence == 1 ? Image{} : image};
    }
};

struct HollowSheet {
    struct Params {};
    static Description<HollowSheet> describe() { return {"hollow_sheet", "Makes one of one."}; }
    std::uint64_t group_size(const Params&) const { return 1; }
    NodeBound bound(const PayloadBound& member, const Params&) const { return {.output = member}; }
    void begin(const Params&, NodeContext& context) { sheet_ = context.allocate_image(small); }
    void add(const Image&, std::uint64_t, const Params&, NodeContext&) {}
    Image finish(const Params&, NodeContext& context) {
        return context.item().sequence == 1 ? Image{} : std::exchange(sheet_, {});
    }

private:
    Image sheet_;
};

struct HollowJoin {
    struct Params {};
    static Description<HollowJoin> describe() { return {"hollow_join", "Makes one of two."}; }
    static std::vector<PortDescriptor> inputs(const Params&) {
        return {{"in0", "image", "one"}, {"in1", "image", "another"}};
    }
    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params&) const {
        return {.output = inputs.front()};
    }
    bool drops_incomplete(const Params&) const { return false; }
    Image join(List, const Params&, NodeContext& context) const {
        return context.item().sequence == 1 ? Image{} : context.allocate_image(small);
    }
};

/// Encodes item 1 into bytes that it keeps.
struct HollowBytes {
    struct Params {};
    static Description<HollowBytes> describe() { return {"hollow_bytes", "Encodes."}; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::encoded(input.bytes)};
    }
    Encoded process(const Image& image, const Params&, NodeContext& context) const {
        Encoded encoded{context.allocate_bytes(4), "raw", "raw", image.spec()};
        if (context.item().sequence == 1)
            const Encoded taken = std::move(encoded);
        if (context.item().sequence == 2)
            encoded.buffer.truncate(0); // a file of no bytes is a file
        return encoded;                 // NOLINT: of what was moved from the size is left
    }
};

// Three items go through it; "b" and "e" are there beside what is given.
RunReport run_three(const std::string& node, const std::string& edges) {
    NodeRegistry registry = engine_nodes();
    registry.add<Hollow>();
    registry.add<HollowLoader>();
    registry.add<HollowPass>();
    registry.add<HollowPieces>();
    registry.add<HollowParts>();
    registry.add<HollowSheet>();
    registry.add<HollowJoin>();
    registry.add<HollowBytes>();
    const std::string text =
        config_text(R"("n": {"type": "numbers", "params": {"count": 3}}, "g": {"type": "limiter"},
                       "b": {"type": "blank", "params": {"side": 8}}, "e": {"type": "collect"},
                       "x": )" +
                        node,
                    edges);
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    return pipeline.run();
}

void check_fault(const RunReport& report, const std::string& message) {
    CHECK(report.is_balanced());
    CHECK(report.items.written == 2);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures.at(0).node == "x");
    CHECK(report.failures.at(0).error_class == ErrorClass::node);
    CHECK(report.failures.at(0).message == message);
}

const std::string remedy =
    "): return the image that it made; one that was moved from has none; this is a fault of the "
    "node, not of the picture";

} // namespace

TEST_CASE("an image without pixels fails in the node that gave it", "[graph][declared]") {
    const auto [kind, found] = GENERATE(table<std::string, std::string>(
        {{"nothing", "0x0 u8 x 0"}, {"zero", "0x0 u8 x 3"}, {"moved", "8x8 u8 x 1"}}));
    INFO(kind);
    check_fault(run_three(R"({"type": "hollow", "params": {"kind": ")" + kind + R"("}})",
                          R"("n -> g -> b -> x -> e")"),
                "the node gave an image without pixels (" + found + ", and 0 bytes" + remedy);
}

TEST_CASE("an image with other bytes than its size needs fails in the node that gave it",
          "[graph][declared]") {
    const auto [kind, found] = GENERATE(table<std::string, std::string>(
        {{"short_spec", "8x7 u8 x 1"}, {"long_spec", "4000000000x4000000000 u8 x 1"}}));
    INFO(kind);
    check_fault(run_three(R"({"type": "hollow", "params": {"kind": ")" + kind + R"("}})",
                          R"("n -> g -> b -> x -> e")"),
                "the node gave an image of " + found +
                    " that has 64 bytes; expected as many as that takes, as context.allocate_image "
                    "gives them; this is a fault of the node, not of the picture");
}

TEST_CASE("an image without pixels is found wherever a node gives one", "[graph][declared]") {
    const auto [type, edges, found] = GENERATE(table<std::string, std::string, std::string>(
        {{"hollow_loader", R"("n -> g -> x -> e", "g -> b -> e")", "8x8 u8 x 1"},
         {"hollow_pass", R"("n -> g -> b -> x -> e")", "8x8 u8 x 1"},
         {"hollow_pieces", R"("n -> g -> b -> x -> e")", "0x0 u8 x 3"},
         {"hollow_parts", R"("n -> g -> b -> x", "x.first -> e", "x.second -> e")", "0x0 u8 x 0"},
         {"hollow_sheet", R"("n -> g -> b -> x -> e")", "0x0 u8 x 0"},
         {"hollow_join", R"("n -> g -> b", "b -> x.in0", "b -> x.in1", "x -> e")", "0x0 u8 x 0"}}));
    INFO(type);
    check_fault(run_three(R"({"type": ")" + type + R"("})", edges),
                "the node gave an image without pixels (" + found + ", and 0 bytes" + remedy);
}

TEST_CASE("encoded bytes that were moved from fail in the node that gave them; none at all do not",
          "[graph][declared]") {
    check_fault(run_three(R"({"type": "hollow_bytes"})", R"("n -> g -> b -> x -> e")"),
                "the node gave encoded bytes that are gone (0 of 4): return those that it made; "
                "what was moved from has none; this is a fault of the node, not of the picture");
}
