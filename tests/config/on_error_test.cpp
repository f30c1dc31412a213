// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace penstock::test {
namespace {

using namespace std::chrono_literals;

std::string paint_with(const std::string& on_error) {
    return sample_with(
        {{R"({"type": "paint"})", R"({"type": "paint", "on_error": )" + on_error + "}"},
         {R"("blur":   {)", R"("log": {"type": "record"}, "blur":   {)"},
         {"-> write\"", "-> write\", \"paint.dead_letter -> log\""}});
}

std::string paint_without_dead_letter(const std::string& on_error) {
    return sample_with(R"({"type": "paint"})",
                       R"({"type": "paint", "on_error": )" + on_error + "}");
}

ErrorPolicy policy_of(const std::string& text) {
    return validate(parse_config(text, "graph.json"), sample_nodes()).find("paint")->on_error;
}

// What is wrong with a policy, behind the place.
struct Mistake {
    std::string on_error;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{R"("ignore")",
 R"(8:45: nodes.paint.on_error: found "ignore"; expected "fail", "skip", "dead_letter", "retry" or {"retry": {"attempts": 3, "backoff": "100ms..5s"}, "then": "fail"}, or an object of these by class of error)"},
{R"("rety")",
 R"(8:45: nodes.paint.on_error: found "rety"; expected "fail", "skip", "dead_letter", "retry" or {"retry": {"attempts": 3, "backoff": "100ms..5s"}, "then": "fail"}, or an object of these by class of error; did you mean "retry"?)"},
{R"({"corupt": "skip"})",
 R"(8:46: nodes.paint.on_error: unknown class of errors "corupt"; expected one of *, missing, permission, unsupported, corrupt, truncated, limit, io, resource, node, cancelled; did you mean "corrupt"?)"},
{R"({"corrupt": "skipp"})",
 R"(8:57: nodes.paint.on_error.corrupt: found "skipp"; expected "fail", "skip", "dead_letter", "retry" or {"retry": {"attempts": 3, "backoff": "100ms..5s"}, "then": "fail"}; did you mean "skip"?)"},
{R"({"corrupt": {}})",
 R"(8:57: nodes.paint.on_error.corrupt: found an object; expected "fail", "skip", "dead_letter", "retry" or {"retry": {"attempts": 3, "backoff": "100ms..5s"}, "then": "fail"})"},
{R"({"then": "skip"})",
 R"(8:45: nodes.paint.on_error: found "then" without "retry"; expected both, or the word alone, such as "skip")"},
{R"({"retry": {}, "then": "retry"})",
 R"(8:67: nodes.paint.on_error.then: found "retry"; expected "fail", "skip" or "dead_letter": what is done when every attempt has failed)"},
{R"({"retry": {}, "io": "skip"})",
 R"(8:59: nodes.paint.on_error: found the class "io" beside "retry" or "then"; expected either a rule for all classes, or one for each: {"io": "retry", "*": "fail"})"},
{R"({"retry": {}, "than": "skip"})",
 R"(8:59: nodes.paint.on_error: unknown key "than"; expected one of retry, then; did you mean "then"?)"},
{R"({"io": {"retry": 3}})",
 R"(8:62: nodes.paint.on_error.io.retry: found 3; expected an object such as {"attempts": 3, "backoff": "100ms..5s"})"},
{R"({"retry": {"atempts": 3}})",
 R"(8:56: nodes.paint.on_error.retry: unknown key "atempts"; expected one of attempts, backoff; did you mean "attempts"?)"},
{R"({"retry": {"attempts": 1}})",
 R"(8:68: nodes.paint.on_error.retry.attempts: found 1; expected an integer from 2 to 100: calls in all, the first one included)"},
{R"({"retry": {"attempts": 101}})",
 R"(8:68: nodes.paint.on_error.retry.attempts: found 101; expected an integer from 2 to 100: calls in all, the first one included)"},
{R"({"retry": {"attempts": 2.5}})",
 R"(8:68: nodes.paint.on_error.retry.attempts: found 2.5; expected an integer from 2 to 100: calls in all, the first one included)"},
{R"({"retry": {"backoff": 5}})",
 R"(8:67: nodes.paint.on_error.retry.backoff: found 5; expected the first and the longest delay, such as "100ms..5s", or one delay, such as "1s")"},
{R"({"retry": {"backoff": "5"}})",
 R"(8:67: nodes.paint.on_error.retry.backoff: found "5" without a unit; expected one of ns, us, ms, s, min, h)"},
{R"({"retry": {"backoff": "5s..100ms"}})",
 R"(8:67: nodes.paint.on_error.retry.backoff: found "5s..100ms", whose first delay is longer than the longest; expected the shorter one first: "100ms..5s")"},
{R"({"retry": {"backoff": "0s..1s"}})",
 R"(8:67: nodes.paint.on_error.retry.backoff: found "0s..1s"; expected delays of more than nothing and at most 1h, such as "100ms..5s")"},
{R"({"retry": {"backoff": "1s..2h"}})",
 R"(8:67: nodes.paint.on_error.retry.backoff: found "1s..2h"; expected delays of more than nothing and at most 1h, such as "100ms..5s")"},
};
// clang-format on

} // namespace

TEST_CASE("messages about on_error are whole sentences with a place", "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.on_error);
        CHECK(mistakes_in(paint_without_dead_letter(mistake.on_error)) ==
              "graph.json:" + mistake.message);
    }
}

TEST_CASE("items do not fail in a source, nor in a limiter", "[config][messages]") {
    CHECK(mistakes_in(
              sample_with(R"("type": "numbers")", R"("type": "numbers", "on_error": "skip")")) ==
          "graph.json:6:47: nodes.frames.on_error: items do not fail in a source; expected "
          "\"on_error\" on loaders and the nodes behind them");
    CHECK(mistakes_in(
              sample_with(R"("type": "limiter")", R"("type": "limiter", "on_error": "skip")")) ==
          "graph.json:7:47: nodes.gate.on_error: items do not fail in a limiter; expected "
          "\"on_error\" on loaders and the nodes behind them");
}

TEST_CASE("without on_error an item fails at its first error", "[config][on_error]") {
    const ErrorPolicy policy = policy_of(sample_config);
    CHECK(policy.of(ErrorClass::io).then == OnError::fail);
    CHECK_FALSE(policy.uses_retry());
    CHECK_FALSE(policy.uses_dead_letter());
}

TEST_CASE("the word retry stands for three attempts, and then the item fails",
          "[config][on_error]") {
    const ErrorRule rule = policy_of(paint_without_dead_letter("\"retry\"")).of(ErrorClass::io);
    REQUIRE(rule.retry.has_value());
    CHECK(rule.retry->attempts == 3);
    CHECK(rule.retry->first_delay == 100ms);
    CHECK(rule.retry->longest_delay == 5s);
    CHECK(rule.then == OnError::fail);
}

TEST_CASE("a retry has attempts, delays and an end", "[config][on_error]") {
    const ErrorRule rule =
        policy_of(
            paint_with(
                R"({"retry": {"attempts": 7, "backoff": "20ms..2s"}, "then": "dead_letter"})"))
            .of(ErrorClass::node);
    REQUIRE(rule.retry.has_value());
    CHECK(rule.retry->attempts == 7);
    CHECK(rule.retry->first_delay == 20ms);
    CHECK(rule.retry->longest_delay == 2s);
    CHECK(rule.then == OnError::dead_letter);
}

TEST_CASE("a backoff of one duration is every delay", "[config][on_error]") {
    const ErrorRule rule = policy_of(paint_without_dead_letter(R"({"retry": {"backoff": "1.5s"}})"))
                               .of(ErrorClass::io);
    REQUIRE(rule.retry.has_value());
    CHECK(rule.retry->first_delay == 1500ms);
    CHECK(rule.retry->longest_delay == 1500ms);
}

TEST_CASE("classes of errors have rules of their own, and * is for the rest",
          "[config][on_error]") {
    const ErrorPolicy policy = policy_of(paint_with(
        R"({"io": {"retry": {"attempts": 5}, "then": "skip"}, "corrupt": "dead_letter", "*": "skip", "x-why": 1})"));
    CHECK(policy.of(ErrorClass::io).retry->attempts == 5);
    CHECK(policy.of(ErrorClass::io).then == OnError::skip);
    CHECK(policy.of(ErrorClass::corrupt).then == OnError::dead_letter);
    CHECK_FALSE(policy.of(ErrorClass::corrupt).retry.has_value());
    CHECK(policy.of(ErrorClass::missing).then == OnError::skip);
}

TEST_CASE("a dead letter behind a retry, or of one class, needs its port to be connected",
          "[config][on_error][rules]") {
    for (const char* on_error : {R"({"retry": {}, "then": "dead_letter"})",
                                 R"({"io": {"retry": {}, "then": "dead_letter"}})",
                                 R"({"*": "dead_letter"})"}) {
        CAPTURE(on_error);
        CHECK(mistakes_in(paint_without_dead_letter(on_error)) ==
              "graph.json:8:45: nodes.paint.on_error: \"dead_letter\" needs an edge that leaves "
              "through \"paint.dead_letter\", and there is none; add one, such as "
              "\"paint.dead_letter -> rejected\" [F18]");
        CHECK(mistakes_in(paint_with(on_error)) == "no mistake");
    }
}

TEST_CASE("a dead letter that is connected and that no rule uses is refused",
          "[config][on_error][rules]") {
    for (const char* on_error : {R"("retry")", R"({"io": {"retry": {}, "then": "skip"}})"}) {
        CAPTURE(on_error);
        CHECK(mistakes_in(paint_with(on_error)).find("nothing leaves through") !=
              std::string::npos);
    }
}

TEST_CASE("a call may take as long as its node's timeout says", "[config][timeout]") {
    const auto timeout_of = [](const std::string& text) {
        return validate(parse_config(text, "graph.json"), sample_nodes()).find("blur")->timeout;
    };
    CHECK_FALSE(timeout_of(sample_config).has_value());
    CHECK(timeout_of(sample_with(R"("type": "blur")", R"("type": "blur", "timeout": "1.5s")")) ==
          Duration{1500ms});
}

} // namespace penstock::test
