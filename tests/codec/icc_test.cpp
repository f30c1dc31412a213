// SPDX-License-Identifier: Apache-2.0
#include "codec/icc.hpp"

#include "codec/metadata_samples.hpp"
#include "codec/put_number.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

TEST_CASE("a profile goes with pictures of its channels", "[codec][icc]") {
    const Bytes colour = icc_profile("RGB ");
    const Bytes gray = icc_profile("GRAY");
    for (const std::uint32_t channels : {1U, 2U, 3U, 4U, 5U}) {
        CHECK(check_icc(colour, channels).profile.empty() == (channels != 3 && channels != 4));
        CHECK(check_icc(gray, channels).profile.empty() == (channels > 2));
    }
    CHECK(check_icc(icc_profile("CMYK"), 4).reason ==
          "it is for CMYK, and the picture has 4 channels");
    CHECK(check_icc(icc_profile("Lab "), 3).reason ==
          "it is for Lab, and the picture has 3 channels");
}

TEST_CASE("what lies behind a profile is no part of it", "[codec][icc]") {
    Bytes profile = icc_profile("RGB ", 600);
    profile.resize(610);
    CHECK(check_icc(profile, 3).profile.size() == 600);
}

TEST_CASE("what is no profile, or a damaged one, says so", "[codec][icc]") {
    CHECK(check_icc(Bytes{}, 3).reason == "it is none");
    CHECK(check_icc(Bytes(500), 3).reason == "it is none");
    Bytes cut = icc_profile("RGB ", 600);
    cut.resize(599);
    CHECK(check_icc(cut, 3).reason == "it has 599 bytes, and says that it has 600");
    for (const auto& [place, value] :
         {std::pair{128, 0U}, std::pair{128, 1000U}, std::pair{136, 601U}, std::pair{140, 600U}}) {
        Bytes profile = icc_profile("RGB ", 600);
        put_number(std::span{profile}.subspan(static_cast<std::size_t>(place), 4),
                   value,
                   std::endian::big);
        CHECK(check_icc(profile, 3).reason == "it is damaged");
    }
}
