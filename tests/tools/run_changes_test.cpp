// SPDX-License-Identifier: Apache-2.0
#include "tools/run_changes.hpp"

#include "support/catch.hpp"
#include "tools/usage_error.hpp"

#include <string>

using namespace penstock;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

RunReport sample() {
    RunReport report;
    report.nodes.resize(2);
    report.nodes[0].name = "encode";
    report.nodes[0].may_be_concurrent = true;
    report.nodes[1].name = "write";
    report.limiters.resize(1);
    report.limiters[0].name = "gate";
    return report;
}

RunChanges set(const std::string& typed) {
    RunChanges changes;
    add_set(changes, typed, sample());
    return changes;
}

RunChanges faster(const std::string& typed) {
    RunChanges changes;
    add_faster(changes, typed, sample());
    return changes;
}

template <class Call> std::string refusal_of(const Call& call, const std::string& typed) {
    try {
        (void)call(typed);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("what a run may have otherwise is set as in a config", "[tools][what_if]") {
    CHECK(set("nodes.encode.concurrency=4").concurrency.at("encode") == 4);
    CHECK(set("nodes.encode.concurrency=unlimited").concurrency.at("encode") == 0);
    CHECK(set("nodes.write.concurrency=serial").concurrency.at("write") == 1);
    CHECK(set("nodes.gate.params.max_images=32").max_images.at("gate") == 32);
    CHECK(set("nodes.gate.params.max_bytes=1GiB").max_bytes.at("gate") == 1U << 30U);
    CHECK(set("nodes.gate.params.max_bytes=1.5GiB").max_bytes.at("gate") == 3ULL << 29U);
    CHECK(set("nodes.gate.params.max_bytes=2GB").max_bytes.at("gate") == 2'000'000'000);
    CHECK(set("limits.threads=8").threads == 8);
    CHECK(set("limits.io_threads=8").io_threads == 8);
    CHECK(faster("write=2.5").faster.at("write") == 2.5);
    CHECK(faster("write=0.5").faster.at("write") == 0.5);
}

TEST_CASE("a node that the run did not have is refused with the nearest that it had",
          "[tools][what_if]") {
    CHECK(
        refusal_of(set, "nodes.encod.concurrency=4") ==
        "what-if: --set nodes.encod.concurrency=4: there is no node \"encod\" in this run; it has "
        "encode, write; did you mean \"encode\"?");
    CHECK(
        refusal_of(set, "nodes.gat.params.max_images=4") ==
        "what-if: --set nodes.gat.params.max_images=4: there is no limiter \"gat\" in this run; it "
        "has gate; did you mean \"gate\"?");
    CHECK_THAT(
        refusal_of(faster, "wriet=2"),
        Contains("there is no node \"wriet\" in this run; it has encode, write; did you mean "
                 "\"write\"?"));
}

TEST_CASE("a node that is serial by itself stays so", "[tools][what_if]") {
    CHECK_THAT(
        refusal_of(set, "nodes.write.concurrency=2"),
        Contains("write takes one item at a time, because of its type or because it keeps an "
                 "order; expected serial"));
    CHECK_THAT(refusal_of(set, "nodes.write.concurrency=unlimited"),
               Contains("one item at a time"));
}

TEST_CASE("a number that cannot be is refused with what was expected", "[tools][what_if]") {
    CHECK_THAT(refusal_of(set, "nodes.encode.concurrency=0"),
               Contains("found \"0\"; expected a number from 1 to 4096, serial or unlimited"));
    CHECK_THAT(refusal_of(set, "nodes.encode.concurrency="), Contains("found \"\""));
    CHECK_THAT(refusal_of(set, "limits.threads=many"),
               Contains("found \"many\"; expected a number from 1 to 4096"));
    CHECK_THAT(refusal_of(set, "nodes.gate.params.max_images=99999999999999999999"),
               Contains("expected a number from 1 to 1000000"));
    CHECK_THAT(refusal_of(set, "nodes.gate.params.max_bytes=5"), Contains("found \"5\""));
    CHECK_THAT(refusal_of(set, "nodes.gate.params.max_bytes=0B"),
               Contains("found \"0B\"; expected more than nothing"));
    for (const char* typed :
         {"write=0", "write=-1", "write=inf", "write=nan", "write=", "write=2x"})
        CHECK_THAT(refusal_of(faster, typed), Contains("expected how many times as fast"));
}

TEST_CASE("what a summary says nothing of is refused with what it does", "[tools][what_if]") {
    CHECK_THAT(refusal_of(set, "nodes.encode.params.quality=70"),
               Contains("cannot be told from a summary; expected nodes.NODE.concurrency, ") &&
                   Contains("or limits.io_threads"));
    CHECK_THAT(refusal_of(set, "limits.thread=2"), Contains("did you mean \"limits.threads\"?"));
    CHECK_THAT(refusal_of(set, "nodes..concurrency=2"), Contains("cannot be told"));
    CHECK_THAT(refusal_of(set, "quality"),
               Contains("--set quality: found no =; expected PATH=VALUE"));
    CHECK_THAT(refusal_of(faster, "write"), Contains("found no =; expected NODE=FACTOR"));
}
