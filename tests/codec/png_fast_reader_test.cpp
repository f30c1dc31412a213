// SPDX-License-Identifier: Apache-2.0
// The fast way to decode a PNG against libpng's.
#include "codec/png_fast_reader.hpp"

#include "codec/png.hpp"
#include "codec/png_chunks.hpp"
#include "codec/png_files.hpp"
#include "codec/png_unfilter_kernels.hpp"
#include "codec/raw_files.hpp"
#include "codec/truncated.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <zlib.h>

using namespace penstock;
using namespace penstock::codec;
using test::Bytes;
using test::bytes;
using test::operator+;
using test::png_chunk;
using test::png_file;
using test::PngSample;

namespace {

using Octets = std::vector<std::uint8_t>;

const std::filesystem::path corpus = PENSTOCK_SOURCE_DIR "/../shared/corpora/images";
const Bytes signature = bytes({0x89, 'P', 'N', 'G', 13, 10, 26, 10});

class Noise {
public:
    explicit Noise(std::uint64_t seed) : state_{seed * 2862933555777941757U + 3037000493U} {}
    std::uint32_t next() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::uint32_t>(state_ >> 33U);
    }
    Bytes some(std::size_t size) {
        Bytes all(size);
        for (std::byte& byte : all)
            byte = static_cast<std::byte>(next());
        return all;
    }

private:
    std::uint64_t state_;
};

// The pixels, or why there are none.
struct Outcome {
    Bytes pixels;
    std::string failure;
    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const Header& header, const Bytes& file, std::size_t scratch_bytes) {
    Outcome outcome{.pixels = Bytes(header.spec.bytes(), std::byte{0x33}), .failure = {}};
    Bytes scratch(scratch_bytes, std::byte{0x77});
    try {
        decode_png(header, file, outcome.pixels, scratch);
    } catch (const TruncatedPicture& truncated) {
        outcome.failure = std::to_string(truncated.whole_rows()) + " rows: " + truncated.what();
        outcome.pixels.resize(header.spec.row_bytes() * truncated.whole_rows());
    } catch (const ItemError& error) {
        outcome.failure = std::to_string(static_cast<int>(error.error_class())) + error.what();
        outcome.pixels.clear();
    }
    return outcome;
}

HeaderLimits tolerant() {
    HeaderLimits limits;
    limits.accepts_truncated = true;
    return limits;
}

enum class Same : std::uint8_t { yes, no };

// Whether both ways have one outcome; where there is no header there are no ways.
Same compared(const Bytes& file, std::uint64_t most_bytes = 64 << 20) {
    Header header;
    try {
        header = read_header(MemoryReader{file}, tolerant());
    } catch (const ItemError&) {
        return Same::yes;
    }
    if (header.spec.bytes() > most_bytes || header.format != FormatId::png)
        return Same::yes;
    const bool is_same =
        outcome_of(header, file, header.scratch_bytes) == outcome_of(header, file, 0);
    return is_same ? Same::yes : Same::no;
}

bool goes_fast(const Bytes& file) {
    const Header header = read_header(MemoryReader{file});
    Bytes pixels(header.spec.bytes());
    Bytes scratch(header.scratch_bytes);
    return read_png_fast(header, file, pixels, scratch);
}

Bytes zipped(const Bytes& rows, int level = 6, int window_bits = 15) {
    z_stream stream{};
    REQUIRE(::deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    Bytes packed(::deflateBound(&stream, rows.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(rows.data()));
    stream.avail_in = static_cast<uInt>(rows.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

std::size_t row_bytes_of(const PngSample& png) {
    return (png.width * samples_per_pixel(png) * png.bits + 7) / 8;
}

// Rows of any bytes, each with a filter in turn: they are all some picture.
Bytes filtered_rows(const PngSample& png, Noise& noise) {
    Bytes rows;
    for (std::uint32_t y = 0; y < png.height; ++y)
        rows = std::move(rows) + Bytes{static_cast<std::byte>((y + png.width) % 5)} +
               noise.some(row_bytes_of(png));
    return rows;
}

Bytes palette_chunk(std::size_t entries, Noise& noise) {
    return png_chunk("PLTE", noise.some(entries * 3));
}

Bytes file_of(const PngSample& png, const Bytes& between, const Bytes& packed) {
    return signature + png_chunk("IHDR", png_header(png)) + between + png_chunk("IDAT", packed) +
           png_chunk("IEND", {});
}

// The file with the checksums of its chunks made right again.
void mend(Bytes& file) {
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8U | std::to_integer<std::size_t>(file[at + i]);
        if (length > file.size() - at - 12)
            return;
        auto sum = ::crc32(
            0, reinterpret_cast<const Bytef*>(&file[at + 4]), static_cast<uInt>(length + 4));
        for (std::size_t i = 4; i-- > 0; sum >>= 8U)
            file[at + 8 + length + i] = static_cast<std::byte>(sum & 0xFFU);
        at += length + 12;
    }
}

std::vector<PngSample> plain_kinds(std::uint32_t width, std::uint32_t height) {
    std::vector<PngSample> kinds;
    for (const auto& [colour_type, bits] : std::array<std::array<std::uint32_t, 2>, 9>{
             {{0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}}})
        kinds.push_back({.width = width,
                         .height = height,
                         .bits = bits,
                         .colour_type = colour_type,
                         .palette_entries = colour_type == 3 ? 200U : 0U});
    return kinds;
}

} // namespace

TEST_CASE("rows are what they were before they were filtered", "[codec][png]") {
    Noise noise{1};
    for (const std::size_t step : {1U, 2U, 3U, 4U, 6U, 8U})
        for (std::size_t pixels = 1; pixels <= 70; ++pixels)
            for (std::uint8_t filter = 0; filter < png_filters; ++filter) {
                const std::size_t count = step * pixels;
                Octets row(count + 2 * png_row_margin);
                Octets above(row.size());
                for (std::size_t i = png_row_margin; i < png_row_margin + count; ++i) {
                    row[i] = static_cast<std::uint8_t>(noise.next());
                    above[i] = static_cast<std::uint8_t>(noise.next());
                }
                Octets left(row.size());
                filter_png_row(static_cast<PngFilter>(filter),
                               {.bytes = &row[png_row_margin],
                                .above = &above[png_row_margin],
                                .count = count,
                                .step = step},
                               left.data());
                std::fill_n(left.begin() + static_cast<std::ptrdiff_t>(count), 8, 99); // any value
                Octets back(count + png_row_margin);
                unfilter_png_row(static_cast<PngFilter>(filter),
                                 step,
                                 left.data(),
                                 &above[png_row_margin],
                                 count,
                                 back.data());
                INFO("filter " << int{filter} << ", " << pixels << " pixels of " << step);
                CHECK(std::equal(back.begin(),
                                 back.begin() + static_cast<std::ptrdiff_t>(count),
                                 row.begin() + png_row_margin));
            }
}

TEST_CASE("paeth finds all values of three neighbours again", "[codec][png]") {
    for (int c = 0; c < 256; ++c) {
        Octets row(png_row_margin);
        Octets above(png_row_margin);
        for (int a = c % 7; a < 256; a += 7)
            for (int b = c % 5; b < 256; b += 5) {
                row.insert(row.end(), {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)});
                above.insert(above.end(),
                             {static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(b)});
            }
        const std::size_t count = row.size() - png_row_margin;
        row.resize(row.size() + png_row_margin);
        above.resize(row.size());
        Octets left(row.size());
        filter_png_row(PngFilter::paeth,
                       {.bytes = &row[png_row_margin],
                        .above = &above[png_row_margin],
                        .count = count,
                        .step = 1},
                       left.data());
        Octets back(row.size());
        unfilter_png_row(
            PngFilter::paeth, 1, left.data(), &above[png_row_margin], count, back.data());
        REQUIRE(std::equal(row.begin() + png_row_margin,
                           row.begin() + static_cast<std::ptrdiff_t>(png_row_margin + count),
                           back.begin()));
    }
}

TEST_CASE("plain PNGs of all widths go the fast way, and are what libpng makes of them",
          "[codec][png]") {
    Noise noise{2};
    for (std::uint32_t width = 1; width <= 70; ++width)
        for (const std::uint32_t height : {1U, 2U, 13U})
            for (const PngSample& png : plain_kinds(width, height)) {
                const Bytes between = png.colour_type == 3 ? palette_chunk(200, noise) : Bytes{};
                const Bytes file = file_of(png, between, zipped(filtered_rows(png, noise)));
                INFO("colour type " << png.colour_type << ", " << png.bits << " bits, " << width
                                    << "x" << height);
                CHECK(goes_fast(file));
                CHECK(compared(file) == Same::yes);
            }
}

TEST_CASE("a palette may be short, and say of some entries how opaque they are", "[codec][png]") {
    Noise noise{3};
    const PngSample png{.width = 31, .height = 20, .colour_type = 3};
    for (const std::size_t entries : {1U, 2U, 100U, 256U})
        for (const std::size_t transparent : {std::size_t{0}, std::size_t{1}, entries}) {
            Bytes between = palette_chunk(entries, noise);
            if (transparent != 0)
                between = between + png_chunk("tRNS", noise.some(transparent));
            const Bytes file = file_of(png, between, zipped(filtered_rows(png, noise)));
            CHECK(goes_fast(file));
            CHECK(compared(file) == Same::yes);
        }
}

TEST_CASE("pixels in several chunks go the fast way, with metadata between them", "[codec][png]") {
    Noise noise{4};
    const PngSample png{.width = 60, .height = 60};
    Bytes rows = filtered_rows(png, noise);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (i % 181 != 0)
            rows[i] &= std::byte{7};
    const Bytes packed = zipped(rows);
    for (const std::size_t size : {std::size_t{1}, std::size_t{500}, packed.size()}) {
        Bytes chunks = png_chunk("tEXt", bytes("a")) + png_chunk("IDAT", {});
        for (std::size_t at = 0; at < packed.size(); at += size)
            chunks = std::move(chunks) +
                     png_chunk("IDAT",
                               {packed.begin() + static_cast<std::ptrdiff_t>(at),
                                packed.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min(at + size, packed.size()))}) +
                     png_chunk("tEXt", bytes("b"));
        const Bytes file =
            signature + png_chunk("IHDR", png_header(png)) + chunks + png_chunk("IEND", {});
        CHECK(goes_fast(file));
        CHECK(compared(file) == Same::yes);
    }
}

TEST_CASE("what is not plain goes through libpng", "[codec][png]") {
    Noise noise{5};
    const PngSample rgb{.width = 20, .height = 10};
    CHECK(goes_fast(png_file(rgb)));
    const auto scratch = [](const Bytes& file) {
        return read_header(MemoryReader{file}, tolerant()).scratch_bytes;
    };
    CHECK(scratch(png_file(rgb)) > 20 * 10 * 3);
    CHECK(scratch(png_file({.width = 20, .height = 10, .is_interlaced = true})) == 0);
    CHECK(scratch(png_file({.width = 20, .height = 10, .bits = 4, .colour_type = 0})) == 0);
    CHECK(scratch(png_file(
              {.width = 20, .height = 10, .bits = 4, .colour_type = 3, .palette_entries = 5})) ==
          0);
    CHECK(scratch(png_file(
              {.width = 20, .height = 10, .transparency = bytes({0, 1, 0, 2, 0, 3})})) == 0);
    CHECK(scratch(file_of({.width = 9000, .height = 9000}, {}, zipped(Bytes(100)))) == 0);
    Bytes cut = png_file(rgb);
    cut.resize(cut.size() - 20);
    CHECK(scratch(cut) == 0);

    const Bytes rows = filtered_rows(rgb, noise);
    const Bytes packed = zipped(rows);
    Bytes odd_filter = rows;
    odd_filter[61] = std::byte{5};
    Bytes wrong_sum = packed;
    wrong_sum.back() ^= std::byte{1};
    const Bytes flat(rows.size() * 20);
    const PngSample high{.width = 20, .height = 200};
    const std::vector<Bytes> files{
        file_of(rgb, {}, packed + bytes("more")),
        file_of(rgb, {}, zipped(rows + bytes("more"))),
        file_of(rgb, {}, zipped({rows.begin(), rows.end() - 1})),
        file_of(rgb, {}, zipped(odd_filter)),
        file_of(rgb, {}, wrong_sum),
        file_of(rgb, {}, {packed.begin(), packed.end() - 4}),
        file_of(rgb, {}, bytes({1, 2})),
        file_of(high, {}, zipped(flat, 6, 9)),
        file_of(rgb, png_chunk("PLTE", bytes({1, 2, 3})), packed),
        file_of(rgb, png_chunk("ABCD", {}), packed),
        file_of(rgb, png_chunk("IHDR", png_header(rgb)), packed),
        file_of(rgb, {}, packed) + bytes("behind"),
        file_of(
            {.width = 20, .height = 10, .colour_type = 6}, png_chunk("tRNS", bytes({1})), packed),
        file_of({.width = 20, .height = 10, .colour_type = 3},
                palette_chunk(5, noise) + palette_chunk(5, noise),
                packed),
    };
    for (std::size_t i = 0; i < files.size(); ++i) {
        INFO("file " << i);
        CHECK(compared(files[i]) == Same::yes);
        const bool is_plain = i == 11; // what is behind the end is not looked at
        CHECK(goes_fast(files[i]) == is_plain);
    }
}

TEST_CASE("with a wrong byte anywhere, a PNG fails as libpng fails, or gives the same pixels",
          "[codec][png]") {
    Noise noise{6};
    std::vector<Bytes> files;
    const PngSample gray{.width = 4, .height = 3, .colour_type = 0};
    files.push_back(file_of(gray, {}, zipped(filtered_rows(gray, noise), 9)));
    const PngSample palette{.width = 5, .height = 4, .colour_type = 3};
    files.push_back(file_of(palette,
                            palette_chunk(3, noise) + png_chunk("tRNS", noise.some(2)),
                            zipped(Bytes(24, std::byte{1}), 9)));
    int different = 0;
    for (const Bytes& file : files)
        for (std::size_t at = 0; at < file.size(); ++at)
            for (unsigned change = 1; change < 256; change += 3) {
                Bytes wrong = file;
                wrong[at] ^= static_cast<std::byte>(change);
                different += compared(wrong, 1 << 20) == Same::no ? 1 : 0;
                mend(wrong);
                different += compared(wrong, 1 << 20) == Same::no ? 1 : 0;
            }
    CHECK(different == 0);
}

TEST_CASE("with many wrong bytes, too", "[codec][png]") {
    int different = 0;
    for (std::uint32_t round = 0; round < 2500; ++round) {
        Noise noise{round + 100};
        PngSample png = plain_kinds(1 + noise.next() % 20, 1 + noise.next() % 9)[round % 9];
        const Bytes between = png.colour_type == 3 ? palette_chunk(9, noise) : Bytes{};
        Bytes file = file_of(png, between, zipped(filtered_rows(png, noise)));
        for (std::uint32_t i = noise.next() % 6; i > 0; --i)
            file[noise.next() % file.size()] = static_cast<std::byte>(noise.next());
        if (noise.next() % 4 == 0)
            file.resize(noise.next() % file.size());
        if (noise.next() % 2 == 0)
            mend(file);
        different += compared(file, 1 << 20) == Same::no ? 1 : 0;
    }
    CHECK(different == 0);
}

TEST_CASE("the PNGs of the corpus are the same both ways", "[codec][corpus]") {
    if (!std::filesystem::exists(corpus)) {
        WARN("no corpus at " << corpus);
        return;
    }
    int files = 0;
    int fast = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{corpus}) {
        if (entry.path().extension() != ".png")
            continue;
        const Bytes file = test::bytes_of_file(entry.path().string());
        INFO(entry.path());
        CHECK(compared(file) == Same::yes);
        ++files;
        try {
            fast += goes_fast(file) ? 1 : 0;
        } catch (const ItemError&) {
            continue;
        }
    }
    WARN(fast << " of " << files << " went the fast way");
    CHECK(fast >= 80);
}
