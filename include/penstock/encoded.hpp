// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image_spec.hpp"

#include <string>

namespace penstock {

/// What an encoder made: the bytes of one file.
struct Encoded {
    Buffer buffer;
    std::string format;    ///< "jpeg"; the name that `encode` knows it by
    std::string extension; ///< "jpg", without a dot: what `{ext}` becomes
    ImageSpec spec;        ///< of the picture inside; all zero where there is none

    static constexpr const char* payload_name = "encoded";
};

} // namespace penstock
