// SPDX-License-Identifier: Apache-2.0
#include "testing/alternatives.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <limits>

using namespace penstock;
using penstock::testing::in_unit;

namespace {

Value written(ParamType type, double amount) {
    ParamDescriptor param;
    param.type = type;
    return in_unit(param, amount);
}

} // namespace

TEST_CASE("an amount is written in the unit of its parameter, exactly", "[testing][conformance]") {
    CHECK(written(ParamType::integer, -3) == Value{-3});
    CHECK(written(ParamType::number, 0.25) == Value{0.25});
    CHECK(written(ParamType::byte_size, 512) == Value{"512B"});
    CHECK(written(ParamType::byte_size, -1) == Value{"-1B"});
    CHECK(written(ParamType::pixel_count, 7) == Value{"7px"});
    CHECK(written(ParamType::duration, 2e-7) == Value{"200ns"});
    CHECK(written(ParamType::duration, -0.5) == Value{"-500ms"});
    CHECK(written(ParamType::duration, 90) == Value{"90s"});
}

TEST_CASE("an amount that no integer holds becomes the nearest that one does",
          "[testing][conformance]") {
    using Limits = std::numeric_limits<std::int64_t>;
    CHECK(written(ParamType::integer, 0x1p63) == Value{Limits::max()});
    CHECK(written(ParamType::integer, 0x1p64) == Value{Limits::max()});
    CHECK(written(ParamType::integer, -0x1p63) == Value{Limits::min()});
    CHECK(written(ParamType::integer, -0x1p70) == Value{Limits::min()});
    CHECK(written(ParamType::byte_size, 0x1p63) == Value{"9223372036854775807B"});
    CHECK(written(ParamType::byte_size, -0x1p63) == Value{"-8388608TiB"});
    CHECK(written(ParamType::duration, 1e12) == Value{"9223372036854775807ns"});
}
