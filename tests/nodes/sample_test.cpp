// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "support/catch.hpp"

#include <set>
#include <vector>

using namespace penstock;

namespace {

using Numbers = std::set<std::uint64_t>;

Numbers passed(const Value::Object& params, std::uint64_t count, const char* name = "sample") {
    const auto node = test::made<WorkNode>(add_sample, params);
    Numbers numbers;
    for (std::uint64_t i = 0; i < count; ++i) {
        test::TestContext context;
        context.name = name;
        context.info.sequence = i;
        if (!node->process(List{}, context).is_empty())
            numbers.insert(i);
    }
    return numbers;
}

std::string refusal(const Value::Object& params) {
    try {
        static_cast<void>(test::made<WorkNode>(add_sample, params));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("every n-th item passes, from the offset on", "[nodes][sample]") {
    CHECK(passed({{"every", 3}}, 8) == Numbers{0, 3, 6});
    CHECK(passed({{"every", 3}, {"offset", 2}}, 8) == Numbers{2, 5});
    CHECK(passed({{"every", 1}}, 3) == Numbers{0, 1, 2});
}

TEST_CASE("a share is about as large as it says", "[nodes][sample]") {
    const std::size_t quarter = passed({{"share", 0.25}}, 4000).size();
    CHECK(quarter > 880);
    CHECK(quarter < 1120);
    CHECK(passed({{"share", 0.0}}, 100).empty());
    CHECK(passed({{"share", 1.0}}, 100).size() == 100);
}

TEST_CASE("the same items are drawn again, other ones with another seed or name",
          "[nodes][sample]") {
    const Value::Object half = {{"share", 0.5}};
    CHECK(passed(half, 200) == passed(half, 200));
    CHECK(passed(half, 200) != passed({{"share", 0.5}, {"seed", 1}}, 200));
    CHECK(passed(half, 200) != passed(half, 200, "other"));
    CHECK(passed(half, 16) == Numbers{0, 2, 7, 9, 11, 12, 13, 14, 15}); // on every machine
}

TEST_CASE("a sample needs exactly one rule, and nothing that means nothing", "[nodes][sample]") {
    CHECK(refusal({}) == "neither \"every\" nor \"share\" is set; set one of them");
    CHECK(refusal({{"every", 2}, {"share", 0.5}}) ==
          "both \"every\" and \"share\" are set; set one of them");
    CHECK(refusal({{"every", 2}, {"offset", 2}}) ==
          "\"offset\" is 2; expected less than \"every\", which is 2");
    CHECK(refusal({{"every", 2}, {"seed", 1}}) ==
          "\"seed\" means nothing beside \"every\"; remove it, or set \"share\"");
    CHECK(refusal({{"share", 0.5}, {"offset", 1}}) ==
          "\"offset\" means nothing beside \"share\"; remove it, or set \"every\"");
}
