// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

std::vector<EncodeOptions> variants() {
    using enum Compression;
    return {{.format = FormatId::jpeg},
            {.format = FormatId::jpeg, .progressive = true},
            {.format = FormatId::png},
            {.format = FormatId::webp},
            {.format = FormatId::webp, .compression = lossless},
            {.format = FormatId::tiff, .compression = none},
            {.format = FormatId::tiff, .compression = lzw},
            {.format = FormatId::tiff, .compression = zip},
            {.format = FormatId::tiff, .compression = packbits},
            {.format = FormatId::exr, .compression = none},
            {.format = FormatId::exr, .compression = zip},
            {.format = FormatId::exr, .compression = piz},
            {.format = FormatId::exr, .compression = dwaa}};
}

bool decodes(std::span<const std::byte> file) {
    try {
        static_cast<void>(test::decoded(file));
        return true;
    } catch (const ItemError& error) {
        CHECK_FALSE(std::string{error.what()}.empty());
        CHECK(error.error_class() != ErrorClass::node);
        return false;
    }
}

} // namespace

TEST_CASE("a file that ends early never gives a picture", "[codec]") {
    for (const EncodeOptions& options : variants()) {
        const PixelType type = options.format == FormatId::exr ? PixelType::f16 : PixelType::u8;
        const test::Bytes file = test::encoded(test::picture(spec_of(80, 60, 3, type)), options);
        REQUIRE(decodes(file));
        const std::size_t step = std::max<std::size_t>(file.size() / 150, 1);
        std::vector<std::size_t> lengths;
        for (std::size_t length = 0; length < file.size(); length += step)
            lengths.push_back(length);
        for (std::size_t cut = 1; cut <= 12; ++cut) // the last bytes, one by one
            lengths.push_back(file.size() - cut);
        for (const std::size_t length : lengths) {
            INFO(format_of(options.format).name << ": " << length << " of " << file.size());
            CHECK_FALSE(decodes(std::span{file}.first(length)));
        }
    }
}

TEST_CASE("most ways to cut a file are called truncated", "[codec]") {
    for (const Format& format : formats()) {
        const PixelType type = format.written_types[0];
        const test::Bytes file =
            test::encoded(test::picture(spec_of(80, 60, 3, type)), {.format = format.id});
        for (const double share : {0.3, 0.6, 0.9}) {
            const auto length = static_cast<std::size_t>(static_cast<double>(file.size()) * share);
            INFO(format.name << ": " << length << " of " << file.size());
            ErrorClass error_class = ErrorClass::node;
            try {
                static_cast<void>(test::decoded(std::span{file}.first(length)));
            } catch (const ItemError& error) {
                error_class = error.error_class();
            }
            CHECK(to_string(error_class) == to_string(ErrorClass::truncated));
        }
    }
}

TEST_CASE("a file with flipped bits gives a picture or a class, never a crash", "[codec]") {
    std::uint32_t random = 12345;
    const auto next = [&] { return (random = random * 1664525U + 1013904223U) >> 8U; };
    for (const EncodeOptions& options : variants()) {
        const PixelType type = options.format == FormatId::exr ? PixelType::f16 : PixelType::u8;
        const test::Bytes file = test::encoded(test::picture(spec_of(50, 40, 3, type)), options);
        for (int round = 0; round < 200; ++round) {
            test::Bytes damaged = file;
            for (std::uint32_t i = 0; i < 1 + next() % 4; ++i)
                damaged[next() % damaged.size()] = static_cast<std::byte>(next());
            static_cast<void>(decodes(damaged));
        }
    }
}

TEST_CASE("a JPEG with padding before its end marker is whole, with other bytes damaged",
          "[codec]") {
    const Image image = test::picture(spec_of(80, 60, 3));
    test::Bytes file = test::encoded(image, {.format = FormatId::jpeg});
    const Image plain = test::decoded(file);
    const std::vector<std::byte> stray(100, std::byte{0x20});
    file.insert(file.end() - 2, stray.begin(), stray.end());
    CHECK(test::difference(plain, test::decoded(file)).largest == 0);
    file[file.size() - 40] = std::byte{0x21};
    CHECK_FALSE(decodes(file));
}

TEST_CASE("a JPEG with damaged data in the middle fails", "[codec]") {
    test::Bytes file =
        test::encoded(test::picture(spec_of(200, 200, 3)), {.format = FormatId::jpeg});
    for (std::size_t i = file.size() / 2; i < file.size() / 2 + 40; ++i)
        file[i] = static_cast<std::byte>(i * 37);
    CHECK_FALSE(decodes(file));
}

TEST_CASE("a JPEG with very many scans fails before it is decoded", "[codec]") {
    const test::Bytes file = test::encoded(test::picture(spec_of(16, 16, 1)),
                                           {.format = FormatId::jpeg, .progressive = true});
    // The first scan again and again.
    std::size_t begin = 0;
    while (file[begin] != std::byte{0xFF} || file[begin + 1] != std::byte{0xDA})
        ++begin;
    std::size_t end = begin + 2;
    while (file[end] != std::byte{0xFF} || file[end + 1] == std::byte{0})
        ++end;
    test::Bytes many(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(begin));
    for (int i = 0; i < 600; ++i)
        many.insert(many.end(),
                    file.begin() + static_cast<std::ptrdiff_t>(begin),
                    file.begin() + static_cast<std::ptrdiff_t>(end));
    many.push_back(std::byte{0xFF});
    many.push_back(std::byte{0xD9});
    REQUIRE_THROWS_WITH(test::decoded(many), "the JPEG has 600 scans; max_scans allows 500");
    CHECK_THROWS_WITH(test::decoded_as(many, {.max_scans = 600}),
                      Catch::Matchers::StartsWith("the JPEG is damaged: Inconsistent progression"));
    CHECK_THROWS_WITH(test::decoded_as(many, {.max_scans = 599}),
                      "the JPEG has 600 scans; max_scans allows 599");
}
