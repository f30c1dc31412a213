// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace penstock;

namespace {

RunReport sample() {
    RunReport report;
    report.fingerprint = "00112233445566ff";
    report.failures = {{.sequence = 9,
                        .name = "a.jpg",
                        .node = "decode",
                        .error_class = ErrorClass::truncated,
                        .message = "ends \"early\"",
                        .limiter = "gate"},
                       {.sequence = 12,
                        .name = "b.jpg",
                        .node = "write",
                        .error_class = ErrorClass::cancelled,
                        .message = "the run was stopped",
                        .limiter = "other"}};
    return report;
}

std::string refusal_of(const std::string& text) {
    try {
        (void)read_failures(text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("failures come back from a summary as they went in", "[profiling][summary]") {
    const RecordedFailures recorded = read_failures(to_json(sample()));
    CHECK(recorded.fingerprint == "00112233445566ff");
    REQUIRE(recorded.failures.size() == 2);
    const Failure& first = recorded.failures[0];
    CHECK(first.sequence == 9);
    CHECK(first.name == "a.jpg");
    CHECK(first.node == "decode");
    CHECK(first.error_class == ErrorClass::truncated);
    CHECK(first.message == "ends \"early\"");
    CHECK(first.limiter == "gate");
    CHECK(recorded.failures[1].sequence == 12);
    CHECK(recorded.failures[1].error_class == ErrorClass::cancelled);
    CHECK(recorded.failures[1].limiter == "other");
}

TEST_CASE("a name that is not UTF-8 comes back with its very bytes", "[profiling][summary]") {
    RunReport report = sample();
    report.failures[0].name = "a\n\xFF\xEF\xBF\xBD.jpg";
    CHECK(read_failures(to_json(report)).failures[0].name == report.failures[0].name);
    std::string text = to_json(report);
    const std::size_t at = text.find("YQr/");
    REQUIRE(at != std::string::npos);
    text[at] = '?';
    CHECK_THAT(refusal_of(text),
               Catch::Matchers::StartsWith("failures[0] has the \"name_base64\" \"?Qr/"));
}

TEST_CASE("a summary of a run without failures has none", "[profiling][summary]") {
    CHECK(read_failures(to_json(RunReport{})).failures.empty());
}

TEST_CASE("a summary with many failures can be read, larger than a config may be",
          "[profiling][summary]") {
    RunReport report = sample();
    report.failures.front().message = std::string(100'000, 'x');
    report.failures.resize(200, report.failures.front());
    const std::string text = to_json(report);
    REQUIRE(text.size() > std::size_t{16} << 20U);
    CHECK(read_failures(text).failures.size() == 200);
}

TEST_CASE("what is no summary is refused in a sentence", "[profiling][summary]") {
    const std::string end = "; expected what penstock run --summary has written";
    CHECK(refusal_of("[]") == "this is no JSON object" + end);
    CHECK(refusal_of("{}") == "it has no \"config\"" + end);
    CHECK(refusal_of(R"({"config": "1"})") == "it has no \"failures\"" + end);
    CHECK(refusal_of(R"({"config": "1", "failures": [5]})") == "failures[0] has no \"seq\"" + end);
    CHECK(refusal_of(R"({"config": "1", "failures": [{"seq": -1}]})") ==
          "failures[0] has a \"seq\" that is no whole number from 0 to 9223372036854775807" + end);
    CHECK(refusal_of(R"({"config": "1", "failures": [{"seq": 1, "name": "", "node": "",
                        "class": "odd", "message": "", "limiter": "gate"}]})") ==
          "failures[0] has the class \"odd\", which there is not" + end);
    CHECK(refusal_of(R"({"config": "1", "failures": [{"seq": 1, "name": "", "node": "",
                        "class": "io", "message": ""}]})") ==
          "failures[0] has no \"limiter\"" + end);
    CHECK(refusal_of("no JSON").find(end) != std::string::npos);
}
