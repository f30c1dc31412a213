// SPDX-License-Identifier: Apache-2.0
// The runner, the counter of images and the probe: the parts that need no graph.
#include "penstock/testing/node_runner.hpp"

#include "penstock/config_error.hpp"
#include "penstock/list_member.hpp"
#include "penstock/node_registry.hpp"
#include "penstock/testing/concurrency_probe.hpp"
#include "penstock/testing/samples.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::testing;

namespace {

constexpr ImageSpec small{8, 4, 3, PixelType::u8, ColourSpace::srgb};

/// Does what its mode says.
struct Moody {
    struct Params {
        std::string mode = "copy";
        std::int64_t level = 1;
    };
    static Description<Moody> describe() {
        return Description<Moody>{"moody", "Does as it is told."}
            .param("mode", &Params::mode, {.doc = "What it does."})
            .param("level", &Params::level, {.doc = "A number.", .minimum = 1, .maximum = 5});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        bound.working_bytes = buffer_capacity(100);
        return bound;
    }
    std::optional<Image>
    process(const Image& image, const Params& params, NodeContext& context) const {
        if (params.mode == "fail")
            throw ItemError{ErrorClass::corrupt, "torn"};
        if (params.mode == "skip")
            throw ItemSkipped{"nothing to do"};
        if (params.mode == "range")
            throw std::out_of_range{"too far"};
        if (params.mode == "memory")
            throw std::bad_alloc{};
        if (params.mode == "number")
            throw 7;
        if (params.mode == "port")
            context.leave_by(3);
        if (params.mode == "drop" || (params.mode == "stop" && context.stop_requested()))
            return std::nullopt;
        { const Buffer scratch = context.allocate_bytes(100); }
        context.set_attribute("seen", static_cast<std::int64_t>(context.item().sequence));
        context.note("copied");
        Image result = context.allocate_image(image.spec());
        image.clone_into(result);
        return result;
    }
};

/// Writes into the image that it gets.
struct Blacken {
    struct Params {};
    static Description<Blacken> describe() { return {"blacken", "Sets all to 0."}; }
    Image process(Image image, const Params&, NodeContext&) const {
        for (std::byte& sample : image.pixels())
            sample = std::byte{0};
        return image;
    }
};

/// Gives back the last image that it got. Wide ones it does not take, high ones it passes over.
struct Last {
    struct Params {};
    static Description<Last> describe() { return {"last", "Keeps the last."}; }
    std::uint64_t group_size(const Params&) const { return 4; }
    NodeBound bound(const PayloadBound& largest, const Params&) const {
        return {.output = largest, .working_bytes = 0, .codec_bytes = 0};
    }
    void begin(const Params&, NodeContext& result) {
        begun_with = result.item();
        if (is_broken)
            throw ItemError{ErrorClass::io, "no room for a group"};
    }
    void add(const Image& image, std::uint64_t position, const Params&, NodeContext& context) {
        if (image.spec().width > small.width)
            throw ItemError{ErrorClass::limit, "too wide"};
        if (image.spec().height > small.height)
            throw ItemSkipped{"high"};
        context.set_attribute("of_member", true);
        places.emplace_back(context.item().request.name, position);
        last = image;
    }
    Image finish(const Params&, NodeContext& context) {
        const Value* members = context.item().attributes.find("members");
        seen_members = members != nullptr ? members->as_integer() : -1;
        if (seen_members == 0)
            throw ItemError{ErrorClass::node, "nobody"};
        return last;
    }
    Image last;
    inline static bool is_broken = false;
    inline static ItemInfo begun_with;
    inline static std::vector<std::pair<std::string, std::uint64_t>> places;
    inline static std::int64_t seen_members = 0;
};

List group_of(const std::vector<ImageSpec>& specs) {
    List group;
    for (const ImageSpec& spec : specs) {
        Image image = sample_image(spec);
        image.set_metadata(sample_metadata());
        ItemInfo info;
        info.request.name = std::to_string(group.members.size());
        group.members.push_back({std::move(info), std::move(image)});
    }
    return group;
}

struct Unwilling : Blacken {
    static Description<Unwilling> describe() { return {"unwilling", "Cannot be closed."}; }
    void close() { throw std::runtime_error{"the disk is full"}; }
};

Outcome outcome_of(const char* mode, const Situation& situation = {}) {
    return NodeRunner::of<Moody>({{"mode", mode}}).feed(sample_image(small), situation);
}

struct Life {
    struct Params {};
    static Description<Life> describe() { return {"life", "Says when it is opened and closed."}; }
    void open(const Params&, const OpenContext&) { ++opened; }
    void close() { ++closed; }
    void process(const Image&, const Params&, NodeContext& context) const {
        context.output_delivered("a.png");
    }
    inline static int opened = 0;
    inline static int closed = 0;
};

const NodeType& built_in(const char* type) {
    static const NodeRegistry registry = built_in_nodes();
    return *registry.find(type);
}

} // namespace

TEST_CASE("a call gives a result, attributes, notes and what it took", "[testing][runner]") {
    auto runner = NodeRunner::of<Moody>();
    Situation situation;
    situation.item.sequence = 7;
    situation.item.attributes.set("before", true);
    Image input = sample_image(small);
    input.set_metadata(sample_metadata());
    const Outcome outcome = runner.feed(input, situation);
    CHECK(outcome.has_returned());
    CHECK(outcome.told() == "gave image");
    CHECK(outcome.get<Image>().spec() == small);
    CHECK(outcome.get<Image>().metadata() == input.metadata());
    CHECK(outcome.outputs.front().port == 0);
    CHECK(outcome.attributes.find("seen")->as_integer() == 7);
    CHECK(outcome.attributes.find("before")->as_bool());
    CHECK(outcome.notes == std::vector<std::string>{"moody: copied"});
    CHECK(outcome.allocated_bytes == 2 * 4096);
    CHECK(outcome.peak_bytes == 4096);
    CHECK(outcome.bound->output.spec == small);
    CHECK(outcome.bound->working_bytes == 4096);
    CHECK_THROWS_AS(outcome.get<Encoded>(), std::logic_error);
}

TEST_CASE("whatever a node throws is in the outcome", "[testing][runner]") {
    const Outcome failed = outcome_of("fail");
    CHECK(failed.failure->error_class == ErrorClass::corrupt);
    CHECK(failed.failure->thrown.empty());
    CHECK(failed.told() == "failed (corrupt): torn");
    CHECK(failed.outputs.empty());
    CHECK(outcome_of("skip").told() == "was skipped: nothing to do");
    CHECK(outcome_of("drop").is_dropped);
    CHECK(outcome_of("range").told() == "failed (std::out_of_range): too far");
    CHECK(outcome_of("memory").failure->error_class == ErrorClass::resource);
    CHECK(outcome_of("memory").failure->thrown == "std::bad_alloc");
    CHECK(outcome_of("number").failure->thrown == "no exception");
    CHECK(outcome_of("port").told() == "failed (a port that is not there): the node left by its "
                                       "output number 4, and has 1");
}

TEST_CASE("a node sees the stop flag, and its questions are counted", "[testing][runner]") {
    CHECK_FALSE(outcome_of("stop").is_dropped);
    const Outcome stopped = outcome_of("stop", {.item = {}, .is_stopping = true});
    CHECK(stopped.is_dropped);
    CHECK(stopped.stop_questions == 1);
    int questions = 0;
    outcome_of("copy", {.item = {}, .is_stopping = false, .at_question = [&] { ++questions; }});
    CHECK(questions == 4); // two allocations, an attribute, a note
}

TEST_CASE("parameters are checked as those of a config", "[testing][runner]") {
    CHECK_THROWS_AS(NodeRunner::of<Moody>({{"level", 6}}), ConfigError);
    CHECK_THROWS_AS(NodeRunner::of<Moody>({{"levle", 2}}), ConfigError);
    CHECK(NodeRunner::of<Moody>({{"level", 2}}).params() ==
          Value::Object{{"mode", "copy"}, {"level", 2}});
    CHECK_THROWS_AS(NodeRunner{built_in("limiter")}, std::invalid_argument);
}

TEST_CASE("a node that takes its image by value gets pixels of its own where others hold them",
          "[testing][runner]") {
    auto runner = NodeRunner::of<Blacken>();
    Image shared = sample_image(small);
    const std::byte first = std::as_const(shared).pixels()[5];
    const Outcome outcome = runner.feed(shared);
    CHECK(std::as_const(shared).pixels()[5] == first);
    CHECK(outcome.get<Image>().pixels()[5] == std::byte{0});
    CHECK(outcome.allocated_bytes == 0); // the engine's copy, not the node's
    const std::byte* const pixels = std::as_const(shared).pixels().data();
    CHECK(runner.feed(std::move(shared)).get<Image>().pixels().data() == pixels);
}

TEST_CASE("a node is opened once and closed once", "[testing][runner]") {
    Life::opened = Life::closed = 0;
    {
        auto runner = NodeRunner::of<Life>();
        CHECK(Life::opened == 1);
        CHECK(runner.feed(sample_image(small)).delivered == std::vector<std::string>{"a.png"});
        auto moved = std::move(runner);
        moved.close();
        CHECK(Life::closed == 1);
        CHECK_THROWS_AS(moved.feed(sample_image(small)), std::logic_error);
    }
    CHECK(Life::closed == 1);
}

TEST_CASE("what a node throws when it is closed comes out of close alone", "[testing][runner]") {
    auto runner = NodeRunner::of<Unwilling>();
    CHECK_THROWS_WITH(runner.close(), "the disk is full");
    { const auto unseen = NodeRunner::of<Unwilling>(); }
}

TEST_CASE("sources, loaders, joins and gathering nodes are run, too", "[testing][runner]") {
    NodeRunner source{built_in("generate"), {{"count", 2}}};
    CHECK_THROWS_AS(source.feed(sample_image(small)), std::logic_error);
    const Request request = *source.next();
    CHECK(source.next());
    CHECK_FALSE(source.next());

    NodeRunner loader{built_in("render"), {{"width", 6}, {"height", 3}}};
    CHECK(loader.feed(request).get<Image>().spec().width == 6);
    CHECK(loader.feed(request).peak_bytes == 2 * 4096); // the picture, and what it is drawn in
    CHECK(loader.feed(sample_image(small)).failure->error_class == ErrorClass::unsupported);
    CHECK_THROWS_AS(loader.next(), std::logic_error);

    NodeRunner join{built_in("zip"), {{"inputs", Value::Array{"left", "right"}}}};
    const Outcome zipped =
        join.feed(std::vector<Payload>{sample_image(small), sample_image(small)});
    CHECK(zipped.get<List>().members.size() == 2);

    NodeRunner sheet{built_in("contact_sheet"), {{"columns", 2}, {"rows", 1}}};
    const Outcome one = sheet.feed(std::vector<Payload>{sample_image(small), sample_image(small)});
    CHECK(one.get<Image>().spec().width > small.width);

    NodeRunner flip{built_in("flip"), {{"axis", "horizontal"}}};
    CHECK_THROWS_AS(flip.feed(std::vector<Payload>{Image{}, Image{}}), std::logic_error);
}

TEST_CASE("a group is made up as in a graph", "[testing][runner]") {
    Last::places.clear();
    auto runner = NodeRunner::of<Last>();
    Situation situation;
    situation.item.sequence = 5;
    situation.item.request.name = "another";
    situation.item.attributes.set("of_another", true);
    const Outcome outcome = runner.feed(
        group_of({small, {9, 4, 3, PixelType::u8}, {8, 5, 3, PixelType::u8}, small}), situation);
    CHECK(outcome.has_returned());
    CHECK(Last::places == std::vector<std::pair<std::string, std::uint64_t>>{{"0", 0}, {"3", 1}});
    CHECK(Last::begun_with.sequence == 5);
    CHECK(Last::begun_with.request.name == "0"); // of the first member
    CHECK(Last::begun_with.attributes.entries().empty());
    CHECK(Last::seen_members == 2);
    CHECK(outcome.attributes.find("members")->as_integer() == 2);
    CHECK(outcome.attributes.find("of_member") == nullptr); // gone with the member
    CHECK_FALSE(outcome.get<Image>().metadata());           // it does not retain
    REQUIRE(outcome.left_out.size() == 2);
    CHECK(outcome.left_out.front().member == 1);
    CHECK(outcome.left_out.front().failure->error_class == ErrorClass::limit);
    CHECK(outcome.told() ==
          "gave image; member 1 failed (limit): too wide; member 2 was skipped: high");

    const Outcome none = runner.feed(group_of({{9, 4, 3, PixelType::u8}}));
    CHECK(none.is_dropped);
    CHECK(none.told() == "dropped the item; member 0 failed (limit): too wide");
    CHECK(Last::seen_members == 0);

    Last::is_broken = true;
    const Outcome unbegun = runner.feed(group_of({small, small}));
    Last::is_broken = false;
    CHECK(unbegun.told() == "dropped the item; member 0 failed (io): no room for a group; member 1 "
                            "failed (io): no room for a group");

    NodeRunner batch{built_in("batch"), {{"size", 2}}};
    const Outcome list = batch.feed(group_of({small, small}));
    const std::vector<ListMember>& members = list.get<List>().members;
    CHECK(members.back().info.request.name == "1");
    CHECK(members.back().payload.get<Image>()->metadata());
}

TEST_CASE("each output of a node has its port", "[testing][runner]") {
    NodeRunner chooser{
        built_in("switch"),
        {{"cases", Value::Object{{"large", Value::Object{{"attr", "width"}, {"ge", 100}}}}}}};
    const Output other = chooser.feed(sample_image(small)).outputs.front();
    CHECK(other.port == 1);
    CHECK(other.port_name == "default");
    NodeRunner tile{built_in("tile"), {{"width", 4}, {"height", 4}}};
    const Outcome tiles = tile.feed(sample_image(small));
    REQUIRE(tiles.outputs.size() == 2);
    CHECK(tiles.outputs.back().payload.get<Image>()->spec().width == 4);
}

TEST_CASE("images that are alive are counted, and those that are gone are not",
          "[testing][counter]") {
    const LiveImageCounter all;
    std::optional<Image> kept;
    {
        const auto call = LiveImageCounter::part_of(all);
        kept = call.allocate_image(small);
        const Image shared = *kept;
        const Buffer bytes = call.allocate_bytes(5000);
        CHECK(call.images() == 1);
        CHECK(call.buffers() == 2);
        CHECK(all.bytes() == 4096 + 8192);
    }
    CHECK(all.images() == 1);
    CHECK(all.bytes() == 4096);
    kept.reset();
    CHECK(all.images() == 0);
    CHECK(all.buffers() == 0);
    CHECK(all.bytes() == 0);
    CHECK(all.peak_bytes() == 4096 + 8192);
    CHECK(all.allocated_bytes() == 4096 + 8192);
}

TEST_CASE("what a runner's node gave is alive until it is let go of", "[testing][counter]") {
    LiveImageCounter memory;
    {
        auto runner = NodeRunner::of<Moody>();
        memory = runner.memory();
        const Outcome outcome = runner.feed(sample_image(small));
        CHECK(memory.images() == 1);
    }
    CHECK(memory.images() == 0);
}

TEST_CASE("a probe holds threads until so many are inside at once", "[testing][probe]") {
    ConcurrencyProbe probe{3};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&probe] { const ConcurrencyProbe::Inside inside{probe}; });
    }
    CHECK(probe.peak() == 3);
    CHECK(probe.now() == 0);
    CHECK_FALSE(probe.has_given_up());
}

TEST_CASE("a probe gives up at its deadline, and then holds nobody", "[testing][probe]") {
    ConcurrencyProbe probe{2, std::chrono::milliseconds{1}};
    { const ConcurrencyProbe::Inside inside{probe}; }
    CHECK(probe.has_given_up());
    { const ConcurrencyProbe::Inside inside{probe}; }
    CHECK(probe.peak() == 1);
    ConcurrencyProbe counting;
    const ConcurrencyProbe::Inside one{counting};
    const ConcurrencyProbe::Inside two{counting};
    CHECK(counting.now() == 2);
    CHECK(counting.peak() == 2);
}
