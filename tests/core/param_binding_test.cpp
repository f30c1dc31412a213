// SPDX-License-Identifier: Apache-2.0
#include "penstock/param_binding.hpp"

#include "support/catch.hpp"

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace penstock;
using namespace std::chrono_literals;

TEST_CASE("a size is written in the largest unit that divides it", "[core][param_binding]") {
    CHECK(to_string(ByteSize{0}) == "0B");
    CHECK(to_string(ByteSize{1023}) == "1023B");
    CHECK(to_string(ByteSize{1024}) == "1KiB");
    CHECK(to_string(ByteSize{1536}) == "1536B");
    CHECK(to_string(ByteSize{std::uint64_t{512} << 20}) == "512MiB");
    CHECK(to_string(ByteSize{std::uint64_t{3} << 30}) == "3GiB");
    CHECK(to_string(ByteSize{std::uint64_t{5} << 40}) == "5TiB");
    CHECK(to_string(ByteSize{~std::uint64_t{0}}) == "18446744073709551615B");
}

TEST_CASE("a pixel count is written in the largest unit that divides it", "[core][param_binding]") {
    CHECK(to_string(PixelCount{0}) == "0px");
    CHECK(to_string(PixelCount{999}) == "999px");
    CHECK(to_string(PixelCount{500'000}) == "500kpx");
    CHECK(to_string(PixelCount{64'000'000}) == "64Mpx");
    CHECK(to_string(PixelCount{2'000'000'000}) == "2Gpx");
    CHECK(to_string(PixelCount{1'000'001}) == "1000001px");
}

TEST_CASE("a duration is written in the largest unit that divides it", "[core][param_binding]") {
    CHECK(to_string(Duration{1}) == "1ns");
    CHECK(to_string(Duration{2us}) == "2us");
    CHECK(to_string(Duration{250ms}) == "250ms");
    CHECK(to_string(Duration{1500ms}) == "1500ms");
    CHECK(to_string(Duration{20s}) == "20s");
    CHECK(to_string(Duration{90s}) == "90s");
    CHECK(to_string(Duration{5min}) == "5min");
    CHECK(to_string(Duration{120min}) == "2h");
    CHECK(to_string(Duration{-1500ms}) == "-1500ms");
}

TEST_CASE("a duration is read from seconds to the nanosecond", "[core][param_binding]") {
    // 1.001 is a little less than it says; cutting it off would lose a nanosecond.
    for (std::int64_t ms = 1; ms < 20'000; ++ms) {
        CAPTURE(ms);
        const Value seconds{static_cast<double>(ms) / 1000};
        REQUIRE(ParamBinding<Duration>::read(seconds) == std::chrono::milliseconds{ms});
    }
    CHECK(ParamBinding<Duration>::read(Value{3}) == 3s);
}

TEST_CASE("parameters are read from normalised values", "[core][param_binding]") {
    CHECK(ParamBinding<bool>::read(true));
    CHECK(ParamBinding<std::uint8_t>::read(200) == 200);
    CHECK(ParamBinding<std::int64_t>::read(-5) == -5);
    CHECK(ParamBinding<double>::read(3) == 3.0);
    CHECK(ParamBinding<float>::read(0.25) == 0.25F);
    CHECK(ParamBinding<std::string>::read("a") == "a");
    CHECK(ParamBinding<ByteSize>::read(4096) == ByteSize{4096});
    CHECK(ParamBinding<PixelCount>::read(77) == PixelCount{77});
    CHECK(ParamBinding<std::vector<std::string>>::read(Value::Array{"a", "b"}) ==
          std::vector<std::string>{"a", "b"});
    CHECK(ParamBinding<std::optional<int>>::read(7) == std::optional{7});
    const Value wide = Value::Object{{"attr", "width"}, {"ge", 512}};
    const Value by_name = Value::Object{{"wide", wide}, {"high", wide}};
    CHECK(ParamBinding<Condition>::read(wide).written() == wide);
    CHECK(ParamBinding<NamedConditions>::read(by_name)[1].first == "high");
    CHECK(ParamBinding<Value::Object>::read(by_name) == by_name.as_object());
}

TEST_CASE("a float is written with the fewest digits that are read back as it",
          "[core][param_binding]") {
    CHECK(shortest_decimal(0.1F) == 0.1);
    CHECK(shortest_decimal(-3.4e38F) == -3.4e38);
    CHECK(shortest_decimal(16'777'216) == 16'777'216);
    CHECK(std::isnan(shortest_decimal(NAN)));
    CHECK(shortest_decimal(INFINITY) == INFINITY);
    std::uint32_t bits = 1; // the smallest float; then one in 40009 of them
    for (int i = 0; i < 54'000; ++i, bits += 40'009) {
        const float value = std::bit_cast<float>(bits);
        if (!std::isfinite(value))
            break;
        if (static_cast<float>(shortest_decimal(value)) != value)
            FAIL(value);
    }
}

TEST_CASE("defaults are written as a person would", "[core][param_binding]") {
    CHECK(ParamBinding<bool>::written(true) == Value{true});
    CHECK(ParamBinding<int>::written(-3) == Value{-3});
    CHECK(ParamBinding<float>::written(0.5F) == Value{0.5});
    CHECK(ParamBinding<float>::written(0.1F) == Value{0.1});
    CHECK(ParamBinding<NamedConditions>::written({}).is_null());
    CHECK(ParamBinding<std::string>::written("a") == Value{"a"});
    CHECK(ParamBinding<ByteSize>::written({2048}) == Value{"2KiB"});
    CHECK(ParamBinding<PixelCount>::written({3000}) == Value{"3kpx"});
    CHECK(ParamBinding<Duration>::written(20s) == Value{"20s"});
    CHECK(ParamBinding<std::vector<std::string>>::written({"a", "b"}) ==
          Value{Value::Array{"a", "b"}});
    CHECK(ParamBinding<std::vector<double>>::written({1, 0.5}) == Value{Value::Array{1.0, 0.5}});
    CHECK(ParamBinding<std::optional<ByteSize>>::written(ByteSize{5}) == Value{"5B"});
    CHECK(ParamBinding<std::optional<int>>::written(std::nullopt).is_null());
    const Value wide = Value::Object{{"attr", "width"}, {"ge", 512}};
    CHECK(ParamBinding<Condition>::written(Condition{wide}) == wide);
    CHECK(ParamBinding<NamedConditions>::written({{"wide", Condition{wide}}}) ==
          Value{Value::Object{{"wide", wide}}});
    CHECK(ParamBinding<Value::Object>::written({{"a", 1}}) == Value{Value::Object{{"a", 1}}});
}

TEST_CASE("each C++ type is one type of parameter", "[core][param_binding]") {
    CHECK(ParamBinding<bool>::type == ParamType::boolean);
    CHECK(ParamBinding<std::uint32_t>::type == ParamType::integer);
    CHECK(ParamBinding<float>::type == ParamType::number);
    CHECK(ParamBinding<std::string>::type == ParamType::string);
    CHECK(ParamBinding<ByteSize>::type == ParamType::byte_size);
    CHECK(ParamBinding<PixelCount>::type == ParamType::pixel_count);
    CHECK(ParamBinding<Duration>::type == ParamType::duration);
    CHECK(ParamBinding<std::vector<std::string>>::type == ParamType::string_list);
    CHECK(ParamBinding<std::vector<double>>::type == ParamType::number_list);
    CHECK(ParamBinding<std::optional<ByteSize>>::type == ParamType::byte_size);
    CHECK(ParamBinding<std::optional<Condition>>::type == ParamType::condition);
    CHECK(ParamBinding<NamedConditions>::type == ParamType::conditions);
    CHECK(ParamBinding<Value::Object>::type == ParamType::attributes);
}

TEST_CASE("an integer's range is that of its type where a double can say it",
          "[core][param_binding]") {
    CHECK(natural_minimum<std::uint8_t>() == 0.0);
    CHECK(natural_maximum<std::uint8_t>() == 255.0);
    CHECK(natural_minimum<std::int32_t>() == -2147483648.0);
    CHECK(natural_maximum<std::uint32_t>() == 4294967295.0);
    CHECK(natural_minimum<std::uint64_t>() == 0.0);
    CHECK_FALSE(natural_maximum<std::uint64_t>().has_value());
    CHECK(natural_minimum<std::optional<std::int8_t>>() == -128.0);
    CHECK(natural_maximum<std::optional<std::int8_t>>() == 127.0);
    CHECK_FALSE(natural_minimum<bool>().has_value());
    CHECK_FALSE(natural_maximum<double>().has_value());
}
