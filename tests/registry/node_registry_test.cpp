// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_registry.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

using Catch::Matchers::Contains;

struct Brighten {
    struct Params {
        double amount = 0.5;
    };
    static Description<Brighten> describe() {
        return Description<Brighten>{"brighten", "Makes images brighter."}.param(
            "amount", &Params::amount, {.doc = "How much.", .minimum = 0, .maximum = 1});
    }
    Image process(Image image, const Params&, NodeContext&) const { return image; }
};

struct Count {
    struct Params {};
    static Description<Count> describe() { return Description<Count>{"count", "Counts."}; }
    void process(const Payload&, const Params&, NodeContext&) {}
};

// Splits in as many ways as it is told, and names an output for each.
struct Fan {
    struct Params {
        std::uint32_t ways = 2;
    };
    static Description<Fan> describe() {
        return Description<Fan>{"fan", "Spreads images."}
            .param("ways", &Params::ways, {.doc = "How many."})
            .gives_attributes({"way"})
            .splits_into("image");
    }
    static std::vector<PortDescriptor> outputs(const Params& params) {
        return std::vector<PortDescriptor>(params.ways, {"out", "image", "a way"});
    }
    static bool consults_clock(const Params& params) { return params.ways > 5; }
    std::uint32_t most_results(const Params& params) const { return params.ways; }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        PayloadBound piece = input;
        piece.whole = input.spec;
        return {.output = PayloadBound::list(std::vector<PayloadBound>(params.ways, piece)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }
    List process(const Image&, const Params&, NodeContext&) const { return {}; }
};

// What a registry says to a node with one parameter, which has that default.
template <class Field> std::string refusal_of(const Field& initial, ParamOptions options) {
    struct Params {
        Field value{};
    };
    const auto binding = Fields<Params>{}.param("v", &Params::value, std::move(options));
    NodeDescriptor descriptor;
    descriptor.type = "good";
    descriptor.doc = "Does good.";
    descriptor.kind = NodeKind::sink;
    descriptor.inputs = {{"in", "image", "images"}};
    descriptor.params = binding.descriptors();
    descriptor.params[0].default_value = ParamBinding<Field>::written(initial);
    NodeRegistry registry;
    try {
        registry.add({std::move(descriptor),
                      [](const Value::Object&) -> std::unique_ptr<Node> { return nullptr; }});
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

struct Part {
    float weight = 0.5F;
    static Fields<Part> describe() {
        return Fields<Part>{}.param(
            "weight", &Part::weight, {.doc = "How much.", .minimum = 0, .maximum = 1});
    }
};

// Its payload is called like penstock's.
struct Impostor {
    static constexpr const char* payload_name = "image";
    [[nodiscard]] std::uint64_t byte_size() const { return 0; }
};
struct GivesImpostor {
    struct Params {};
    static Description<GivesImpostor> describe() { return {"gives", "Gives."}; }
    NodeBound bound(const PayloadBound& input, const Params&) const { return {.output = input}; }
    Impostor process(const Image&, const Params&, NodeContext&) const { return {}; }
};
struct TakesImpostor {
    struct Params {};
    static Description<TakesImpostor> describe() { return {"takes", "Takes."}; }
    void process(const Impostor&, const Params&, NodeContext&) const {}
};

// A description that is right, to be spoilt.
NodeType good() {
    NodeDescriptor descriptor;
    descriptor.type = "good";
    descriptor.doc = "Does good.";
    descriptor.inputs = {{"in", "image", "images"}};
    descriptor.outputs = {{"out", "image", "images"}};
    ParamDescriptor size;
    size.name = "size";
    size.type = ParamType::integer;
    size.doc = "How large.";
    size.minimum = 1;
    size.maximum = 9;
    size.default_value = 3;
    ParamDescriptor mode;
    mode.name = "mode";
    mode.type = ParamType::choice;
    mode.doc = "How.";
    mode.choices = {"a", "b"};
    mode.default_value = "a";
    descriptor.params = {size, mode};
    return {std::move(descriptor),
            [](const Value::Object&) -> std::unique_ptr<Node> { return nullptr; }};
}

std::string refusal(const std::function<void(NodeType&)>& spoil) {
    NodeRegistry registry;
    NodeType type = good();
    spoil(type);
    try {
        registry.add(std::move(type));
    } catch (const std::invalid_argument& error) {
        CHECK(registry.names().empty());
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("a registered class is found by its name and can be made", "[registry]") {
    NodeRegistry registry;
    registry.add<Count>();
    registry.add<Brighten>();
    CHECK(registry.names() == std::vector<std::string>{"brighten", "count"});
    CHECK(registry.find("nothing") == nullptr);
    const NodeType* brighten = registry.find("brighten");
    REQUIRE(brighten != nullptr);
    CHECK(brighten->make({{"amount", 0.25}}) != nullptr);
    CHECK(brighten->rewritten({{"amount", 0.25}}) == Value::Object{{"amount", 0.25}});
    CHECK(brighten->rewritten({}) == Value::Object{{"amount", 0.5}});
}

TEST_CASE("kind, ports and concurrency follow from the verb", "[registry]") {
    NodeRegistry registry;
    registry.add<Count>();
    registry.add<Brighten>();
    const NodeDescriptor& brighten = registry.find("brighten")->descriptor;
    CHECK(brighten.kind == NodeKind::transform);
    CHECK(brighten.find_input("in")->payload == "image");
    CHECK(brighten.find_output("out")->payload == "image");
    CHECK(brighten.traits.is_concurrent);
    CHECK(brighten.traits.takes_ownership);
    const NodeDescriptor& count = registry.find("count")->descriptor;
    CHECK(count.kind == NodeKind::sink);
    CHECK(count.find_input("in")->payload == "any");
    CHECK(count.outputs.empty());
    CHECK_FALSE(count.traits.is_concurrent);
}

TEST_CASE("a class can say by its parameters what its ports, results and clock are", "[registry]") {
    NodeRegistry registry;
    registry.add<Fan>();
    registry.add<Brighten>();
    const NodeType& fan = *registry.find("fan");
    CHECK(fan.descriptor.names_outputs);
    CHECK_FALSE(fan.descriptor.names_inputs);
    CHECK(fan.outputs({{"ways", 3}}).size() == 3);
    CHECK(fan.inputs({{"ways", 3}}).size() == 1);
    CHECK(fan.descriptor.attributes == std::vector<std::string>{"way"});
    CHECK_FALSE(fan.consults_clock({{"ways", 5}}));
    CHECK(fan.consults_clock({{"ways", 6}}));
    const auto node = fan.make({{"ways", 7}});
    CHECK(dynamic_cast<const WorkNode&>(*node).most_results() == 7);
    const NodeType& brighten = *registry.find("brighten");
    CHECK_FALSE(brighten.descriptor.names_outputs);
    CHECK(brighten.outputs({}).size() == 1);
    CHECK(dynamic_cast<const WorkNode&>(*brighten.make({})).most_results() == 1);
}

TEST_CASE("a node that says nothing of it hands on of what its input is a piece", "[registry]") {
    NodeRegistry registry;
    registry.add<Fan>();
    registry.add<Brighten>();
    const ImageSpec spec{8, 6, 3, PixelType::u8, {}};
    const auto fan = registry.find("fan")->make({});
    const PayloadBound piece =
        dynamic_cast<const WorkNode&>(*fan).bound(PayloadBound::image(spec)).output.members[1];
    CHECK(piece.whole == spec);
    const auto brighten = registry.find("brighten")->make({});
    CHECK(dynamic_cast<const WorkNode&>(*brighten).bound(piece).output.whole == spec);
}

TEST_CASE("a name that is taken is refused and the first type stays", "[registry]") {
    NodeRegistry registry;
    registry.add<Brighten>();
    CHECK_THROWS_WITH(registry.add<Brighten>(),
                      "there is a node type \"brighten\" already; choose another name");
    CHECK(registry.find("brighten")->make({}) != nullptr);
}

TEST_CASE("descriptions that contradict themselves are refused", "[registry]") {
    struct Spoilt {
        std::function<void(NodeDescriptor&)> by;
        std::string message;
    };
    const std::vector<Spoilt> all = {
        {[](NodeDescriptor&) {}, "accepted"},
        {[](NodeDescriptor& d) { d.type = "Not Good"; },
         "node type \"Not Good\": its name has something else than a-z, 0-9 and _"},
        {[](NodeDescriptor& d) { d.doc.clear(); }, "node type \"good\": it has no doc"},
        {[](NodeDescriptor& d) { d.inputs.clear(); },
         "node type \"good\": a transform has an input"},
        {[](NodeDescriptor& d) { d.kind = NodeKind::sink; },
         "node type \"good\": a sink has no output"},
        {[](NodeDescriptor& d) { d.outputs.push_back(d.outputs[0]); },
         "node type \"good\": there are two outputs \"out\""},
        {[](NodeDescriptor& d) { d.outputs[0].name = "dead_letter"; },
         "node type \"good\": the output \"dead_letter\" is added by the engine"},
        {[](NodeDescriptor& d) { d.params[1].name = "size"; },
         "node type \"good\": there are two parameters \"size\""},
        {[](NodeDescriptor& d) { d.params[0].name = "a b"; },
         "node type \"good\": parameter \"a b\" has a name with something else than a-z, 0-9 and "
         "_"},
        {[](NodeDescriptor& d) { d.params[0].doc.clear(); },
         "node type \"good\": parameter \"size\" has no doc"},
        {[](NodeDescriptor& d) { d.params[0].default_value = "3"; },
         "node type \"good\": the default of parameter \"size\" is written as string; the "
         "parameter is of type integer"},
        {[](NodeDescriptor& d) { d.params[0].default_value = 0; },
         "node type \"good\": the default of parameter \"size\" is below the minimum, 1"},
        {[](NodeDescriptor& d) { d.params[0].default_value = 10; },
         "node type \"good\": the default of parameter \"size\" is above the maximum, 9"},
        {[](NodeDescriptor& d) { d.params[0].minimum = 10; },
         "node type \"good\": parameter \"size\" has a minimum above its maximum"},
        {[](NodeDescriptor& d) { d.params[0].is_template = true; },
         "node type \"good\": parameter \"size\" is a template but no string"},
        {[](NodeDescriptor& d) { d.params[0].is_required = true; },
         "node type \"good\": parameter \"size\" is required but has no example"},
        {[](NodeDescriptor& d) {
             d.params[0].is_required = true;
             d.params[0].example = "3";
         },
         "node type \"good\": parameter \"size\" is required but has a default"},
        {[](NodeDescriptor& d) { d.params[0].choices = {"a"}; },
         "node type \"good\": parameter \"size\" has choices but is of type integer"},
        {[](NodeDescriptor& d) { d.params[1].choices.clear(); },
         "node type \"good\": parameter \"mode\" has no choices"},
        {[](NodeDescriptor& d) {
             d.params[1].choices = {"a", "a"};
         },
         "node type \"good\": parameter \"mode\" has a choice twice"},
        {[](NodeDescriptor& d) { d.params[1].default_value = "c"; },
         "node type \"good\": the default of parameter \"mode\" is none of its choices"},
        {[](NodeDescriptor& d) { d.params[1].default_value = nullptr; },
         "node type \"good\": the default of parameter \"mode\" is none of its choices"},
        {[](NodeDescriptor& d) { d.params[1].minimum = 1; },
         "node type \"good\": parameter \"mode\" has a range but is of type choice"},
        {[](NodeDescriptor& d) { d.traits.can_order = true; },
         "node type \"good\": it can order but has no parameter \"order\""},
    };
    for (const Spoilt& spoilt : all)
        CHECK(refusal([&spoilt](NodeType& type) { spoilt.by(type.descriptor); }) == spoilt.message);
    CHECK(refusal([](NodeType& type) { type.make = nullptr; }) ==
          "node type \"good\" cannot be made: `make` is empty");
}

TEST_CASE("a range beyond what the member can hold is refused", "[registry]") {
    const std::string remedy = "; give the member another type, or leave the ";
    CHECK(refusal_of<signed char>(0, {.doc = "X.", .minimum = 0, .maximum = 1000}) ==
          "node type \"good\": parameter \"v\" has the maximum 1000, and its C++ type ends at 127" +
              remedy + "maximum out");
    CHECK(refusal_of<std::uint32_t>(0, {.doc = "X.", .minimum = -5}) ==
          "node type \"good\": parameter \"v\" has the minimum -5, and its C++ type begins at 0" +
              remedy + "minimum out");
    CHECK_THAT(refusal_of<std::optional<std::uint8_t>>({}, {.doc = "X.", .maximum = 256}),
               Contains("its C++ type ends at 255"));
    CHECK(refusal_of<std::uint8_t>(9, {.doc = "X.", .minimum = 0, .maximum = 255}) == "accepted");
    CHECK(refusal_of<double>(0, {.doc = "X.", .minimum = NAN}) ==
          "node type \"good\": parameter \"v\" has a range that does not end at a finite number; "
          "leave that end out");
    CHECK_THAT(refusal_of<double>(0, {.doc = "X.", .maximum = INFINITY}),
               Contains("does not end at a finite number"));
}

TEST_CASE("a default that a config could not say is refused", "[registry]") {
    const std::string begin = "node type \"good\": the default of parameter \"v\" ";
    const ParamOptions plain{.doc = "X."};
    const ParamOptions share{.doc = "X.", .minimum = 0, .maximum = 1};
    CHECK(refusal_of<float>(NAN, share) == begin + "is not a finite number");
    CHECK(refusal_of<double>(INFINITY, plain) == begin + "is not a finite number");
    CHECK(refusal_of<std::optional<float>>(NAN, plain) == begin + "is not a finite number");
    CHECK(refusal_of<std::vector<double>>({0, NAN}, plain) ==
          begin + "has an element that is not a finite number");
    CHECK(refusal_of<std::vector<double>>({0.5, 5}, share) ==
          begin + "has an element that is above the maximum, 1");
    CHECK(refusal_of<std::vector<double>>({0.5, 1}, share) == "accepted");
    CHECK(refusal_of<Value::Object>({{"a", INFINITY}}, plain) ==
          begin + "has a member \"a\" that is not a finite number");
    CHECK(refusal_of<Part>({NAN}, plain) ==
          begin + "has a member \"weight\" that is not a finite number");
    CHECK(refusal_of<std::vector<Part>>({{0.5F}, {2}}, plain) ==
          begin + "has an element that has a member \"weight\" that is above the maximum, 1");
    CHECK(refusal_of<Duration>(Duration{-1}, plain) == begin + "is -1ns, which is below nothing");
    CHECK(refusal_of<Duration>(std::chrono::seconds{2}, share) ==
          begin + "is above the maximum, 1");
    CHECK(refusal_of<Duration>(std::chrono::microseconds{7}, {.doc = "X.", .minimum = 7e-6}) ==
          "accepted");
    CHECK(refusal_of<ByteSize>({4096}, {.doc = "X.", .minimum = 4097}) ==
          begin + "is below the minimum, 4097");
    CHECK(refusal_of<ByteSize>({~std::uint64_t{0}}, plain) ==
          begin + "is 18446744073709551615B, which is more than a config can say");
    CHECK(refusal_of<PixelCount>({1000}, {.doc = "X.", .maximum = 1000}) == "accepted");
    CHECK(refusal_of<float>(0.1F, {.doc = "X.", .maximum = 0.1}) == "accepted");
    CHECK(refusal_of<float>(0.7F, {.doc = "X.", .minimum = 0.7}) == "accepted");
    CHECK(refusal_of<NamedConditions>({}, plain) == "accepted");
}

TEST_CASE("a payload type of one's own with the name of another is refused", "[registry]") {
    NodeRegistry registry;
    const std::string rest = "\": a payload type of its own has the name \"image\", which one of "
                             "penstock's has; choose another payload_name";
    CHECK_THROWS_WITH(registry.add<GivesImpostor>(), "node type \"gives" + rest);
    CHECK_THROWS_WITH(registry.add<TakesImpostor>(), "node type \"takes" + rest);
}

} // namespace penstock
