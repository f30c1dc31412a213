// SPDX-License-Identifier: Apache-2.0
#include "text/text_layout.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::text;

namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
    std::vector<std::byte> bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

// Of fonts-dejavu-core, one of the packages to test with.
const std::string& font_file() {
    static const std::string file =
        test::read_file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    return file;
}

const Font& dejavu() {
    static const Font font{bytes_of(font_file())};
    return font;
}

Image drawn(const TextLayout& layout, Align align = Align::left) {
    Image mask = Image::allocate(
        {layout.width(), layout.height(), 1, PixelType::u8, ColourSpace::unspecified});
    layout.draw(mask, align);
    return mask;
}

Image drawn(const std::string& text, double size, Align align = Align::left) {
    return drawn(TextLayout{dejavu(), text, size}, align);
}

std::string bytes_in(const Image& mask) {
    return {reinterpret_cast<const char*>(mask.pixels().data()), mask.pixels().size()};
}

// How many pixels are covered, in 255ths.
double ink(const Image& mask) {
    double sum = 0;
    for (const std::byte pixel : mask.pixels())
        sum += std::to_integer<int>(pixel);
    return sum;
}

std::uint32_t width_of(const std::string& text, double size = 100) {
    return TextLayout{dejavu(), text, size}.width();
}

// The first column with ink in some rows.
std::uint32_t first_column(const Image& mask, std::uint32_t begin, std::uint32_t end) {
    std::uint32_t first = mask.spec().width;
    for (std::uint32_t y = begin; y < end; ++y) {
        const auto row = mask.row(y);
        first =
            std::min(first,
                     static_cast<std::uint32_t>(
                         std::ranges::find_if(row, [](std::byte b) { return b != std::byte{}; }) -
                         row.begin()));
    }
    return first;
}

} // namespace

TEST_CASE("what is drawn covers as much as its outline", "[text]") {
    // Of 2048 to the em, the hyphen is a rectangle of 539x164, and the bar one of 170x2048.
    for (const double size : {10.0, 11.3, 64.0, 500.0}) {
        const double unit = size / 2048;
        CHECK(ink(drawn("-", size)) / 255 == Approx(539 * 164 * unit * unit).epsilon(0.01));
        CHECK(ink(drawn("|", size)) / 255 == Approx(170 * 2048 * unit * unit).epsilon(0.01));
    }
}

TEST_CASE("letters are as large as the size says", "[text]") {
    const TextLayout small{dejavu(), "Hxg", 20};
    const TextLayout large{dejavu(), "Hxg", 200};
    // DejaVu Sans is 0.928 em above the base line, 0.236 below.
    CHECK(large.height() >= 232);
    CHECK(large.height() <= 236);
    CHECK(large.width() >= small.width() * 10 - 10);
    CHECK(large.width() <= small.width() * 10 + 10);
    const double share = ink(drawn(large)) / ink(drawn(small));
    CHECK(share > 98);
    CHECK(share < 102);
}

TEST_CASE("nothing is drawn where there is nothing to draw", "[text]") {
    const TextLayout nothing{dejavu(), "", 20};
    CHECK(nothing.width() == 0);
    CHECK(nothing.height() == 0);
    CHECK(ink(drawn("   ", 20)) == 0);
    CHECK(drawn("   ", 20).spec().width > 10);
    CHECK(ink(drawn("\n\n", 20)) == 0);
}

TEST_CASE("pairs that the font pulls together are nearer", "[text]") {
    const std::uint32_t apart = width_of("A") + width_of("V");
    CHECK(width_of("AV") <= apart - 6); // 0.08 em
    CHECK(width_of("HH") + 4 >= 2 * width_of("H"));
}

TEST_CASE("text is UTF-8, and what is not becomes a sign for that", "[text]") {
    CHECK(width_of("\xC3\xA4") == width_of("a")); // ä
    CHECK(bytes_in(drawn("\xC3\xA4", 50)) != bytes_in(drawn("a", 50)));
    CHECK(bytes_in(drawn("\xFF", 50)) == bytes_in(drawn("\xEF\xBF\xBD", 50)));
    CHECK(bytes_in(drawn("\xC3", 50)) == bytes_in(drawn("\xEF\xBF\xBD", 50)));
    CHECK(bytes_in(drawn("\xED\xA0\x80", 50)) ==
          bytes_in(drawn("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 50)));
    // What the font does not have: a box.
    CHECK(ink(drawn("\xF0\xAF\xA0\x80", 50)) > 0);
}

TEST_CASE("line feeds begin lines, which lie where they are told", "[text]") {
    const TextLayout one{dejavu(), "lllll", 50};
    const TextLayout two{dejavu(), "lllll\nl", 50};
    CHECK(two.width() == one.width());
    CHECK(two.height() >= one.height() + 58);
    CHECK(two.height() <= one.height() + 59); // 1.164 em
    const auto second_line = [&](Align align) {
        const Image mask = drawn(two, align);
        return first_column(mask, one.height() + 2, mask.spec().height);
    };
    const std::uint32_t left = second_line(Align::left);
    const std::uint32_t middle = second_line(Align::middle);
    const std::uint32_t right = second_line(Align::right);
    CHECK(left < 8);
    CHECK(middle == left + 27 + 1); // 4 letters of 13.9 px are free
    CHECK(right >= left + 55);
    CHECK(right <= left + 56);
    CHECK(bytes_in(drawn("l\n", 50)) == bytes_in(drawn("l", 50)));
}

TEST_CASE("nothing of a letter is cut off where it sticks out", "[text]") {
    // Of a combining mark alone, and of letters that reach to the left.
    for (const char* text : {"\xCC\x80", "j", "\xC7\xBA", "\xE2\x80\x83\xCC\x88"})
        for (const double size : {9.0, 33.3, 150.0}) {
            const Image mask = drawn(text, size);
            CHECK(ink(mask) > 0);
            const Image spaced = drawn(std::string{"\n "} + text + " \n ", size);
            const double before = ink(mask);
            const double after = ink(spaced);
            CHECK(std::abs(before - after) <= 0.02 * after + 255);
        }
}

TEST_CASE("the smallest and the largest sizes are drawn", "[text]") {
    CHECK(ink(drawn("Ag", 1)) > 0);
    CHECK(TextLayout(dejavu(), "Ag", 0).height() == TextLayout(dejavu(), "Ag", 1).height());
    const TextLayout large{dejavu(), "A", 1e9};
    CHECK(large.height() == TextLayout(dejavu(), "A", 4096).height());
    CHECK(ink(drawn(large)) > 0);
    // Wider than 65535 px.
    const TextLayout wide{dejavu(), std::string(150, 'M'), 600};
    CHECK(wide.width() > 65535);
    const Image mask = drawn(wide);
    std::uint64_t last = 0;
    for (std::uint32_t y = 0; y < mask.spec().height; ++y)
        for (const std::byte pixel : mask.row(y).last(500))
            last += std::to_integer<std::uint64_t>(pixel);
    CHECK(last > 0);
}

TEST_CASE("a text that takes another size is as if it had had it", "[text]") {
    TextLayout layout{dejavu(), "Hxg\nAV", 70.5};
    for (const double size : {12.0, 0.1, 300.0, 12.0}) {
        layout.resize(size);
        const TextLayout fresh{dejavu(), "Hxg\nAV", size};
        REQUIRE(layout.width() == fresh.width());
        REQUIRE(layout.height() == fresh.height());
        CHECK(bytes_in(drawn(layout, Align::right)) == bytes_in(drawn(fresh, Align::right)));
    }
}

TEST_CASE("a letter is the same at the end of a very wide line as it is alone", "[text]") {
    // 1664 spaces of 1302/64 px: the letter begins 33852 whole pixels further to the right.
    constexpr std::uint32_t before = 33852;
    const Image alone = drawn("H", 64);
    for (const char* end : {"", "\nl"}) {
        const Image mask = drawn(std::string(1664, ' ') + 'H' + end, 64);
        REQUIRE(mask.spec().width == before + alone.spec().width);
        for (std::uint32_t y = 0; y < alone.spec().height; ++y) {
            const auto row = mask.row(y);
            CHECK(std::ranges::count(row.first(before), std::byte{}) == before);
            CHECK(std::ranges::equal(row.subspan(before), alone.row(y)));
        }
    }
}

TEST_CASE("several threads draw with one font", "[text]") {
    const std::string expected = bytes_in(drawn("The quick brown fox", 40));
    std::vector<std::string> results(4);
    {
        std::vector<std::jthread> threads;
        for (std::string& result : results)
            threads.emplace_back([&result] {
                for (int i = 0; i < 5; ++i)
                    result = bytes_in(drawn("The quick brown fox", 40));
            });
    }
    for (const std::string& result : results)
        CHECK(result == expected);
}

TEST_CASE("what is no font is refused, and why", "[text]") {
    CHECK_THROWS_WITH(Font{{}}, "it is no font that can be read");
    CHECK_THROWS_WITH(Font{bytes_of("GIF89a and more")}, "it is no font that can be read");
    CHECK_THROWS_AS(Font{bytes_of(font_file().substr(0, 900))}, FontError);
}

TEST_CASE("a damaged font is refused, or draws something, or fails", "[text]") {
    const std::string whole = font_file();
    std::uint32_t seed = 7;
    for (int i = 0; i < 40; ++i) {
        std::string damaged = whole;
        for (int hits = 0; hits < 200; ++hits) {
            seed = seed * 1664525U + 1013904223U;
            // Tables and their directory lie at the beginning, for the most part.
            damaged[seed % (hits % 2 == 0 ? 2000 : whole.size())] = static_cast<char>(seed >> 24U);
        }
        try {
            const Font font{bytes_of(damaged)};
            const TextLayout layout{font, "The quick brown fox", 30};
            if (layout.width() < 5000 && layout.height() < 5000)
                static_cast<void>(drawn(layout));
        } catch (const FontError&) {
        } catch (const ItemError& error) {
            CHECK((error.error_class() == ErrorClass::node ||
                   error.error_class() == ErrorClass::limit));
        }
    }
    SUCCEED();
}
