// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "support/catch.hpp"

#include <cstring>
#include <lcms2.h>
#include <memory>
#include <string>
#include <utility>

// ICC profiles, and images that have one.
namespace penstock::test {

/// Its bytes; closes it.
[[nodiscard]] inline std::string saved(cmsHPROFILE profile) {
    cmsUInt32Number size = 0;
    REQUIRE(cmsSaveProfileToMem(profile, nullptr, &size));
    std::string bytes(size, '\0');
    REQUIRE(cmsSaveProfileToMem(profile, bytes.data(), &size));
    cmsCloseProfile(profile);
    return bytes;
}

/// Light, from a darkest one to the whole; the white is that of the paper.
[[nodiscard]] inline std::string gray_profile(double darkest = 0, cmsCIExyY white = *cmsD50_xyY()) {
    const cmsUInt16Number ends[] = {static_cast<cmsUInt16Number>(darkest * 65535), 65535};
    cmsToneCurve* const curve = cmsBuildTabulatedToneCurve16(nullptr, 2, ends);
    std::string bytes = saved(cmsCreateGrayProfile(&white, curve));
    cmsFreeToneCurve(curve);
    return bytes;
}

/// In the primaries of Adobe RGB (1998).
[[nodiscard]] inline std::string rgb_profile(double gamma) {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, gamma);
    cmsToneCurve* const curves[] = {curve, curve, curve};
    std::string bytes = saved(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(curve);
    return bytes;
}

/// Adobe RGB (1998).
[[nodiscard]] inline std::string wide_profile() {
    return rgb_profile(2.19921875);
}

[[nodiscard]] inline Image with_profile(Image image, const std::string& profile) {
    Buffer buffer = Buffer::allocate(profile.size());
    std::memcpy(buffer.bytes().data(), profile.data(), profile.size());
    image.set_metadata(std::make_shared<const Metadata>(
        std::move(buffer), Metadata::Sizes{.icc = profile.size()}, Resolution{}));
    return image;
}

} // namespace penstock::test
