// SPDX-License-Identifier: Apache-2.0
// A sound node, and mutants of it: each has one fault, which the check that is named for it finds.
#include "penstock/testing/conformance.hpp"

#include "penstock/node_registry.hpp"
#include "penstock/testing/samples.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::testing;

namespace {

[[noreturn]] void refuse(const ImageSpec& spec) {
    throw ItemError{ErrorClass::unsupported,
                    "expected 8 bits, and got " + spec.to_string() + "; put a convert before it"};
}

/// Adds to every sample, and takes off what is too much.
struct Sound {
    struct Params {
        std::uint32_t amount = 10;
        std::uint32_t most = 200;
        bool hurry = false;
    };
    template <class Mutant> static Description<Mutant> described() {
        return Description<Mutant>{"mutant", "Adds to every sample."}
            .param("amount", &Params::amount, {.doc = "How much.", .minimum = 0, .maximum = 90})
            .param("most", &Params::most, {.doc = "The largest.", .minimum = 1, .maximum = 250});
    }
    static Description<Sound> describe() {
        return described<Sound>().param(
            "hurry", &Params::hurry, {.doc = "Is about speed.", .affects_result = false});
    }
    static std::byte sum(std::byte sample, std::uint32_t amount, std::uint32_t most) {
        return static_cast<std::byte>(
            std::min(std::to_integer<std::uint32_t>(sample) + amount, most));
    }
    static void work(const Image& image, Image& result, const Params& params) {
        if (image.spec().pixel_type != PixelType::u8)
            refuse(image.spec());
        for (std::size_t i = 0; i < image.pixels().size(); ++i)
            result.pixels()[i] = sum(image.pixels()[i], params.amount, params.most);
    }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = context.allocate_image(image.spec());
        work(image, result, params);
        return result;
    }
};

/// Two parameters are stored in one member.
struct Swapped : Sound {
    static Description<Swapped> describe() {
        return Description<Swapped>{"mutant", "Adds to every sample."}
            .param("amount", &Params::amount, {.doc = "How much.", .minimum = 0, .maximum = 90})
            .param("most", &Params::amount, {.doc = "The largest.", .minimum = 1, .maximum = 250});
    }
};

struct Ignoring : Sound {
    static Description<Ignoring> describe() { return described<Ignoring>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        return Sound::process(image, {.amount = params.amount}, context);
    }
};

/// Works with memory in the class. Atomic, so that it is no undefined behaviour beside.
struct Racing : Sound {
    static Description<Racing> describe() { return described<Racing>(); }
    Racing() = default;
    Racing(const Racing&) {}
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        scratch = image.spec().width;
        Image result = context.allocate_image(image.spec());
        work(image, result, params);
        if (result.spec().pixel_type == PixelType::u8)
            result.pixels()[0] = static_cast<std::byte>(scratch.load());
        return result;
    }
    mutable std::atomic<std::uint32_t> scratch{0};
};

struct Moody : Sound {
    static Description<Moody> describe() { return described<Moody>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = Sound::process(image, params, context);
        result.pixels()[0] = static_cast<std::byte>(++calls);
        return result;
    }
    inline static std::atomic<int> calls{0};
};

struct Throwing : Sound {
    static Description<Throwing> describe() { return described<Throwing>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (image.spec().pixel_type != PixelType::u8)
            throw std::logic_error{"8 bits"};
        return Sound::process(image, params, context);
    }
};

struct Emptying : Sound {
    static Description<Emptying> describe() { return described<Emptying>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (image.spec().pixel_type == PixelType::u8)
            return Sound::process(image, params, context);
        Image result = context.allocate_image(image.spec());
        const Image taken = std::move(result);
        return result; // NOLINT: of what was moved from the spec is left
    }
};

/// Takes its time with large pictures, stopped or not.
struct Deaf : Sound {
    static Description<Deaf> describe() { return described<Deaf>(); }
    static constexpr std::chrono::milliseconds patience{40};
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const auto end = std::chrono::steady_clock::now() + 2 * patience;
        while (image.spec().width > 150 && std::chrono::steady_clock::now() < end) {
        }
        return Sound::process(image, params, context);
    }
};

/// The same, but it asks.
struct Listening : Deaf {
    static Description<Listening> describe() { return described<Listening>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (context.stop_requested())
            throw ItemError{ErrorClass::cancelled, "stopped"};
        return Deaf::process(image, params, context);
    }
};

struct Dropping : Sound {
    static Description<Dropping> describe() { return described<Dropping>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = Sound::process(image, params, context);
        result.set_metadata(nullptr);
        return result;
    }
};

struct Large : Sound {
    static Description<Large> describe() { return described<Large>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const std::vector<int> row(image.spec().width - 1);
        if (image.spec().height == 1)
            (void)row.at(0);
        return Sound::process(image, params, context);
    }
};

struct Hoarding : Sound {
    static Description<Hoarding> describe() { return described<Hoarding>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = Sound::process(image, params, context);
        const std::lock_guard lock{mutex};
        kept.push_back(result);
        return result;
    }
    inline static std::mutex mutex;
    inline static std::vector<Image> kept;
};

struct Greedy : Sound {
    static Description<Greedy> describe() { return described<Greedy>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const Image scratch = context.allocate_image(image.spec());
        return Sound::process(image, params, context);
    }
};

struct Writing : Sound {
    static Description<Writing> describe() { return described<Writing>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = Sound::process(image, params, context);
        std::memset(const_cast<std::byte*>(image.pixels().data()), 0, image.pixels().size());
        return result;
    }
};

struct Contradicting : Sound {
    static Description<Contradicting> describe() { return described<Contradicting>(); }
    static void check(const Params& params) {
        if (params.amount >= 90)
            throw std::invalid_argument{"the amount is less than 90"};
    }
};

/// Fails on anything but 8 bits, with another class, or with a message that says nothing.
struct Vague : Sound {
    static Description<Vague> describe() { return described<Vague>(); }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (image.spec().pixel_type == PixelType::f16)
            throw ItemError{ErrorClass::corrupt, "got f16"};
        if (image.spec().pixel_type != PixelType::u8)
            throw ItemError{ErrorClass::unsupported, "no"};
        return Sound::process(image, params, context);
    }
};

/// Says that it works in place.
struct Elsewhere : Sound {
    static Description<Elsewhere> describe() { return described<Elsewhere>().works_in_place(); }
};

/// Declares half of what it makes.
struct Small : Sound {
    static Description<Small> describe() { return described<Small>(); }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::image({input.spec.width / 2, 1, 1});
        bound.working_bytes = input.bytes;
        return bound;
    }
};

struct Point {
    std::int64_t x = 1;
    std::int64_t y = 2;
    static Fields<Point> describe() {
        return Fields<Point>{}
            .param("x", &Point::x, {.doc = "From the left."})
            .param("y", &Point::y, {.doc = "From the top."});
    }
};

/// A parameter of each type; all of them can be read in an attribute, but for one that is ignored.
struct Everything {
    enum class Word { one, two };
    struct Params {
        bool boolean = false;
        std::int64_t integer = 3;
        double number = 0.5;
        std::string string;
        ByteSize byte_size{1 << 20};
        PixelCount pixel_count;
        Duration duration{};
        Word choice = Word::one;
        std::vector<std::string> string_list = {"a", "b"};
        std::vector<double> number_list = {1, 2};
        std::optional<Condition> condition;
        std::optional<NamedConditions> conditions; // `{}` is nothing that a config may say
        Value::Object attributes;
        Point object;
        std::vector<Point> object_list = {Point{}};
    };
    static Description<Everything> describe() {
        return Description<Everything>{"everything", "Has parameters of all types."}
            .param("boolean", &Params::boolean, {.doc = "One."})
            .param("integer", &Params::integer, {.doc = "One."})
            .param("number", &Params::number, {.doc = "One.", .minimum = 0, .maximum = 1})
            .param("string", &Params::string, {.doc = "One."})
            .param("byte_size", &Params::byte_size, {.doc = "One."})
            .param("pixel_count", &Params::pixel_count, {.doc = "One."})
            .param("duration", &Params::duration, {.doc = "One."})
            .choice("choice",
                    &Params::choice,
                    {{"one", Word::one}, {"uno", Word::one}, {"two", Word::two}},
                    {.doc = "One."})
            .param("string_list", &Params::string_list, {.doc = "One."})
            .param("number_list", &Params::number_list, {.doc = "One."})
            .param("condition", &Params::condition, {.doc = "One."})
            .param("conditions", &Params::conditions, {.doc = "One."})
            .param("attributes", &Params::attributes, {.doc = "One."})
            .param("object", &Params::object, {.doc = "One."})
            .param("object_list", &Params::object_list, {.doc = "One."});
    }
    Image process(Image image, const Params& params, NodeContext& context) const {
        for (const auto& [name, value] : describe().written(params))
            if (name != ignored)
                context.set_attribute("its_" + name, value);
        return image;
    }
    inline static std::string ignored;
};

template <class Node> std::set<std::string> checks_that_find(ConformanceOptions options = {}) {
    const ConformanceReport report = conformance<Node>(options);
    UNSCOPED_INFO(to_string(report));
    std::set<std::string> checks;
    for (const Finding& finding : report.findings)
        checks.insert(finding.check);
    return checks;
}

using Checks = std::set<std::string>;

} // namespace

TEST_CASE("a sound node has no finding, and all checks were made", "[testing][conformance]") {
    const ConformanceReport report = conformance<Sound>();
    CHECK(to_string(report) == "mutant: no finding in 13 checks");
    CHECK(report.conforms());
    CHECK(report.checks.front() == "parameters_round_trip");
}

TEST_CASE("each mutant is found by the check that is named for its fault",
          "[testing][conformance]") {
    CHECK(checks_that_find<Swapped>() == Checks{"parameters_round_trip"});
    CHECK(checks_that_find<Ignoring>() == Checks{"every_parameter_counts"});
    CHECK(checks_that_find<Racing>() == Checks{"const_is_safe"});
    CHECK(checks_that_find<Moody>() == Checks{"determinism"});
    CHECK(checks_that_find<Throwing>() == Checks{"errors_are_classified"});
    CHECK(checks_that_find<Emptying>() == Checks{"errors_are_classified"});
    CHECK(checks_that_find<Dropping>() == Checks{"metadata_kept"});
    CHECK(checks_that_find<Large>() == Checks{"sizes"});
    CHECK(checks_that_find<Hoarding>() == Checks{"no_leak"});
    CHECK(checks_that_find<Greedy>() == Checks{"within_bound"});
    CHECK(checks_that_find<Writing>() == Checks{"input_untouched"});
    CHECK(checks_that_find<Contradicting>() == Checks{"range_ends"});
    CHECK(checks_that_find<Vague>() == Checks{"pixel_types"});
    Hoarding::kept.clear();
}

TEST_CASE("a call that lasts and does not ask whether to stop is found", "[testing][conformance]") {
    ConformanceOptions options;
    options.patience = Deaf::patience;
    CHECK(checks_that_find<Deaf>(options) == Checks{"stop_flag"});
    CHECK(checks_that_find<Listening>(options) == Checks{});
    CHECK(checks_that_find<Deaf>() == Checks{}); // it is patient by itself
}

TEST_CASE("results that are larger or elsewhere than declared are found",
          "[testing][conformance]") {
    CHECK(checks_that_find<Elsewhere>() == Checks{"within_bound"});
    CHECK(checks_that_find<Small>() == Checks{"within_bound"});
}

TEST_CASE("findings say what was seen and what to do", "[testing][conformance]") {
    const auto first = [](const ConformanceReport& report) {
        return report.findings.empty() ? std::string{} : report.findings.front().message;
    };
    CHECK(first(conformance<Swapped>()).find("two parameters stored in one member") !=
          std::string::npos);
    CHECK(first(conformance<Ignoring>()).find("\"most\" changes nothing in what comes out") == 0);
    CHECK(first(conformance<Contradicting>()) ==
          "\"amount\": the maximum, 90, is refused, although the description allows it: the amount "
          "is less than 90");
    CHECK(first(conformance<Throwing>()) ==
          "the 12x12 u16 x 1 image: std::logic_error (8 bits); throw an ItemError with a class and "
          "a sentence");
    CHECK(first(conformance<Emptying>()) ==
          "the 12x12 u16 x 1 image: a result without its bytes (return the image that was made: "
          "what was moved from has nothing in it); throw an ItemError with a class and a sentence");
    CHECK(to_string(conformance<Dropping>())
              .find("mutant: metadata_kept: the 26x18 u8 x 3 image "
                    "has lost its metadata") == 0);
}

TEST_CASE("options say what cannot be known", "[testing][conformance]") {
    CHECK(checks_that_find<Dropping>({.loses_metadata = true}) == Checks{});
    CHECK(checks_that_find<Writing>({.without = {{"input_untouched", "a test"}}}) == Checks{});
}

TEST_CASE("parameters, samples and alternatives of the options are used",
          "[testing][conformance]") {
    Image dark = sample_image({4, 4, 1, PixelType::u8, ColourSpace::srgb});
    std::memset(dark.pixels().data(), 0, dark.pixels().size());
    ConformanceOptions options;
    options.alternatives = {{"most", {Value{50}}}};
    CHECK(checks_that_find<Sound>(options) == Checks{});
    options.samples = {dark}; // is never too bright
    CHECK(checks_that_find<Sound>(options) == Checks{"every_parameter_counts"});
    options.params = {{"amount", 0}};
    options.other_params = {{{"amount", 90}}};
    CHECK(checks_that_find<Sound>(options) == Checks{});
}

TEST_CASE("options that mean nothing are refused", "[testing][conformance]") {
    CHECK_THROWS_AS(conformance<Sound>({.without = {{"colour", "a test"}}}), std::invalid_argument);
    CHECK_THROWS_AS(conformance<Sound>({.without = {{"sizes", ""}}}), std::invalid_argument);
    CHECK_THROWS_AS(conformance<Sound>({.alternatives = {{"colour", {Value{1}}}}}),
                    std::invalid_argument);
    CHECK_THROWS_WITH(
        conformance<Sound>({.params = {{"amount", 91}}}),
        Catch::Matchers::Contains("cannot be made with the parameters in the options") &&
            Catch::Matchers::Contains("from 0 to 90"));
}

TEST_CASE("a parameter of any type that is ignored is found, and no other",
          "[testing][conformance]") {
    ConformanceOptions options;
    options.samples = {sample_image({2, 2, 1})};
    Everything::ignored = "";
    CHECK(to_string(conformance<Everything>(options)) == "everything: no finding in 13 checks");
    for (const ParamDescriptor& param : Everything::describe().descriptor().params) {
        Everything::ignored = param.name;
        const ConformanceReport report = conformance<Everything>(options);
        INFO(param.name << ": " << to_string(report));
        REQUIRE(report.findings.size() == 1);
        CHECK(report.findings.front().check == "every_parameter_counts");
        CHECK(report.findings.front().message.find('"' + param.name + '"') == 0);
    }
}

TEST_CASE("an integer that comes back as its neighbour is found", "[testing][conformance]") {
    NodeType type = NodeTypeMaker<Everything>{Everything::describe()}.make();
    type.rewritten = [kept = type.rewritten](const Value::Object& params) {
        Value::Object after = kept(params);
        for (auto& [name, value] : after)
            if (name == "integer")
                value = value.as_integer() / 2 * 2;
        return after;
    };
    ConformanceOptions options;
    options.samples = {sample_image({2, 2, 1})};
    options.params = {{"integer", 50'000'000}};
    options.alternatives = {{"integer", {Value{50'000'001}}}};
    const ConformanceReport report = conformance(type, options);
    INFO(to_string(report));
    REQUIRE_FALSE(report.conforms());
    CHECK(report.findings.front().check == "parameters_round_trip");
}

TEST_CASE("what is thrown while several threads call comes out", "[testing][conformance]") {
    NodeType type = NodeTypeMaker<Everything>{Everything::describe()}.make();
    type.outputs_of = [ports = type.descriptor.outputs,
                       one = std::this_thread::get_id()](const Value::Object& /*params*/) {
        if (std::this_thread::get_id() != one)
            throw std::logic_error{"only one thread may ask for the outputs"};
        return ports;
    };
    CHECK_THROWS_WITH(conformance(type), "only one thread may ask for the outputs");
}

TEST_CASE("a node that is not made without a graph is asked what can be asked",
          "[testing][conformance]") {
    const NodeRegistry registry = built_in_nodes();
    CHECK(conformance(*registry.find("limiter")).checks == std::vector<std::string>{"range_ends"});
    const auto checks = conformance(*registry.find("generate"), {.params = {{"count", 1}}}).checks;
    CHECK(checks == std::vector<std::string>{"parameters_round_trip", "range_ends"});
}
