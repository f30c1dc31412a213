// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace penstock;
using test::condition;

namespace {

const Value::Object sizes = {{"cases",
                              Value::Object{{"large", condition("width", "ge", 100)},
                                            {"medium", condition("width", "ge", 50)}}}};

Value::Object with_default(const char* name) {
    Value::Object params = sizes;
    params.emplace_back("default", name);
    return params;
}

std::size_t output_of(const Value::Object& params, std::uint32_t width) {
    test::TestContext context;
    const Image image = test::plain(width, 1);
    const Payload result = test::made<WorkNode>(add_switch, params)->process(image, context);
    CHECK(test::shares_pixels(result, image));
    return context.output;
}

std::vector<std::string> outputs(const Value::Object& params) {
    NodeRegistry registry;
    add_switch(registry);
    std::vector<std::string> names;
    for (const PortDescriptor& port : registry.find("switch")->outputs(params)) {
        CHECK(port.payload == "any");
        names.push_back(port.name);
    }
    return names;
}

} // namespace

TEST_CASE("an item leaves by the first case that holds for it", "[nodes][switch]") {
    CHECK(output_of(sizes, 100) == 0);
    CHECK(output_of(sizes, 99) == 1);
    CHECK(output_of(sizes, 50) == 1);
    CHECK(output_of(sizes, 49) == 2);
}

TEST_CASE("a switch has an output for each case and one for the rest", "[nodes][switch]") {
    CHECK(outputs(sizes) == std::vector<std::string>{"large", "medium", "default"});
    CHECK(outputs(with_default("small")) == std::vector<std::string>{"large", "medium", "small"});
}

TEST_CASE("the rest can go where a case goes", "[nodes][switch]") {
    CHECK(outputs(with_default("large")) == std::vector<std::string>{"large", "medium"});
    CHECK(output_of(with_default("large"), 1) == 0);
    CHECK(output_of(with_default("medium"), 1) == 1);
}
