// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

// The share of a resource that is in use.
double use_of(const RunReport& report, Resource resource, const std::string& name = {}) {
    for (const ResourceUse& use : resource_uses(report))
        if (use.resource == resource && use.name == name)
            return use.utilisation;
    return -1;
}

double speed_up(const RunReport& report, const RunChanges& changes) {
    return predict(report, changes).items_per_second / predict(report, {}).items_per_second;
}

} // namespace

TEST_CASE("a node is used as long as its calls last, of all that it may have at once",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("write", "serial", 0.04);
    run.node("pack", "4", 0.2);
    run.node("read", "unlimited", 0.1);
    CHECK(use_of(run.report, Resource::node, "write") == Approx(0.4));
    CHECK(use_of(run.report, Resource::node, "pack") == Approx(0.5));
    CHECK(use_of(run.report, Resource::node, "read") == -1);
}

TEST_CASE("the node that limits is named, also where it is one of those that share a resource",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("decode", "unlimited", 0.05);
    run.node("encode", "unlimited", 0.14);
    SECTION("threads") {
        run.report.threads = 2;
        CHECK(find_bottleneck(run.report).use.resource == Resource::threads);
        CHECK(find_bottleneck(run.report).node == "encode");
    }
    SECTION("processors") {
        run.report.threads = run.report.processors = 2;
        run.report.nodes[0].cpu_seconds = 12;
        run.report.nodes[1].cpu_seconds = 7;
        CHECK(find_bottleneck(run.report).use.resource == Resource::processors);
        CHECK(find_bottleneck(run.report).node == "decode");
    }
    SECTION("threads for files") {
        run.report.io_threads = 1;
        run.report.nodes[0].read_seconds = 9;
        CHECK(find_bottleneck(run.report).use.resource == Resource::io_threads);
        CHECK(find_bottleneck(run.report).node == "decode");
    }
    SECTION("one with a limit of its own") {
        run.node("write", "serial", 0.09);
        CHECK(find_bottleneck(run.report).node == "write");
    }
    SECTION("none: a limiter") {
        run.limiter().image_room_used = 0.9;
        CHECK(find_bottleneck(run.report).use.resource == Resource::limiter);
        CHECK(find_bottleneck(run.report).node.empty());
    }
    SECTION("none: nothing limits") {
        CHECK(find_bottleneck(run.report).node.empty());
    }
}

TEST_CASE("threads are used by calls, and each kind of thread by its own",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 4;
    run.report.io_threads = 2;
    run.node("work", "unlimited", 0.2);
    NodeReport& write = run.node("write", "unlimited", 0.05);
    write.on_io_threads = true;
    NodeReport& decode = run.node("decode", "unlimited", 0.1);
    decode.read_seconds = 5;
    CHECK(use_of(run.report, Resource::threads) == Approx(30.0 / 40));
    CHECK(use_of(run.report, Resource::io_threads) == Approx(10.0 / 20));
}

TEST_CASE("a source that is called by a thread that computes uses that thread too",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 2;
    run.limiter().source_seconds = 6;
    CHECK(use_of(run.report, Resource::source, "gate") == Approx(0.6));
    CHECK(use_of(run.report, Resource::threads) == 0);
    run.limiter().computing_source_seconds = 6;
    CHECK(use_of(run.report, Resource::threads) == Approx(0.3));
}

TEST_CASE("processors are used by the CPU time of calls", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.processors = 4;
    run.node("work", "unlimited", 0.2).cpu_seconds = 10;
    CHECK(use_of(run.report, Resource::processors) == Approx(0.25));
}

TEST_CASE("room is used by what is worked on, not by what waits there for a node",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.limiter().image_room_used = 1;
    NodeReport& work = run.node("work", "unlimited", 0.2);
    CHECK(use_of(run.report, Resource::limiter, "gate") == Approx(1));
    work.waiting_seconds = 60;
    CHECK(use_of(run.report, Resource::limiter, "gate") == Approx(0.25));
}

TEST_CASE("room for half an item is not there", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("work", "unlimited", 0.2);
    run.limiter().max_images = 5;
    run.limiter().family_images = 2;
    run.limiter().image_room_used = 0.8; // two items, of which each needs two images
    CHECK(use_of(run.report, Resource::limiter, "gate") == Approx(1));
}

TEST_CASE("the fuller kind of room counts", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("work", "unlimited", 0.2);
    run.limiter().image_room_used = 0.3;
    run.limiter().byte_room_used = 0.7;
    CHECK(use_of(run.report, Resource::limiter, "gate") == Approx(0.7));
}

TEST_CASE("the node that is busy all the time limits, and what helps is a second call",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 8;
    run.node("work", "unlimited", 0.4);
    run.node("write", "serial", 0.098).may_be_concurrent = true;
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::node);
    CHECK(found.use.name == "write");
    CHECK(found.use.utilisation == Approx(0.98));
    CHECK(found.sentence == "write takes one item at a time and is busy 98 % of the run");
    // 49.8 of 80 seconds of threads: then these are the limit.
    CHECK(found.remedy == "concurrency 2 of write: about 1.6 times as fast");
}

TEST_CASE("a node that must be serial can only be made faster", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 8;
    run.node("write", "serial", 0.098);
    CHECK(find_bottleneck(run.report).remedy ==
          "write at twice the speed: about 2.0 times as fast");
}

TEST_CASE("threads limit a run in which they are all busy, though they compute little",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 2;
    run.report.processors = 2;
    run.node("fetch", "unlimited", 0.15);
    run.node("work", "unlimited", 0.045);
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::threads);
    CHECK(found.sentence == "both threads are busy 98 % of the run, 77 % of that in fetch");
    CHECK(found.remedy == "4 threads: about 2.0 times as fast");
}

TEST_CASE("where threads compute all the time, more of them would not help",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 2;
    run.report.processors = 2;
    run.node("encode", "unlimited", 0.15).cpu_seconds = 14.5;
    run.node("resize", "unlimited", 0.048).cpu_seconds = 4.6;
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::processors);
    CHECK(found.sentence ==
          "both processors are computing 96 % of the run, 76 % of that in encode");
    CHECK(found.remedy == "encode at twice the speed: about 1.6 times as fast");
    CHECK(speed_up(run.report, {.threads = 8}) == Approx(19.8 / 19.1));
}

TEST_CASE("on more threads than processors the time of a call is longer than it would be alone",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 4;
    run.report.processors = 2;
    run.node("encode", "unlimited", 0.4).cpu_seconds = 20;
    CHECK(use_of(run.report, Resource::threads) == Approx(0.5));
    CHECK(speed_up(run.report, {.threads = 2}) == Approx(1));
    CHECK(speed_up(run.report, {.threads = 1}) == Approx(0.5));
}

TEST_CASE("a limiter limits where all that has room is worked on", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 16;
    run.limiter().max_images = 4;
    run.limiter().image_room_used = 0.98;
    run.node("work", "unlimited", 0.4);
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::limiter);
    CHECK(found.use.name == "gate");
    CHECK(found.sentence == "gate lets in 4 images at once, and each item needs one for 392 ms");
    CHECK(found.remedy == "max_images 8 of gate: about 2.0 times as fast");
}

TEST_CASE("a limiter can limit by bytes", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 16;
    run.limiter().max_bytes = 512 << 20;
    run.limiter().byte_room_used = 0.96;
    run.node("work", "unlimited", 0.4);
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.sentence == "gate lets in 512 MiB at once, and 96 % of that is in use");
    CHECK(found.remedy == "max_bytes 1GiB of gate: about 2.0 times as fast");
    CHECK(speed_up(run.report, {.max_bytes = {{"gate", 768 << 20}}}) == Approx(1.5));
}

TEST_CASE("images limit where too few for another item are left, though bytes are fuller",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10};
    run.node("work", "unlimited", 0.1);
    run.limiter().max_images = 3;
    run.limiter().family_images = 2; // one of the three stays empty
    run.limiter().max_bytes = 256 << 20;
    run.limiter().image_room_used = 2.0 / 3;
    run.limiter().byte_room_used = 0.7;
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::limiter);
    CHECK(found.use.utilisation == Approx(1));
    CHECK(found.sentence == "gate lets in 3 images at once, and each item needs 2 for 100 ms");
    CHECK(found.remedy.starts_with("max_images 6 of gate: about "));
}

TEST_CASE("sizes are told as a config takes them", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10};
    run.node("work", "unlimited", 0.1);
    run.limiter().max_bytes = 1'000'000'001;
    run.limiter().byte_room_used = 1;
    CHECK(find_bottleneck(run.report).remedy ==
          "max_bytes 2000000002B of gate: about 2.0 times as fast");
}

TEST_CASE("a slow source limits, and no number of the config helps", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.limiter().source_seconds = 9.9;
    run.node("work", "unlimited", 0.01);
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::source);
    CHECK(found.use.name == "gate");
    CHECK(found.sentence == "the source before gate yields one item in 99 ms");
    CHECK(found.remedy.empty());
}

TEST_CASE("I/O threads limit where they are busy all the time", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.io_threads = 4;
    NodeReport& write = run.node("write", "unlimited", 0.39);
    write.on_io_threads = true;
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::io_threads);
    CHECK(found.sentence == "all 4 I/O threads are busy 98 % of the run, in write");
    CHECK(found.remedy == "8 I/O threads: about 2.0 times as fast");
}

TEST_CASE("where two limits are alike, both are to be raised", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 16;
    run.limiter().max_images = 1;
    run.limiter().image_room_used = 0.99;
    run.node("work", "serial", 0.099).may_be_concurrent = true;
    CHECK(find_bottleneck(run.report).remedy ==
          "concurrency 2 of work and max_images 2 of gate: about 2.0 times as fast");
}

TEST_CASE("nothing limits a run of nothing, or in which nothing was busy",
          "[profiling][bottleneck]") {
    CHECK(find_bottleneck({}).use.resource == Resource::none);
    CHECK(find_bottleneck({}).sentence == "too few items to say");
    CHECK(predict({}, {}).items_per_second == 0);
    MadeUpRun run{100, 10.0};
    run.node("work", "serial", 0.04);
    const Bottleneck found = find_bottleneck(run.report);
    CHECK(found.use.resource == Resource::none);
    CHECK(found.sentence == "nothing was busy for half of the run");
    CHECK(found.remedy.empty());
    MadeUpRun one{1, 10.0};
    one.node("work", "serial", 9.9);
    CHECK(find_bottleneck(one.report).use.resource == Resource::none);
}

TEST_CASE("items that were not started do not count", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.items.not_started = 50;
    CHECK(predict(run.report, {}).items_per_second == Approx(10));
}

TEST_CASE("a run without changes is predicted as it was", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("work", "serial", 0.07);
    CHECK(predict(run.report, {}).items_per_second == Approx(10));
    CHECK(predict(run.report, {.concurrency = {{"work", 1}}}).items_per_second == Approx(10));
}

TEST_CASE("what is predicted is the least of what all resources can do",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 8;
    run.report.processors = 8;
    run.limiter().max_images = 8;
    run.limiter().image_room_used = 1;
    run.node("work", "unlimited", 0.2);
    NodeReport& write = run.node("write", "serial", 0.1); // limits
    write.may_be_concurrent = true;
    write.waiting_seconds = 50; // of 80 seconds that 8 images have
    // 40 s of threads of 80, and 30 of 80 of room: up to 2.67 times by the limiter.
    CHECK(speed_up(run.report, {.concurrency = {{"write", 2}}}) == Approx(2));
    CHECK(speed_up(run.report, {.concurrency = {{"write", 0}}}) == Approx(8.0 / 3));
    CHECK(speed_up(run.report, {.threads = 1}) == Approx(1.0 / 3));
    CHECK(speed_up(run.report, {.threads = 16}) == Approx(1));
    CHECK(speed_up(run.report, {.max_images = {{"gate", 1}}}) == Approx(1.0 / 3));
    CHECK(speed_up(run.report, {.max_images = {{"gate", 80}}}) == Approx(1));
    CHECK(speed_up(run.report, {.concurrency = {{"write", 8}}, .threads = 16}) == Approx(8.0 / 3));
    CHECK(speed_up(run.report, {.faster = {{"write", 2}}}) == Approx(2));
    // Then the room: 20 s of work and 10/4 of writing.
    CHECK(speed_up(run.report, {.faster = {{"write", 4}}}) == Approx(80 / 22.5));
    CHECK(speed_up(run.report, {.faster = {{"work", 9}}}) == Approx(1));
    CHECK(speed_up(run.report, {.faster = {{"write", 0.5}}}) == Approx(0.5));
}

TEST_CASE("what limits then is told with the numbers of then", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 8;
    run.node("work", "unlimited", 0.4);
    run.node("write", "serial", 0.1);
    const Prediction then = predict(run.report, {.concurrency = {{"write", 4}}});
    CHECK(then.items_per_second == Approx(16));
    CHECK(then.bottleneck.use.resource == Resource::threads);
    CHECK(then.bottleneck.use.utilisation == Approx(1));
    CHECK(then.bottleneck.sentence ==
          "all 8 threads are busy 100 % of the run, 80 % of that in work");
}

TEST_CASE("where nothing limits that was measured, nothing makes the run faster",
          "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("work", "serial", 0.04);
    CHECK(speed_up(run.report, {.concurrency = {{"work", 2}}}) == Approx(1));
    CHECK(speed_up(run.report, {.faster = {{"work", 0.2}}}) == Approx(0.5));
}

TEST_CASE("numbers that no run can have do no harm", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.report.threads = 1U << 31U;
    run.report.processors = 1;
    run.node("work", "4000000000", 3e10).may_be_concurrent = true;
    CHECK_FALSE(find_bottleneck(run.report).sentence.empty());
    MadeUpRun without_room{100, 10.0};
    without_room.node("work", "serial", 0.01);
    without_room.limiter() = {.name = "gate", .byte_room_used = 0.9};
    CHECK(find_bottleneck(without_room.report).use.resource == Resource::limiter);
    MadeUpRun quick{100, 10.0};
    quick.node("work", "serial", 0.1);
    CHECK(speed_up(quick.report, {.faster = {{"work", 1e300}}}) == Approx(1000));
}

TEST_CASE("changes of what there is not, or cannot be, are refused", "[profiling][bottleneck]") {
    MadeUpRun run{100, 10.0};
    run.node("work", "serial", 0.04);
    CHECK_THROWS_AS(predict(run.report, {.concurrency = {{"wrok", 2}}}), std::invalid_argument);
    CHECK_THROWS_AS(predict(run.report, {.max_images = {{"work", 2}}}), std::invalid_argument);
    CHECK_THROWS_AS(predict(run.report, {.max_images = {{"gate", 0}}}), std::invalid_argument);
    CHECK_THROWS_AS(predict(run.report, {.faster = {{"work", 0}}}), std::invalid_argument);
    CHECK_THROWS_AS(predict(run.report, {.threads = 0}), std::invalid_argument);
    CHECK_THROWS_AS(predict(run.report, {.io_threads = 0}), std::invalid_argument);
}
