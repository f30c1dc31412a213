// SPDX-License-Identifier: Apache-2.0
#include "penstock/image_spec.hpp"

#include "penstock/failure.hpp"

namespace penstock {

std::uint64_t ImageSpec::pixel_bytes() const {
    return std::uint64_t{channels} * bytes_of(pixel_type);
}

std::uint64_t ImageSpec::row_bytes() const {
    // 2^32 pixels of 2^32 channels of 4 bytes do not fit; bytes() refuses what rows of such a width
    // would be.
    std::uint64_t result = 0;
    if (__builtin_mul_overflow(std::uint64_t{width}, pixel_bytes(), &result))
        throw ItemError{ErrorClass::limit,
                        "an image of " + to_string() + " is too large to address"};
    return result;
}

std::uint64_t ImageSpec::bytes() const {
    std::uint64_t result = 0;
    if (__builtin_mul_overflow(row_bytes(), std::uint64_t{height}, &result) ||
        result > (std::uint64_t{1} << 62))
        throw ItemError{ErrorClass::limit,
                        "an image of " + to_string() + " is too large to address"};
    return result;
}

ImageSpec ImageSpec::whole() const {
    ImageSpec spec = *this;
    if (is_shrunk()) {
        spec.width = shrunk.width;
        spec.height = shrunk.height;
    }
    spec.shrunk = {};
    return spec;
}

std::string ImageSpec::to_string() const {
    return std::to_string(width) + 'x' + std::to_string(height) + ' ' +
           std::string{penstock::to_string(pixel_type)} + " x " + std::to_string(channels);
}

} // namespace penstock
