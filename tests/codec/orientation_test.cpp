// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"
#include "codec/tiff_files.hpp"
#include "core/turn.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <string_view>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

// A JPEG with EXIF data that says nothing but the orientation.
test::Bytes with_orientation(const test::Bytes& jpeg, std::uint8_t orientation, bool is_big) {
    std::vector<unsigned> segment = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0};
    const std::vector<unsigned> little = {'I',         'I',  42,   0, 8, 0, 0, 0, 1,
                                          0,           0x12, 0x01, 3, 0, 1, 0, 0, 0,
                                          orientation, 0,    0,    0, 0, 0, 0, 0};
    const std::vector<unsigned> big = {'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                                       3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0};
    const auto& exif = is_big ? big : little;
    segment.insert(segment.end(), exif.begin(), exif.end());
    test::Bytes file = jpeg;
    std::ptrdiff_t at = 2;
    for (const unsigned byte : segment)
        file.insert(file.begin() + at++, static_cast<std::byte>(byte));
    return file;
}

} // namespace

TEST_CASE("the EXIF orientation of a JPEG is applied, or not, as the caller says", "[codec]") {
    const Image image = test::picture(spec_of(48, 32, 3));
    const test::Bytes plain = test::encoded(image, {.format = FormatId::jpeg});
    const Image stored = test::decoded(plain);
    for (const bool is_big : {false, true})
        for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
            const test::Bytes file = with_orientation(plain, orientation, is_big);
            INFO("orientation " << int{orientation});
            CHECK(read_header(MemoryReader{file}).orientation == orientation);
            CHECK(test::difference(stored, test::decoded(file, OrientationPolicy::as_stored))
                      .largest == 0);
            Image expected = Image::allocate(turned_spec(stored.spec(), Turn{orientation}));
            copy_turned(stored.spec(), Turn{orientation}, stored.pixels(), expected.pixels());
            const Image upright = test::decoded(file);
            CHECK(upright.spec() == expected.spec());
            CHECK(std::ranges::equal(upright.pixels(), expected.pixels()));
        }
}

namespace {

// EXIF data that says nothing but the orientation.
test::Bytes exif(std::uint8_t orientation) {
    test::Bytes bytes(26, std::byte{0});
    const std::array<unsigned, 20> begin = {'I',  'I',  42, 0, 8, 0, 0, 0, 1,           0,
                                            0x12, 0x01, 3,  0, 1, 0, 0, 0, orientation, 0};
    std::ranges::transform(
        begin, bytes.begin(), [](unsigned b) { return static_cast<std::byte>(b); });
    return bytes;
}

test::Bytes words(std::string_view text) {
    test::Bytes bytes;
    for (const char c : text)
        bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}

void append(test::Bytes& file, const test::Bytes& more) {
    file.insert(file.end(), more.begin(), more.end());
}

// A PNG with EXIF data before its pixels or behind them. The checksum of that chunk is wrong, which
// nobody looks at: it is metadata.
test::Bytes png_with(const test::Bytes& png, std::uint8_t orientation, bool is_behind) {
    test::Bytes chunk = words({"\0\0\0\x1A"
                               "eXIf",
                               8});
    append(chunk, exif(orientation));
    append(chunk, words("sum?"));
    test::Bytes file = png;
    file.insert(is_behind ? file.end() - 12 : file.begin() + 33, chunk.begin(), chunk.end());
    return file;
}

// A WebP in the extended format, with EXIF data behind its picture.
test::Bytes webp_with(const test::Bytes& webp, const ImageSpec& spec, std::uint8_t orientation) {
    test::Bytes file = words({"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0", 24});
    for (const std::uint32_t side : {spec.width - 1, spec.height - 1})
        for (const unsigned shift : {0U, 8U, 16U})
            file.push_back(static_cast<std::byte>(side >> shift & 0xFFU));
    file.insert(file.end(), webp.begin() + 12, webp.end());
    append(file, words({"EXIF\x1A\0\0\0", 8}));
    append(file, exif(orientation));
    const std::size_t size = file.size() - 8;
    for (unsigned i = 0; i < 4; ++i)
        file[4 + i] = static_cast<std::byte>(size >> (8 * i) & 0xFFU);
    return file;
}

test::Bytes tiff_with(const Image& image, std::uint8_t orientation) {
    const auto pixels = image.pixels();
    return test::tiff_file({{.width = image.spec().width,
                             .height = image.spec().height,
                             .samples = 3,
                             .photometric = 2,
                             .orientation = orientation,
                             .blocks = {{pixels.begin(), pixels.end()}}}});
}

} // namespace

TEST_CASE("the orientation of every format that has one is applied, pixel by pixel", "[codec]") {
    const Image stored = test::picture(spec_of(48, 33, 3));
    const test::Bytes png = test::encoded(stored, {.format = FormatId::png});
    const test::Bytes webp =
        test::encoded(stored, {.format = FormatId::webp, .compression = Compression::lossless});
    for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
        const auto turn = static_cast<Turn>(orientation);
        Image expected = Image::allocate(turned_spec(stored.spec(), turn));
        copy_turned(stored.spec(), turn, stored.pixels(), expected.pixels());
        for (const test::Bytes& file : {png_with(png, orientation, false),
                                        png_with(png, orientation, true),
                                        webp_with(webp, stored.spec(), orientation),
                                        tiff_with(stored, orientation)}) {
            const Header header = read_header(MemoryReader{file});
            INFO(format_of(header.format).name << ", orientation " << int{orientation});
            CHECK(header.orientation == orientation);
            CHECK(std::ranges::equal(test::decoded(file).pixels(), expected.pixels()));
            CHECK(std::ranges::equal(test::decoded(file, OrientationPolicy::as_stored).pixels(),
                                     stored.pixels()));
        }
    }
}

TEST_CASE("turning upright takes bytes, not a second image, and within the bound", "[codec]") {
    class Counting final : public NodeContext {
    public:
        const ItemInfo& item() const override { return info; }
        const std::string& node_name() const override { return name; }
        Image allocate_image(const ImageSpec& spec) override {
            ++images;
            return Image::allocate(spec);
        }
        Buffer allocate_bytes(std::size_t size) override {
            bytes += buffer_capacity(size);
            return Buffer::allocate(size);
        }
        bool stop_requested() const override { return false; }
        void leave_by(std::size_t) override {}
        void set_attribute(std::string_view, Value) override {}
        void acquire_file_slot() override {}
        void release_file_slot() override {}
        void output_delivered(std::string_view) override {}
        void output_displaced(std::uint64_t, std::string_view, std::string_view) override {}

        std::string name;
        ItemInfo info;
        int images = 0;
        std::uint64_t bytes = 0;
    };
    const test::Bytes file = with_orientation(
        test::encoded(test::picture(spec_of(48, 32, 3)), {.format = FormatId::jpeg}), 6, false);
    const Header header = read_header(MemoryReader{file});
    Buffer buffer = Buffer::allocate(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    Counting context;
    const CodecModule module;
    const Image image = decode(header, std::move(buffer), {}, module, context).image;
    CHECK(image.spec() == decoded_spec(header, OrientationPolicy::upright));
    CHECK(context.images == 1);
    CHECK(context.bytes == buffer_capacity(image.spec().bytes()));
    CHECK(decode_working_bytes(header, OrientationPolicy::upright) ==
          decode_working_bytes(header, OrientationPolicy::as_stored) + context.bytes);
}
