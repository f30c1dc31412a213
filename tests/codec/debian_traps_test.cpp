// SPDX-License-Identifier: Apache-2.0
// What the OpenImageIO of Debian 12 does to programs that trust it, a case for each trap.
#include "codec/format.hpp"
#include "codec/metadata_samples.hpp"
#include "codec/raw_files.hpp"
#include "codec/sniff.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <regex>
#include <string>
#include <thread>

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;
using test::spec_of;

namespace {

// A PNG with a colour profile that is none.
test::Bytes png_with_bad_profile() {
    const test::Bytes png =
        test::encoded(test::picture(spec_of(33, 21, 3)), {.format = FormatId::png});
    const test::Bytes profile =
        bytes({0, 0, 0, 8, 'i', 'C', 'C', 'P', 'x', 0, 0, 1, 2, 3, 4, 5, 9, 9, 9, 9});
    constexpr std::ptrdiff_t behind_header = 33;
    return test::Bytes(png.begin(), png.begin() + behind_header) + profile +
           test::Bytes(png.begin() + behind_header, png.end());
}

std::ptrdiff_t threads_now() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/task"},
                         std::filesystem::directory_iterator{});
}

} // namespace

TEST_CASE("B1: pictures with colour profiles are opened by many threads at once",
          "[codec][traps]") {
    const Image image = test::picture_with({.icc = test::icc_profile()}, FormatId::tiff);
    const std::array files = {png_with_bad_profile(),
                              test::encoded(image, {.format = FormatId::tiff})};
    std::vector<int> good(8, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : good)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i)
                    for (const test::Bytes& file : files)
                        count += test::decoded(file).spec().width > 0 ? 1 : 0;
            });
    }
    CHECK(std::ranges::count(good, 40) == 8);
}

TEST_CASE("B2: a Photoshop file is refused by its content, whatever it is called",
          "[codec][traps]") {
    // No reader of OpenImageIO is tried that the signature does not ask for.
    CHECK(test::refusal(bytes("8BPS") + test::Bytes(200)).substr(0, 37) ==
          "unsupported: this is a Photoshop file");
}

TEST_CASE("B3: no reader with open holes is used: OpenImageIO decodes tiff and exr alone",
          "[codec][traps]") {
    std::vector<std::string_view> through_it;
    for (const Format& format : formats())
        if (format.decode == nullptr)
            through_it.push_back(format.name);
    CHECK(through_it == std::vector<std::string_view>{"tiff", "exr"});
}

TEST_CASE("B4: limits hold in every format", "[codec][traps]") {
    for (const Format& format : formats()) {
        const test::Bytes file = test::encoded(
            test::picture(spec_of(40, 30, 3, format.written_types[0])), {.format = format.id});
        INFO(format.name);
        HeaderLimits limits;
        limits.max_pixels = 1200;
        CHECK(read_header(MemoryReader{file}, limits).spec.width == 40);
        limits.max_pixels = 1199;
        try {
            static_cast<void>(read_header(MemoryReader{file}, limits));
            FAIL("it was accepted");
        } catch (const ItemError& error) {
            CHECK(error.error_class() == ErrorClass::limit);
        }
    }
}

TEST_CASE("B5: half a file is no picture, in any format", "[codec][traps]") {
    for (const Format& format : formats()) {
        test::Bytes file = test::encoded(test::picture(spec_of(90, 70, 3, format.written_types[0])),
                                         {.format = format.id});
        file.resize(file.size() / 2);
        INFO(format.name);
        const std::string message = test::refusal(file);
        CHECK((message.starts_with("truncated: ") || message.starts_with("corrupt: ")));
    }
}

TEST_CASE("an invalid colour profile does not keep a PNG from being written", "[codec][traps]") {
    const Image image = test::decoded(png_with_bad_profile());
    const Image again = test::decoded(test::encoded(image, {.format = FormatId::png}));
    CHECK(std::ranges::equal(image.pixels(), again.pixels()));
}

TEST_CASE("no ImageBuf, and so no ImageCache, stands behind a codec", "[codec][traps]") {
    int sources = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator{PENSTOCK_SOURCE_DIR "/src/codec/oiio"}) {
        const std::string text = test::read_file(entry.path().string());
        INFO(entry.path().string());
        CHECK(text.find("ImageBuf") == std::string::npos);
        CHECK(text.find("ImageCache") == std::string::npos);
        ++sources;
    }
    CHECK(sources > 5);
}

TEST_CASE("OpenImageIO and OpenEXR begin no threads of their own", "[codec][traps]") {
    const CodecModule module;
    static_cast<void>(module.codecs()); // libraries behind it begin some when they are loaded
    const auto before = threads_now();
    for (const FormatId format : {FormatId::tiff, FormatId::exr}) {
        const Image image = test::picture(spec_of(600, 400, 3, format_of(format).written_types[0]));
        static_cast<void>(test::decoded(test::encoded(image, {.format = format})));
        CHECK(threads_now() <= before); // some of those libraries' end by themselves
    }
}

TEST_CASE("TIFF and EXR hold no time of day", "[codec][traps]") {
    for (const FormatId format : {FormatId::tiff, FormatId::exr}) {
        const test::Bytes file =
            test::encoded(test::picture(spec_of(30, 20, 3, PixelType::f16)), {.format = format});
        std::string text;
        for (const std::byte b : file)
            text += static_cast<char>(b);
        CHECK_FALSE(std::regex_search(text, std::regex{"[0-9]{4}:[0-9]{2}:[0-9]{2} [0-9]{2}:"}));
    }
}

TEST_CASE("the palette of a GIF is the same in every run and thread", "[codec][traps]") {
    const Image image = test::picture(spec_of(120, 90, 3));
    const test::Bytes expected = test::encoded(image, {.format = FormatId::gif});
    std::vector<test::Bytes> files(8);
    {
        std::vector<std::jthread> threads;
        for (test::Bytes& file : files)
            threads.emplace_back([&] { file = test::encoded(image, {.format = FormatId::gif}); });
    }
    CHECK(std::ranges::count(files, expected) == 8);
}

TEST_CASE("a TIFF is packed as it is documented, not by the slow default", "[codec][traps]") {
    const Image image = test::picture(spec_of(60, 50, 3));
    const test::Bytes file = test::encoded(image, {.format = FormatId::tiff});
    CHECK(file ==
          test::encoded(image, {.format = FormatId::tiff, .compression = Compression::lzw}));
    CHECK(file !=
          test::encoded(image, {.format = FormatId::tiff, .compression = Compression::zip}));
}

TEST_CASE("a PNM is a header and the pixels, written at once", "[codec][traps]") {
    const Image image = test::picture(spec_of(60, 50, 3));
    const test::Bytes file = test::encoded(image, {.format = FormatId::pnm});
    CHECK(format_of(FormatId::pnm).encode != nullptr); // not by OpenImageIO's 160 ms a picture
    CHECK(std::ranges::equal(std::span{file}.last(image.spec().bytes()), image.pixels()));
    CHECK(file.size() == image.spec().bytes() + 13);
}
