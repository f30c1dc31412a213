// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"
#include "penstock/node_registry.hpp"
#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace penstock;

namespace {

enum class Shape { round, square };

struct Point {
    std::int64_t x = 1;
    std::int64_t y = 2;
    static Fields<Point> describe() {
        return Fields<Point>{}
            .param("x", &Point::x, {.doc = "From the left.", .unit = "px", .minimum = 0})
            .param("y", &Point::y, {.doc = "From the top.", .is_required = true, .example = "3"});
    }
};

struct Brush {
    Duration hold{std::chrono::seconds{2}};
    Shape shape = Shape::square;
    Point centre;
    static Fields<Brush> describe() {
        return Fields<Brush>{}
            .param("hold", &Brush::hold, {.doc = "How long."})
            .choice("shape",
                    &Brush::shape,
                    {{"round", Shape::round}, {"square", Shape::square}},
                    {.doc = "Its form."})
            .param("centre", &Brush::centre, {.doc = "Its middle."});
    }
};

struct Stroke {
    struct Params {
        Brush brush;
        std::vector<Point> points = {{3, 4}, {5, 6}};
    };
    static Description<Stroke> describe() {
        return Description<Stroke>{"stroke", "Draws a stroke."}
            .param("brush", &Params::brush, {.doc = "What it is drawn with."})
            .param("points", &Params::points, {.doc = "Where it goes."});
    }
    NodeBound bound(const PayloadBound&, const Params& params) const {
        seen() = params;
        return {};
    }
    Encoded process(const Image&, const Params&, NodeContext&) const { return {}; }
    static Params& seen();
};

Stroke::Params& Stroke::seen() {
    static Params params;
    return params;
}

NodeRegistry nodes() {
    NodeRegistry registry = test::sample_nodes();
    registry.add<Stroke>();
    return registry;
}

ValidatedConfig checked(const std::string& params) {
    const std::string text =
        R"({"penstock": "1.0",
  "nodes": { "s": {"type": "numbers"}, "g": {"type": "limiter"},
    "r": {"type": "paint"},
    "k": {"type": "stroke", "params": )" +
        params + R"(}, "n": {"type": "null"} },
  "edges": ["s -> g -> r -> k -> n"]})";
    return validate(parse_config(text, "t.json"), nodes());
}

Stroke::Params bound_params(const std::string& params) {
    const ValidatedConfig config = checked(params);
    const ValidatedNode& node = config.nodes()[3];
    const auto made = node.type->make(node.params);
    static_cast<void>(dynamic_cast<WorkNode&>(*made).bound({}));
    return Stroke::seen();
}

std::string refusal(const std::string& params) {
    try {
        static_cast<void>(checked(params));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("parameters can be structs and lists of structs, each with defaults",
          "[config][params]") {
    const Stroke::Params given = bound_params(
        R"({"brush": {"shape": "round", "centre": {"x": 7, "y": 8}}, "points": [{"y": 9}]})");
    CHECK(given.brush.hold == Duration{std::chrono::seconds{2}});
    CHECK(given.brush.shape == Shape::round);
    CHECK(given.brush.centre.x == 7);
    CHECK(given.brush.centre.y == 8);
    REQUIRE(given.points.size() == 1);
    CHECK(given.points[0].x == 1);
    CHECK(given.points[0].y == 9);

    const Stroke::Params defaults = bound_params("{}");
    CHECK(defaults.brush.hold == Duration{std::chrono::seconds{2}});
    CHECK(defaults.brush.shape == Shape::square);
    CHECK(defaults.brush.centre.y == 2);
    REQUIRE(defaults.points.size() == 2);
    CHECK(defaults.points[1].y == 6);
    CHECK(bound_params(R"({"points": []})").points.empty());
    CHECK(bound_params(R"({"brush": {"hold": "3s", "x-note": 1}})").brush.hold ==
          Duration{std::chrono::seconds{3}});
}

TEST_CASE("a mistake inside a struct is told with its place", "[config][params]") {
    const auto contains = [](const std::string& text) { return Catch::Contains(text); };
    CHECK_THAT(refusal(R"({"brush": {"shap": "round"}})"),
               contains("nodes.k.params.brush: unknown field \"shap\"; brush has") &&
                   contains("did you mean \"shape\""));
    CHECK_THAT(refusal(R"({"brush": {"shape": "oval"}})"),
               contains("nodes.k.params.brush.shape: found \"oval\"; expected one of"));
    CHECK_THAT(
        refusal(R"({"points": [{"y": 1}, {"x": -1, "y": 1}]})"),
        contains("nodes.k.params.points[1].x: found -1; expected an integer of at least 0 px"));
    CHECK_THAT(refusal(R"({"points": [{"y": 1}, {"x": 1}]})"),
               contains("nodes.k.params.points[1]: the field \"y\" is missing; points needs it"));
    CHECK_THAT(refusal(R"({"points": [{"y": 1}, 3]})"),
               contains("nodes.k.params.points[1]: found 3; expected an object with x, y"));
    CHECK_THAT(refusal(R"({"points": {"y": 1}})"),
               contains("expected a list of objects with x, y"));
    CHECK_THAT(refusal(R"({"brush": {"centre": 3}})"),
               contains("nodes.k.params.brush.centre: found 3; expected an object with"));
    CHECK_THAT(refusal(R"({"brush": {"hold": 3}})"),
               contains("nodes.k.params.brush.hold: found 3"));
}

TEST_CASE("structs are in the reference and in the schema", "[config][params]") {
    const NodeRegistry registry = nodes();
    const std::string text = describe_as_text(registry.find("stroke")->descriptor);
    CHECK_THAT(text, Catch::Contains("brush.centre.x: integer, at least 0 px; default 1"));
    CHECK_THAT(text, Catch::Contains("points[].y: integer; required, such as 3"));
    NodeRegistry one;
    one.add(*registry.find("stroke"));
    CHECK_THAT(describe_as_markdown(one),
               Catch::Contains("| `points[].x` | integer, at least 0 px"));
    CHECK_THAT(describe_as_json(one), Catch::Contains("\"fields\": ["));
    const std::string schema = json_schema(registry);
    const auto at = schema.find("Where it goes.");
    REQUIRE(at != std::string::npos);
    CHECK_THAT(schema.substr(at, 900), Catch::Contains("From the left."));
}

TEST_CASE("a description whose field is wrong is refused when it is registered",
          "[config][params]") {
    struct Bad {
        struct Inner {
            std::int64_t a = -1;
            static Fields<Inner> describe() {
                return Fields<Inner>{}.param("a", &Inner::a, {.doc = "A.", .minimum = 0});
            }
        };
        struct Params {
            Inner inner;
        };
        static Description<Bad> describe() {
            return Description<Bad>{"bad", "Bad."}.param("inner", &Params::inner, {.doc = "I."});
        }
        Image process(Image image, const Params&, NodeContext&) const { return image; }
    };
    NodeRegistry registry;
    CHECK_THROWS_WITH(registry.add<Bad>(),
                      Catch::Contains("the default of parameter \"a\" is below the minimum, 0"));
}
