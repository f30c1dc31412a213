// SPDX-License-Identifier: Apache-2.0
#include "config/fingerprint.hpp"

#include "support/catch.hpp"

using penstock::Value;
using penstock::config::Fingerprint;

namespace {

std::string fingerprint_of(const Value& value) {
    Fingerprint fingerprint;
    fingerprint.add(value);
    return fingerprint.to_string();
}

std::string fingerprint_of_texts(std::initializer_list<const char*> texts) {
    Fingerprint fingerprint;
    for (const char* text : texts)
        fingerprint.add_text(text);
    return fingerprint.to_string();
}

} // namespace

TEST_CASE("the fingerprint of nothing is the offset basis of FNV-1a", "[config]") {
    CHECK(Fingerprint{}.to_string() == "cbf29ce484222325");
}

TEST_CASE("equal content has equal fingerprints, and where it is cut matters", "[config]") {
    CHECK(fingerprint_of_texts({"a"}) == fingerprint_of_texts({"a"}));
    CHECK(fingerprint_of_texts({"ab", "c"}) != fingerprint_of_texts({"a", "bc"}));
    CHECK(fingerprint_of(Value{3}) != fingerprint_of(Value{3.0}));
    CHECK(fingerprint_of(Value{3}) != fingerprint_of(Value{"3"}));
    CHECK(fingerprint_of(Value{Value::Array{1, 2}}) != fingerprint_of(Value{Value::Array{2, 1}}));
    CHECK(fingerprint_of(Value{Value::Array{Value{Value::Array{1}}, 2}}) !=
          fingerprint_of(Value{Value::Array{Value{Value::Array{1, 2}}}}));
    CHECK(fingerprint_of(Value{Value::Object{{"a", 1}}}) !=
          fingerprint_of(Value{Value::Object{{"b", 1}}}));
    CHECK(fingerprint_of(Value{true}) != fingerprint_of(Value{false}));
    CHECK(fingerprint_of(Value{}) != fingerprint_of(Value{""}));
}
