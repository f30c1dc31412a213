// SPDX-License-Identifier: Apache-2.0
#include "codec/truncated.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

std::vector<EncodeOptions> variants() {
    using enum Compression;
    return {{.format = FormatId::jpeg, .subsampling = Subsampling::s444},
            {.format = FormatId::jpeg, .subsampling = Subsampling::s420},
            {.format = FormatId::png},
            {.format = FormatId::webp},
            {.format = FormatId::webp, .compression = lossless}};
}

// How many rows of an image that was completed are as in the whole one; the others must be 0.
std::uint32_t whole_rows(const Image& image, const Image& whole) {
    std::uint32_t rows = 0;
    while (rows < whole.spec().height && std::ranges::equal(image.row(rows), whole.row(rows)))
        ++rows;
    for (std::uint32_t y = rows; y < whole.spec().height; ++y)
        CHECK(std::ranges::count(image.row(y), std::byte{0}) == std::ssize(image.row(y)));
    return rows;
}

std::span<const std::byte> beginning(const test::Bytes& file, double share) {
    return std::span{file}.first(
        static_cast<std::size_t>(static_cast<double>(file.size()) * share));
}

} // namespace

TEST_CASE("of a file that ends early the rows that are there are delivered, the others are 0",
          "[codec][truncated]") {
    for (const EncodeOptions& options : variants()) {
        const test::Bytes file = test::encoded(test::picture(spec_of(120, 160, 3)), options);
        const Image whole = test::decoded(file);
        std::uint32_t before = 0;
        for (const double share : {0.3, 0.5, 0.7, 0.9}) {
            const Decoded result =
                test::decoded_as(beginning(file, share), {.on_truncated = TruncatedPolicy::pad});
            INFO(format_of(options.format).name << ": " << share);
            CHECK(result.is_truncated);
            const std::uint32_t rows = whole_rows(result.image, whole);
            CHECK(rows > static_cast<std::uint32_t>(160 * (share - 0.28)));
            CHECK(rows > before);
            CHECK(rows < 160);
            before = rows;
        }
    }
}

TEST_CASE("a file that is whole is not called truncated", "[codec][truncated]") {
    for (const EncodeOptions& options : variants()) {
        const test::Bytes file = test::encoded(test::picture(spec_of(50, 40, 3)), options);
        CHECK_FALSE(test::decoded_as(file, {.on_truncated = TruncatedPolicy::pad}).is_truncated);
    }
}

TEST_CASE("a JPEG without its end marker has all its rows, and is called truncated",
          "[codec][truncated]") {
    test::Bytes file = test::encoded(test::picture(spec_of(50, 40, 3)), {.format = FormatId::jpeg});
    const Image whole = test::decoded(file);
    file.resize(file.size() - 2);
    const Decoded result = test::decoded_as(file, {.on_truncated = TruncatedPolicy::pad});
    CHECK(result.is_truncated);
    CHECK(whole_rows(result.image, whole) == 40);
}

TEST_CASE("a progressive JPEG that ends early is coarse, and nowhere gray", "[codec][truncated]") {
    const test::Bytes file = test::encoded(test::picture(spec_of(120, 160, 3)),
                                           {.format = FormatId::jpeg, .progressive = true});
    const Image whole = test::decoded(file);
    for (const double share : {0.5, 0.7, 0.9}) {
        const Decoded result =
            test::decoded_as(beginning(file, share), {.on_truncated = TruncatedPolicy::pad});
        INFO(share);
        CHECK(result.is_truncated);
        CHECK(test::difference(result.image, whole).mean < 0.05);
        CHECK(test::difference(result.image, whole).largest > 0);
    }
    // In the first scan: rows that are there, and black.
    constexpr std::array scan = {std::byte{0xFF}, std::byte{0xDA}};
    const auto begin = std::ranges::search(file, scan).begin() - file.begin();
    const Decoded early =
        test::decoded_as(std::span{file}.first(static_cast<std::size_t>(begin) + 150),
                         {.on_truncated = TruncatedPolicy::pad});
    CHECK(early.image.row(0)[60] != std::byte{0});
    CHECK(std::ranges::count(early.image.row(159), std::byte{0}) == 360);
}

TEST_CASE("a picture that is completed is turned upright like any other", "[codec][truncated]") {
    const test::Bytes file =
        test::encoded(test::picture(spec_of(120, 160, 3)), {.format = FormatId::jpeg});
    Header header = read_header(MemoryReader{file});
    header.orientation = 6; // lies on its left side: what is stored last is left
    test::TestContext context;
    Buffer buffer = context.allocate_bytes(file.size() / 2);
    std::ranges::copy(beginning(file, 0.5), buffer.bytes().begin());
    const Image image =
        decode(header, std::move(buffer), {.on_truncated = TruncatedPolicy::pad}, {}, context)
            .image;
    CHECK(image.spec().width == 160);
    CHECK(image.row(50)[0] == std::byte{0});
    CHECK(image.row(50)[159 * 3] != std::byte{0});
}

TEST_CASE("a file of which no row can be read fails, and says that there is nothing to complete",
          "[codec][truncated]") {
    const test::Bytes file =
        test::encoded(test::picture(spec_of(120, 160, 3)), {.format = FormatId::jpeg});
    CHECK_THROWS_WITH(
        test::decoded_as(std::span{file}.first(640), {.on_truncated = TruncatedPolicy::pad}),
        Catch::Matchers::Contains("nothing that on_truncated \"pad\" could complete"));
}
