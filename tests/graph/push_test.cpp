// SPDX-License-Identifier: Apache-2.0
#include "core/push_queue.hpp"
#include "graph/hold.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace std::chrono_literals;

namespace {

const ImageSpec spec{.width = 64,
                     .height = 48,
                     .channels = 1,
                     .pixel_type = PixelType::u8,
                     .colour_space = ColourSpace::unspecified};

Image image_of(int value) {
    Image image = Image::allocate(spec);
    std::memset(image.pixels().data(), value, image.pixels().size());
    return image;
}

Pushed pushed(const Payload& payload, std::int64_t id) {
    Pushed item;
    item.payload = payload;
    item.attributes.set("id", id);
    return item;
}

/// Fails an item whose bytes are not all the same, or are another number than its "id" says.
struct Uniform {
    struct Params {};
    static Description<Uniform> describe() {
        return Description<Uniform>{"uniform", "Wants one value in all bytes."}.passes_on();
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
    Payload process(Payload payload, const Params&, NodeContext& context) const {
        const Value* id = context.item().attributes.find("id");
        if (id == nullptr)
            throw std::runtime_error{"it came without its attributes"};
        const auto wanted = static_cast<std::byte>(id->as_integer() % 251);
        const auto is_other = [wanted](std::byte byte) { return byte != wanted; };
        bool is_whole = false;
        if (const auto* image = payload.get<Image>())
            is_whole = image->spec() == spec && std::ranges::none_of(image->pixels(), is_other);
        else if (const auto* encoded = payload.get<Encoded>())
            is_whole = encoded->format == "jpeg" && encoded->extension == "jpg" &&
                       std::ranges::none_of(encoded->buffer.bytes(), is_other);
        if (!is_whole)
            throw std::runtime_error{"it did not arrive whole"};
        return payload;
    }
};

ValidatedConfig pushing(const std::string& max_images, const std::string& nodes = "") {
    NodeRegistry registry = engine_nodes();
    registry.add<Uniform>();
    const std::string text =
        config_text(R"("p": {"type": "push"},
                       "g": {"type": "limiter", "params": {"max_images": )" +
                        max_images + R"(}}, "r": {"type": "receive"}, "h": {"type": "held"},
                       "u": {"type": "uniform"}, "e": {"type": "collect"})" +
                        nodes,
                    R"("p -> g -> r -> h -> u -> e")");
    return validate(parse_config(text, "test.json"), registry);
}

} // namespace

TEST_CASE("images that many threads push arrive whole, and within the bound", "[graph][push]") {
    Pipeline pipeline{pushing("3")};
    pipeline.start();
    {
        std::vector<std::jthread> threads;
        for (std::int64_t thread = 0; thread < 8; ++thread)
            threads.emplace_back([&pipeline, thread] {
                Image mine = Image::allocate(spec);
                for (std::int64_t i = 0; i < 40; ++i) {
                    const std::int64_t id = 40 * thread + i;
                    // What was pushed before is its own memory again: it is written over.
                    std::memset(
                        mine.pixels().data(), static_cast<int>(id % 251), mine.pixels().size());
                    if (pipeline.push("p", pushed(mine, id)) != PushResult::accepted)
                        std::abort();
                }
            });
    }
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.written == 320);
    CHECK(report.failures.empty());
    CHECK(report.peak_images <= 3);
}

TEST_CASE("encoded bytes that many threads push arrive whole", "[graph][push]") {
    Pipeline pipeline{pushing("3")};
    pipeline.start();
    {
        std::vector<std::jthread> threads;
        for (std::int64_t thread = 0; thread < 8; ++thread)
            threads.emplace_back([&pipeline, thread] {
                Encoded mine{Buffer::allocate(5000), "jpeg", "jpg", spec};
                for (std::int64_t i = 0; i < 40; ++i) {
                    const std::int64_t id = 40 * thread + i;
                    std::memset(mine.buffer.bytes().data(), static_cast<int>(id % 251), 5000);
                    if (pipeline.push("p", pushed(mine, id), 1h) != PushResult::accepted)
                        std::abort();
                }
            });
    }
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 320);
    CHECK(report.failures.empty());
    CHECK(report.peak_images == 0);
}

TEST_CASE("pushed items have the name that they were given, or their number", "[graph][push]") {
    Seen seen;
    collect_in(&seen);
    std::vector<std::string> names;
    PipelineOptions options;
    options.on_output = [&](std::string_view item, std::string_view) { names.emplace_back(item); };
    Pipeline pipeline{pushing("1"), options};
    pipeline.start();
    Pushed named = pushed(image_of(0), 0);
    named.name = "camera/left.png";
    CHECK(pipeline.push("p", named) == PushResult::accepted);
    CHECK(pipeline.push("p", pushed(image_of(1), 1)) == PushResult::accepted);
    pipeline.close_source("p");
    CHECK(pipeline.wait().items.written == 2);
    collect_in(nullptr);
    CHECK(names == std::vector<std::string>{"camera/left.png", "1"});
    REQUIRE(seen.entries.size() == 2);
    CHECK(seen.entries[1].sequence == 1);
    CHECK(seen.entries[1].first_byte == 1);
}

TEST_CASE("without patience a push says at once that the limiter is full", "[graph][push]") {
    Hold hold;
    Pipeline pipeline{pushing("2")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0), 0s) == PushResult::accepted);
    CHECK(pipeline.push("p", pushed(image_of(1), 1), 0s) == PushResult::accepted);
    CHECK(pipeline.push("p", pushed(image_of(2), 2), 0s) == PushResult::full);
    CHECK(pipeline.push("p", pushed(image_of(2), 2), 5ms) == PushResult::full);
    CHECK(pipeline.progress().items.discovered == 2); // what was not taken is not counted
    hold.release();
    CHECK(pipeline.push("p", pushed(image_of(2), 2), 1h) == PushResult::accepted);
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 3);
    CHECK(report.failures.empty());
    CHECK(report.peak_images == 2);
}

TEST_CASE("a push with patience waits for room", "[graph][push]") {
    Hold hold;
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(pipeline.push("p", pushed(image_of(1), 1), 20ms) == PushResult::full);
    CHECK(std::chrono::steady_clock::now() - begin >= 20ms);
    std::atomic<bool> is_taken{false};
    std::jthread pusher{[&] {
        is_taken = pipeline.push("p", pushed(image_of(1), 1), 1h) == PushResult::accepted;
        pipeline.close_source("p");
    }};
    hold.release();
    CHECK(pipeline.wait().items.written == 2);
    CHECK(is_taken);
}

TEST_CASE("a closed source takes nothing more, and ends the run", "[graph][push]") {
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted);
    pipeline.close_source("p");
    pipeline.close_source("p"); // twice does no harm
    CHECK(pipeline.push("p", pushed(image_of(1), 1)) == PushResult::closed);
    CHECK(pipeline.push("p", pushed(image_of(1), 1), 1h) == PushResult::closed);
    const RunReport report = pipeline.wait();
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.discovered == 1);
    CHECK(pipeline.push("p", pushed(image_of(1), 1)) == PushResult::closed);
    CHECK(pipeline.push("p", pushed(image_of(1), 1), 0s) == PushResult::closed);
}

TEST_CASE("a stop frees those who wait with what they push", "[graph][push][stop]") {
    const bool is_cancelled = GENERATE(false, true);
    const bool has_patience = GENERATE(false, true);
    Hold hold;
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> closed{0};
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 8; ++thread)
            threads.emplace_back([&] {
                while (true) {
                    const PushResult result = has_patience
                                                  ? pipeline.push("p", pushed(image_of(0), 0), 1h)
                                                  : pipeline.push("p", pushed(image_of(0), 0));
                    if (result != PushResult::accepted)
                        break;
                    ++accepted;
                }
                ++closed;
            });
        hold.await(1);
        if (is_cancelled)
            pipeline.cancel();
        else
            pipeline.request_stop();
        hold.release();
    }
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(closed == 8);
    CHECK(report.items.written + report.items.failed == accepted);
    CHECK(report.items.written == (is_cancelled ? 0 : accepted.load()));
}

TEST_CASE("after a run has been stopped nobody waits who pushes", "[graph][push][stop]") {
    // Whether the source looks for more after the stop depends on the moment: all are tried.
    for (int round = 0; round < 30; ++round) {
        Pipeline pipeline{pushing("2")};
        pipeline.start();
        std::atomic<bool> has_begun{false};
        std::jthread pusher{[&] {
            while (pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted)
                has_begun = true;
        }};
        if (round % 2 == 0)
            while (!has_begun)
                std::this_thread::yield();
        pipeline.request_stop();
        const RunReport report = pipeline.wait();
        CHECK(report.is_balanced());
        pusher.join();
        CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::closed);
    }
}

TEST_CASE("a push source that the run never came to frees those who push", "[graph][push][stop]") {
    NodeRegistry registry = engine_nodes();
    const std::string text = config_text(
        R"("p": {"type": "push"}, "q": {"type": "push"},
           "g": {"type": "limiter", "params": {"max_images": 1}}, "r": {"type": "receive"},
           "e": {"type": "collect"})",
        R"("p -> g", "q -> g -> r -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    pipeline.start();
    std::jthread pusher{[&] {
        if (pipeline.push("q", pushed(image_of(0), 0)) != PushResult::closed)
            std::abort();
    }};
    CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted);
    pipeline.request_stop();
    CHECK(pipeline.wait().is_balanced());
}

TEST_CASE("an unknown push source is a mistake of the program", "[graph][push]") {
    Pipeline pipeline{pushing("1")};
    CHECK_THROWS_AS(pipeline.push("p", pushed(image_of(0), 0)), std::invalid_argument);
    pipeline.start();
    CHECK_THROWS_WITH(pipeline.push("x", pushed(image_of(0), 0)),
                      Catch::Contains("no push source \"x\""));
    CHECK_THROWS_AS(pipeline.push("g", pushed(image_of(0), 0), 0s), std::invalid_argument);
    CHECK_THROWS_AS(pipeline.close_source("x"), std::invalid_argument);
    pipeline.close_source("p");
    CHECK(pipeline.wait().items.discovered == 0);
}

TEST_CASE("what is neither an image nor encoded bytes fails its item", "[graph][push]") {
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(Payload{}, 0)) == PushResult::accepted); // and has failed
    CHECK(pipeline.push("p", pushed(Payload{}, 0), 1h) == PushResult::accepted);
    CHECK(pipeline.push("p", pushed(image_of(1), 1)) == PushResult::accepted);
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 1);
    REQUIRE(report.failures.size() == 2);
    CHECK(report.failures[0].error_class == ErrorClass::unsupported);
}

TEST_CASE("a pipeline keeps nothing of what it has taken over", "[graph][push]") {
    Hold hold;
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    const Image mine = image_of(0);
    const auto patience =
        GENERATE(as<std::optional<Duration>>{}, std::nullopt, Duration{0s}, Duration{1h});
    CHECK(pipeline.push("p", pushed(mine, 0), patience) == PushResult::accepted);
    CHECK(mine.is_unique()); // though its copy is still in flight
    hold.release();
    pipeline.close_source("p");
    CHECK(pipeline.wait().items.written == 1);
}

TEST_CASE("a push may be patient for ever", "[graph][push]") {
    Hold hold;
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0), Duration::max()) == PushResult::accepted);
    std::jthread pusher{[&] {
        if (pipeline.push("p", pushed(image_of(1), 1), Duration::max()) != PushResult::accepted)
            std::abort();
        pipeline.close_source("p");
    }};
    hold.release();
    CHECK(pipeline.wait().items.written == 2);
}

TEST_CASE("of many that push at once those are let in that there is room for", "[graph][push]") {
    for (int round = 0; round < 50; ++round) {
        Hold hold;
        Pipeline pipeline{pushing("2")};
        pipeline.start();
        std::atomic<int> accepted{0};
        std::atomic<int> full{0};
        std::latch begin{8};
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 8; ++thread)
                threads.emplace_back([&] {
                    begin.arrive_and_wait();
                    const PushResult result = pipeline.push("p", pushed(image_of(0), 0), 0s);
                    ++(result == PushResult::accepted ? accepted : full);
                });
        } // none of them waits for what is held
        CHECK(accepted == 2);
        CHECK(full == 6);
        CHECK(pipeline.progress().items.discovered == 2);
        hold.release();
        pipeline.close_source("p");
        CHECK(pipeline.wait().items.written == 2);
    }
}

TEST_CASE("who pushes with patience does not go before those who wait", "[graph][push]") {
    Hold hold;
    Pipeline pipeline{pushing("2")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted);
    CHECK(pipeline.push("p", pushed(image_of(1), 1)) == PushResult::accepted);
    std::jthread waiting{[&] { (void)pipeline.push("p", pushed(image_of(2), 2)); }};
    while (pipeline.progress().items.discovered < 3)
        std::this_thread::yield();
    // An item that needs no room at all would have to wait too.
    CHECK(pipeline.push("p", pushed(Payload{}, 3), 0s) == PushResult::full);
    hold.release();
    pipeline.request_stop();
    CHECK(pipeline.wait().is_balanced());
}

TEST_CASE("who pushes with patience does not go before an item of another source that waits",
          "[graph][push]") {
    Hold hold;
    // Item 1 is too large to be let in beside item 0. What is pushed would not be.
    Pipeline pipeline{validated(config_text(
        R"("n": {"type": "numbers", "params": {"count": 2}}, "p": {"type": "push"},
           "g": {"type": "limiter", "params": {"max_bytes": "16KiB"}},
           "b": {"type": "blank", "params": {"growth": 8}}, "h": {"type": "held"},
           "e": {"type": "collect"})",
        R"("n -> g", "p -> g -> b -> h -> e")"))};
    pipeline.start();
    hold.await(1);
    while (pipeline.progress().items.discovered < 2)
        std::this_thread::yield();
    CHECK(pipeline.push("p", pushed(Payload{}, 0), 20ms) == PushResult::full);
    hold.release();
    pipeline.close_source("p");
    CHECK(pipeline.wait().items.written == 2);
}

TEST_CASE("a push with patience waits no longer where another source is being read",
          "[graph][push]") {
    NodeRegistry registry = engine_nodes();
    const std::string text = config_text(
        R"("p": {"type": "push"}, "q": {"type": "push"}, "g": {"type": "limiter"},
           "r": {"type": "receive"}, "e": {"type": "collect"})",
        R"("p -> g", "q -> g -> r -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    pipeline.start();
    CHECK(pipeline.push("q", pushed(image_of(0), 0), 0s) == PushResult::full);
    CHECK(pipeline.push("p", pushed(image_of(0), 0), 0s) == PushResult::accepted);
    pipeline.close_source("p");
    CHECK(pipeline.push("q", pushed(image_of(0), 0), 1h) == PushResult::accepted);
    pipeline.close_source("q");
    CHECK(pipeline.wait().items.written == 2);
}

TEST_CASE("a loader that is measured again still takes over what was pushed", "[graph][push]") {
    Pipeline pipeline{validated(config_text(
        R"("p": {"type": "push"}, "g": {"type": "limiter"}, "r": {"type": "receive"},
           "f": {"type": "flaky_file", "params": {"stage": "measure"},
                 "on_error": {"*": {"retry": {"attempts": 2, "backoff": "1ms..1ms"}}}},
           "e": {"type": "collect"}, "d": {"type": "collect"})",
        R"("p -> g -> [r, f]", "r -> e", "f -> d")"))};
    pipeline.start();
    const Image mine = image_of(0);
    CHECK(pipeline.push("p", pushed(mine, 0)) == PushResult::accepted);
    CHECK(mine.is_unique());
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.items.written == 1);
    CHECK(report.outputs == 2);
}

TEST_CASE("a ticket that all its loaders have taken is empty", "[graph][push]") {
    PushQueue queue;
    std::jthread pusher{[&] { (void)queue.push(pushed(image_of(0), 0)); }};
    const std::optional<Request> request = queue.next();
    REQUIRE(request);
    auto& ticket = *static_cast<PushQueue::Ticket*>(request->attachment.get());
    ticket.expect(&ticket);
    ticket.taken(&ticket);
    CHECK(ticket.pushed().payload.is_empty());
}

TEST_CASE("a pipeline that is destroyed while threads wait to push frees them first",
          "[graph][push][life]") {
    for (int round = 0; round < 20; ++round) {
        std::vector<std::jthread> threads; // outlive the pipeline
        Hold hold;
        Pipeline pipeline{pushing("1")};
        pipeline.start();
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] { (void)pipeline.push("p", pushed(image_of(0), 0)); });
        while (pipeline.progress().items.discovered < 4)
            std::this_thread::yield();
        hold.release();
    }
}

TEST_CASE("a pipeline that is destroyed while a thread pushes with patience frees it first",
          "[graph][push][life]") {
    for (int round = 0; round < 20; ++round) {
        std::vector<std::jthread> threads; // outlive the pipeline
        Hold hold;
        Pipeline pipeline{validated(config_text(
            R"("p": {"type": "push"}, "g": {"type": "limiter", "params": {"max_images": 2}},
               "r": {"type": "receive"}, "e": {"type": "collect"}, "d": {"type": "collect"},
               "f": {"type": "flaky_file", "params": {"stage": "measure", "fault": "hold"}})",
            R"("p -> g -> [r, f]", "r -> e", "f -> d")"))};
        pipeline.start();
        threads.emplace_back([&] { (void)pipeline.push("p", pushed(image_of(0), 0), 1h); });
        hold.await(1); // it asks what the item needs
        hold.release();
    }
}

TEST_CASE("a pipeline that is destroyed while it waits for somebody to push ends",
          "[graph][push][life]") {
    Pipeline pipeline{pushing("1")};
    pipeline.start();
    CHECK(pipeline.push("p", pushed(image_of(0), 0)) == PushResult::accepted);
}
