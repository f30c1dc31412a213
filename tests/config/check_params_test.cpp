// SPDX-License-Identifier: Apache-2.0
#include "penstock/check_params.hpp"

#include "penstock/config_error.hpp"
#include "penstock/description.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <string>

using namespace penstock;

namespace {

struct Sized {
    struct Params {
        std::int64_t count = 3;
        ByteSize size;
        std::string path;
    };
    static Description<Sized> describe() {
        return Description<Sized>{"sized", "Has parameters."}
            .param("count", &Params::count, {.doc = "How many.", .minimum = 1, .maximum = 9})
            .param("size", &Params::size, {.doc = "How large."})
            .param("path",
                   &Params::path,
                   {.doc = "Where.", .is_required = true, .is_template = true, .example = "a"});
    }
};

const NodeDescriptor sized = Sized::describe().descriptor();

} // namespace

TEST_CASE("written parameters are normalised without a graph", "[config][params]") {
    const Value::Object params = normalised_params(sized, {{"path", "{mine}"}, {"size", "2KiB"}});
    CHECK(params == Value::Object{{"count", 3}, {"size", 2048}, {"path", "{mine}"}});
}

TEST_CASE("all mistakes in written parameters are thrown at once", "[config][params]") {
    try {
        (void)normalised_params(sized, {{"count", 10}, {"paht", "x"}});
        FAIL("nothing was thrown");
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        CHECK(error.issues().size() == 3);
        CHECK(text.find("unknown parameter \"paht\"") != std::string::npos);
        CHECK(text.find("an integer from 1 to 9") != std::string::npos);
        CHECK(text.find("the parameter \"path\" is missing") != std::string::npos);
    }
}

TEST_CASE("a mistake in the default of a field has the path of the field", "[config][params]") {
    ParamDescriptor y;
    y.name = "y";
    y.type = ParamType::integer;
    y.is_required = true;
    y.example = "3";
    ParamDescriptor centre;
    centre.name = "centre";
    centre.type = ParamType::object;
    centre.default_value = Value::Object{};
    centre.fields = {y};
    ParamDescriptor brush = centre;
    brush.name = "brush";
    brush.fields = {centre};
    NodeDescriptor stroke;
    stroke.type = "stroke";
    stroke.params = {brush};
    for (const Value::Object& written :
         {Value::Object{}, Value::Object{{"brush", Value::Object{}}}})
        CHECK_THROWS_WITH(normalised_params(stroke, written),
                          Catch::Matchers::Contains(
                              "nodes.stroke.params.brush.centre: the field \"y\" is missing"));
}
