// SPDX-License-Identifier: Apache-2.0
#include "pixels/tensor.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <cstring>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

// Apart: what stands before the samples, and these as an image that a test can read.
struct Array {
    std::string header;
    Image samples;
};

Array array_of(const Image& image, const TensorOptions& options) {
    std::vector<std::byte> bytes(tensor_bytes(image.spec(), options));
    write_tensor(image, options, bytes);
    const std::size_t size =
        std::to_integer<std::size_t>(bytes[8]) + 256 * std::to_integer<std::size_t>(bytes[9]) + 10;
    ImageSpec spec = image.spec();
    spec.pixel_type = options.pixel_type;
    Array array{{reinterpret_cast<const char*>(bytes.data()), size}, Image::allocate(spec)};
    REQUIRE(bytes.size() == size + spec.bytes());
    std::memcpy(array.samples.pixels().data(), bytes.data() + size, spec.bytes());
    return array;
}

} // namespace

TEST_CASE("a tensor has the header of an array, and begins at a multiple of 64",
          "[pixels][tensor]") {
    const Image image = test::noise({640, 48, 3, PixelType::u8, ColourSpace::srgb});
    const std::string chw = array_of(image, {}).header;
    CHECK(chw.size() == 128);
    CHECK(chw.substr(0, 10) == std::string("\x93NUMPY\x01\0\x76\0", 10));
    CHECK(chw.substr(10, 67) ==
          "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 48, 640), }  ");
    CHECK(chw.back() == '\n');
    const TensorOptions hwc{.layout = TensorLayout::hwc, .pixel_type = PixelType::f16};
    CHECK(array_of(image, hwc).header.substr(10, 65) ==
          "{'descr': '<f2', 'fortran_order': False, 'shape': (48, 640, 3), }");
    CHECK(array_of(image, {.pixel_type = PixelType::u8}).header.substr(10, 16) ==
          "{'descr': '|u1',");
    CHECK(array_of(image, {.pixel_type = PixelType::u16}).header.substr(10, 16) ==
          "{'descr': '<u2',");
}

TEST_CASE("a tensor has the samples of the image, in either order, in all types and channels",
          "[pixels][tensor]") {
    for (const PixelType from : test::all_types)
        for (const PixelType to : test::all_types)
            for (std::uint32_t channels = 1; channels <= 6; ++channels)
                for (const std::uint32_t width : {1U, 301U})
                    for (const TensorLayout layout : {TensorLayout::chw, TensorLayout::hwc}) {
                        const Image image =
                            test::noise({width, 5, channels, from, ColourSpace::srgb});
                        const std::vector<double> values = test::values_of(image);
                        std::vector<double> expected = values;
                        const std::size_t pixels = image.spec().pixels();
                        if (layout == TensorLayout::chw)
                            for (std::size_t i = 0; i < values.size(); ++i)
                                expected[i % channels * pixels + i / channels] = values[i];
                        const Array array = array_of(image, {.layout = layout, .pixel_type = to});
                        CAPTURE(image.spec().to_string(), to_string(to));
                        CHECK(test::count_wrong(array.samples, expected, from == to ? 0 : 1) == 0);
                    }
}
