// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_bounds.hpp"
#include "codec/huffman_code.hpp"
#include "codec/huffman_deflate.hpp"
#include "codec/pictures.hpp"
#include "codec/png.hpp"
#include "codec/png_file_writer.hpp"
#include "codec/png_reader.hpp"
#include "codec/png_row_filter.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <zlib.h>

using namespace penstock;
using namespace penstock::codec;
using test::Bytes;
using test::spec_of;

namespace {

using Octets = std::vector<std::uint8_t>;

// The names of the chunks of a file, "IHDR IDAT IEND", and what those of the pixels hold.
struct Chunks {
    std::string names;
    Bytes pixels;
};
Chunks chunks_of(const Bytes& file) {
    Chunks chunks;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8U | std::to_integer<std::size_t>(file[at + i]);
        std::string name;
        for (std::size_t i = 4; i < 8; ++i)
            name += static_cast<char>(file[at + i]);
        chunks.names += (chunks.names.empty() ? "" : " ") + name;
        const auto content = std::span{file}.subspan(at + 8, length);
        if (name == "IDAT")
            chunks.pixels.insert(chunks.pixels.end(), content.begin(), content.end());
        at += length + 12;
    }
    return chunks;
}

Octets unpacked(std::span<const std::byte> packed, std::size_t size) {
    Octets bytes(size + 1);
    uLongf length = bytes.size();
    REQUIRE(::uncompress(bytes.data(),
                         &length,
                         reinterpret_cast<const Bytef*>(packed.data()),
                         packed.size()) == Z_OK);
    bytes.resize(length);
    return bytes;
}

// By libpng, whatever decode_png does.
Bytes read_by_libpng(const Bytes& file) {
    const Header header = read_header(MemoryReader{file});
    Bytes pixels(header.spec.bytes());
    PngReader reader{header, file};
    reader.start();
    reader.read(pixels);
    return pixels;
}

EncodeOptions png_of(int level) {
    return {.format = FormatId::png, .level = level};
}
const EncodeOptions fast{.format = FormatId::png, .effort = Effort::fast};

std::vector<EncodeOptions> all_ways() {
    std::vector<EncodeOptions> ways{fast};
    for (const int level : {0, 1, 6, 12})
        ways.push_back(png_of(level));
    return ways;
}

// Areas of one colour, with something written on them.
Image drawing(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::size_t i = 0; i < spec.row_bytes(); ++i)
            image.row(y)[i] = static_cast<std::byte>(i / 90 % 5 == 2 && y / 20 % 3 == 1 ? 200 : 40);
    return image;
}

Image noise(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    std::uint64_t state = 1;
    for (std::byte& byte : image.pixels()) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::byte>(state >> 56U);
    }
    return image;
}

// What the filter leaves, by the words of the standard.
Octets filtered_plainly(unsigned filter, const Octets& row, const Octets& above, std::size_t step) {
    Octets left(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        const int a = i >= step ? row[i - step] : 0;
        const int b = above[i];
        const int c = i >= step ? above[i - step] : 0;
        const int p = a + b - c;
        const std::array<int, 3> distances = {std::abs(p - a), std::abs(p - b), std::abs(p - c)};
        const std::array<int, 3> candidates = {a, b, c};
        const auto nearest = std::ranges::min_element(distances) - distances.begin();
        const std::array<int, 5> guesses = {
            0, a, b, (a + b) / 2, candidates[static_cast<std::size_t>(nearest)]};
        left[i] = static_cast<std::uint8_t>(row[i] - guesses[filter]);
    }
    return left;
}

Octets with_margins(const Octets& row) {
    Octets all(row.size() + 2 * png_row_margin);
    std::ranges::copy(row, all.begin() + png_row_margin);
    return all;
}

Octets random_row(std::size_t size, std::uint32_t seed) {
    Octets row(size);
    std::uint32_t state = seed * 2654435761U + 1;
    for (std::uint8_t& byte : row) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<std::uint8_t>((state >> 24U) >> (state >> 8U & 7U));
    }
    return row;
}

} // namespace

TEST_CASE("rows of any length are filtered as the standard says, and costs are their sums",
          "[codec][png]") {
    for (const std::size_t step : {1U, 2U, 3U, 4U, 6U, 8U})
        for (std::size_t pixels = 1; pixels <= 70; ++pixels) {
            const std::size_t count = pixels * step;
            const Octets bytes = random_row(count, static_cast<std::uint32_t>(count));
            const Octets above = random_row(count, static_cast<std::uint32_t>(count + 1000));
            const Octets padded_bytes = with_margins(bytes);
            const Octets padded_above = with_margins(above);
            const PngRow row{.bytes = &padded_bytes[png_row_margin],
                             .above = &padded_above[png_row_margin],
                             .count = count,
                             .step = step};
            const auto costs = png_filter_costs(row);
            for (std::uint8_t filter = 0; filter < png_filters; ++filter) {
                Octets left(count + png_row_margin);
                filter_png_row(static_cast<PngFilter>(filter), row, left.data());
                left.resize(count);
                const Octets expected = filtered_plainly(filter, bytes, above, step);
                INFO("filter " << int{filter} << ", " << pixels << " pixels of " << step);
                CHECK(left == expected);
                CHECK(costs[filter] ==
                      std::accumulate(expected.begin(),
                                      expected.end(),
                                      std::uint64_t{0},
                                      [](std::uint64_t sum, std::uint8_t byte) {
                                          return sum + std::min<unsigned>(byte, 256U - byte);
                                      }));
            }
        }
}

TEST_CASE("paeth's guess is right for all values of three neighbours", "[codec][png]") {
    // c stands left above b; a is what makes x's left neighbour.
    for (int c = 0; c < 256; ++c) {
        Octets bytes;
        Octets above;
        for (int a = c % 7; a < 256; a += 7)
            for (int b = c % 5; b < 256; b += 5) {
                bytes.insert(bytes.end(), {static_cast<std::uint8_t>(a), 0});
                above.insert(above.end(),
                             {static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(b)});
            }
        const Octets padded_bytes = with_margins(bytes);
        const Octets padded_above = with_margins(above);
        Octets left(bytes.size() + png_row_margin);
        filter_png_row(PngFilter::paeth,
                       {.bytes = &padded_bytes[png_row_margin],
                        .above = &padded_above[png_row_margin],
                        .count = bytes.size(),
                        .step = 1},
                       left.data());
        left.resize(bytes.size());
        REQUIRE(left == filtered_plainly(4, bytes, above, 1));
    }
}

TEST_CASE("the choice of filters is that of the least sum, or of the least entropy",
          "[codec][png]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16}) {
        const ImageSpec spec = spec_of(61, 40, 3, type);
        const Image image = test::picture(spec);
        const auto rows = [&](PngFilterChoice choice) {
            Bytes scratch(PngRowFilter::scratch_bytes(spec));
            PngRowFilter filter{image, choice, scratch};
            Octets all(spec.height * (spec.row_bytes() + 1) + png_row_margin);
            for (std::uint32_t y = 0; y < spec.height; ++y)
                filter.next(&all[y * (spec.row_bytes() + 1)]);
            all.resize(all.size() - png_row_margin);
            return all;
        };
        const auto numbers = [&](const Octets& all) {
            std::array<int, 5> counts{};
            for (std::uint32_t y = 0; y < spec.height; ++y)
                ++counts[all[y * (spec.row_bytes() + 1)]];
            return counts;
        };
        CHECK(numbers(rows(PngFilterChoice::none))[0] == 40);
        CHECK(numbers(rows(PngFilterChoice::least_sum))[0] < 40);
        CHECK(rows(PngFilterChoice::least_sum) != rows(PngFilterChoice::least_entropy));
        const auto packed_size = [&](PngFilterChoice choice) {
            const Octets all = rows(choice);
            Bytes target(all.size() * 2 + 1000);
            HuffmanDeflate packed{target, 1};
            REQUIRE(packed.add(all));
            return packed.finish();
        };
        CHECK(packed_size(PngFilterChoice::least_sum) < packed_size(PngFilterChoice::none));
        CHECK(packed_size(PngFilterChoice::least_entropy) <=
              packed_size(PngFilterChoice::least_sum));
    }
}

TEST_CASE("codes are as short as they can be, and no longer than allowed", "[codec][png]") {
    const auto lengths_of = [](const std::vector<std::uint32_t>& counts, unsigned most) {
        Octets lengths(counts.size());
        find_code_lengths(counts, most, lengths);
        return lengths;
    };
    CHECK(lengths_of({5, 9, 12, 13, 16, 45}, 15) == Octets{4, 4, 3, 3, 3, 1});
    CHECK(lengths_of({0, 7, 0, 0}, 15) == Octets{1, 1, 0, 0}); // decoders want two
    CHECK(lengths_of({1, 1}, 15) == Octets{1, 1});
    std::vector<std::uint32_t> fibonacci{1, 1};
    while (fibonacci.size() < 40)
        fibonacci.push_back(fibonacci[fibonacci.size() - 1] + fibonacci[fibonacci.size() - 2]);
    for (const unsigned most : {6U, 7U, 9U, 14U, 15U}) {
        const Octets lengths = lengths_of(fibonacci, most);
        std::uint64_t places = 0;
        for (const std::uint8_t length : lengths) {
            CHECK((length >= 1 && length <= most));
            places += std::uint64_t{1} << (most - length);
        }
        CHECK(places == std::uint64_t{1} << most); // all are taken, none twice
        CHECK(std::ranges::is_sorted(lengths, std::greater<>{}));
    }
    const Octets lengths{2, 1, 3, 3, 0};
    std::array<BitCode, 5> codes{};
    find_codes(lengths, codes);
    CHECK(codes[1].bits == 0); // 0, 10, 110, 111 from the left
    CHECK(codes[0].bits == 0b01);
    CHECK(codes[2].bits == 0b011);
    CHECK(codes[3].bits == 0b111);
}

TEST_CASE("zlib unpacks what was packed fast, whatever the bytes", "[codec][png]") {
    std::vector<Octets> samples{{}, {7}, Octets(3, 5), Octets(70'000), Octets(65'535, 9)};
    for (const std::size_t size : {8U, 9U, 258U, 259U, 260U, 261U, 300U, 516U, 70'001U}) {
        samples.push_back(random_row(size, 3));
        samples.emplace_back(size, std::uint8_t{1});
        Octets mixed = random_row(size, 4);
        for (std::size_t i = 0; i + 50 < size; i += 300)
            std::fill_n(mixed.begin() + static_cast<std::ptrdiff_t>(i), 17 + i % 30, mixed[i]);
        samples.push_back(mixed);
        Octets pattern(size);
        for (std::size_t i = 0; i < size; ++i)
            pattern[i] = static_cast<std::uint8_t>(i % 6 * 40 + (i % 1000 == 0 ? 1 : 0));
        samples.push_back(pattern);
    }
    for (std::size_t i = 0; i < samples.size(); ++i)
        for (unsigned distance = 1; distance <= 8; ++distance) {
            const Octets& sample = samples[i];
            Bytes target(sample.size() * 3 / 2 + sample.size() / 1000 + 100);
            HuffmanDeflate packed{target, distance};
            REQUIRE(packed.add(sample));
            REQUIRE(packed.add(std::span{sample}.first(sample.size() / 2)));
            const std::size_t size = packed.finish();
            const std::uint64_t measured =
                packed.measure(sample) + packed.measure(std::span{sample}.first(sample.size() / 2));
            INFO("sample " << i << " of " << sample.size() << " bytes, distance " << distance);
            REQUIRE(size > 0);
            CHECK(measured >= size);
            CHECK(measured <= size + 40);
            Octets expected = sample;
            expected.insert(expected.end(),
                            sample.begin(),
                            sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 2));
            CHECK(unpacked(std::span{target}.first(size), expected.size()) == expected);
        }
}

TEST_CASE("whoever only measures what would be packed writes nothing", "[codec][png]") {
    Bytes target(5000, std::byte{0x5A});
    HuffmanDeflate packed{target, 1};
    CHECK(packed.measure(random_row(3000, 1)) > 100);
    CHECK(std::ranges::count(target, std::byte{0x5A}) == 5000);
}

TEST_CASE("noise in a PNG is packed by codes alone where that is smaller", "[codec][png]") {
    // In 16 bits the lower byte is noise.
    const Image image = test::picture(spec_of(320, 200, 3, PixelType::u16));
    const Bytes file = test::encoded(image, png_of(6));
    CHECK(file.size() <= test::encoded(image, fast).size());
    CHECK(std::ranges::equal(read_by_libpng(file), image.pixels()));
}

TEST_CASE("repetitions at the distance that was said take next to nothing", "[codec][png]") {
    Octets pattern(60'000);
    for (std::size_t i = 0; i < pattern.size(); ++i)
        pattern[i] = static_cast<std::uint8_t>(i % 6 * 40);
    const auto size_at = [&](unsigned distance) {
        Bytes target(pattern.size() + 1000);
        HuffmanDeflate packed{target, distance};
        REQUIRE(packed.add(pattern));
        return packed.finish();
    };
    CHECK(size_at(6) < 250);
    CHECK(size_at(5) > 15'000);
}

TEST_CASE("packing fast stops where there is no room, and writes nothing behind it",
          "[codec][png]") {
    const Octets bytes = random_row(5000, 9);
    for (std::size_t room = 0; room < 6000; room += 37) {
        Bytes target(room + 100, std::byte{0x5A});
        HuffmanDeflate packed{std::span{target}.first(room), 1};
        const bool is_in = packed.add(bytes);
        const std::size_t size = is_in ? packed.finish() : 0;
        CHECK(size <= room);
        CHECK(std::count(target.begin() + static_cast<std::ptrdiff_t>(room),
                         target.end(),
                         std::byte{0x5A}) == 100);
        if (size != 0)
            CHECK(unpacked(std::span{target}.first(size), bytes.size()) == bytes);
    }
}

TEST_CASE("libpng reads every PNG that is written as it was", "[codec][png]") {
    for (const EncodeOptions& options : all_ways())
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const PixelType type : {PixelType::u8, PixelType::u16})
                for (const auto& [width, height] :
                     {std::pair{1U, 1U}, {1U, 9U}, {9U, 1U}, {70U, 33U}, {301U, 40U}})
                    for (const Image& image :
                         {test::picture(spec_of(width, height, channels, type)),
                          drawing(spec_of(width, height, channels, type)),
                          noise(spec_of(width, height, channels, type))}) {
                        INFO(image.spec().to_string() << ", level " << level_of(options));
                        const Bytes file = test::encoded(image, options);
                        CHECK(std::ranges::equal(read_by_libpng(file), image.pixels()));
                        CHECK(file.size() <= max_png_bytes(image.spec(), options));
                    }
}

TEST_CASE("a PNG that is written holds its picture and nothing else", "[codec][png]") {
    const Image image = test::picture(spec_of(300, 200, 4, PixelType::u16));
    for (const EncodeOptions& options : all_ways()) {
        const Bytes file = test::encoded(image, options);
        CHECK(chunks_of(file).names == "IHDR IDAT IEND");
        CHECK(file == test::encoded(image, options));
    }
}

TEST_CASE("no chunk of a PNG that is written has more than four megabytes", "[codec][png]") {
    const Image image = noise(spec_of(1000, 720, 3, PixelType::u16));
    for (const EncodeOptions& options : {fast, png_of(0)}) {
        const Bytes file = test::encoded(image, options);
        CHECK(chunks_of(file).names == "IHDR IDAT IDAT IEND");
        CHECK(std::ranges::equal(read_by_libpng(file), image.pixels()));
        CHECK(file.size() <= max_png_bytes(image.spec(), options));
    }
}

TEST_CASE("the level of a PNG says how hard it is packed, and 0 that rows stay as they are",
          "[codec][png]") {
    const Image image = test::picture(spec_of(120, 90, 3));
    const auto size = [&](int level) { return test::encoded(image, png_of(level)).size(); };
    CHECK(size(0) > size(1));
    CHECK(size(1) > size(6));
    CHECK(size(6) >= size(9));
    CHECK(size(9) > size(12));
    CHECK(test::encoded(image, {.format = FormatId::png}) == test::encoded(image, png_of(6)));

    const Octets rows = unpacked(chunks_of(test::encoded(image, png_of(0))).pixels,
                                 (image.spec().row_bytes() + 1) * 90);
    for (std::uint32_t y = 0; y < 90; ++y) {
        const auto row = std::span{rows}.subspan(y * (image.spec().row_bytes() + 1));
        CHECK(row[0] == 0);
        CHECK(std::ranges::equal(std::as_bytes(row.subspan(1, image.spec().row_bytes())),
                                 image.row(y)));
    }
}

TEST_CASE("a PNG with little effort is larger, and still much smaller than its pixels",
          "[codec][png]") {
    const Image image = test::picture(spec_of(320, 200, 3));
    // What is mostly noise cannot be packed better.
    CHECK(test::encoded(image, fast).size() + 50 >= test::encoded(image, png_of(6)).size());
    CHECK(test::encoded(image, fast).size() < image.pixels().size() * 7 / 10);
    const Image flat = drawing(spec_of(640, 400, 3));
    CHECK(test::encoded(flat, fast).size() > test::encoded(flat, png_of(6)).size());
    CHECK(test::encoded(flat, fast).size() < flat.pixels().size() / 50);
}

TEST_CASE("of drawings and gradients a PNG is no larger than zlib would make it", "[codec][png]") {
    // Long repetitions, that libdeflate at its level 6 does not look for.
    Image image = Image::allocate(spec_of(640, 360, 3));
    for (std::uint32_t y = 0; y < 360; ++y)
        for (std::uint32_t x = 0; x < 640; ++x) {
            const std::array<std::uint32_t, 3> colour = {
                x * 255 / 639, y * 255 / 359, (x + y) * 255 / 998};
            for (std::size_t c = 0; c < 3; ++c)
                image.row(y)[x * 3 + c] = static_cast<std::byte>(colour[c]);
        }
    for (const int level : {6, 9}) {
        const Bytes file = test::encoded(image, png_of(level));
        const Octets rows = unpacked(chunks_of(file).pixels, (640 * 3 + 1) * 360);
        uLongf size = ::compressBound(rows.size());
        Bytes packed(size);
        REQUIRE(
            ::compress2(
                reinterpret_cast<Bytef*>(packed.data()), &size, rows.data(), rows.size(), level) ==
            Z_OK);
        CHECK(chunks_of(file).pixels.size() <= size);
    }
}

TEST_CASE("photographs and gradients become smaller by filters", "[codec][png]") {
    const Image image = test::picture(spec_of(120, 90, 3));
    const Bytes file = test::encoded(image, {.format = FormatId::png});
    uLongf plain = ::compressBound(image.pixels().size());
    Bytes packed(plain);
    REQUIRE(::compress(reinterpret_cast<Bytef*>(packed.data()),
                       &plain,
                       reinterpret_cast<const Bytef*>(image.pixels().data()),
                       image.pixels().size()) == Z_OK);
    CHECK(file.size() < plain * 9 / 10);
}

TEST_CASE("a PNG for which there is no room fails, and writes nothing behind its buffer",
          "[codec][png]") {
    const Image image = test::picture(spec_of(120, 90, 3));
    for (const EncodeOptions& options : all_ways())
        for (const std::size_t room : {0U, 10U, 40U, 57U, 80U, 4000U}) {
            Bytes target(5000, std::byte{0x5A});
            Bytes scratch(png_encoder_scratch_bytes(image.spec(), options));
            try {
                static_cast<void>(
                    encode_png(image, options, std::span{target}.first(room), scratch));
                FAIL("it was written");
            } catch (const ItemError& error) {
                CHECK(error.error_class() == ErrorClass::limit);
                CHECK(error.what() ==
                      std::string{"the PNG became larger than a picture of that size can be"});
            }
            CHECK(std::count(target.begin() + static_cast<std::ptrdiff_t>(room),
                             target.end(),
                             std::byte{0x5A}) == static_cast<std::ptrdiff_t>(5000 - room));
        }
}
