// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "pixels/values.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using test::plain;
using test::transformed;

namespace {

// What is not as it was in an image of zeros.
struct Ink {
    std::uint32_t left = 0;
    std::uint32_t top = 0;
    std::uint32_t right = 0; // one behind the last
    std::uint32_t bottom = 0;

    [[nodiscard]] std::uint32_t width() const { return right - left; }
    [[nodiscard]] std::uint32_t height() const { return bottom - top; }
    [[nodiscard]] bool is_nothing() const { return right == 0; }
};

Ink ink_of(const Image& image) {
    const ImageSpec& spec = image.spec();
    Ink ink{.left = spec.width, .top = spec.height};
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x) {
            const auto pixel = image.row(y).subspan(x * spec.pixel_bytes(), spec.pixel_bytes());
            if (std::ranges::all_of(pixel, [](std::byte b) { return b == std::byte{0}; }))
                continue;
            ink = {.left = std::min(ink.left, x),
                   .top = std::min(ink.top, y),
                   .right = std::max(ink.right, x + 1),
                   .bottom = std::max(ink.bottom, y + 1)};
        }
    return ink;
}

Image written(Value::Object params, const Image& image) {
    if (std::ranges::none_of(params, [](const auto& param) { return param.first == "text"; }))
        params.emplace_back("text", "Hxl");
    return transformed(add_text, params, image).image;
}

Ink ink_with(const Value::Object& params, std::uint32_t width = 400, std::uint32_t height = 300) {
    return ink_of(written(params, plain(width, height, 1)));
}

std::string refusal(const Value& font) {
    return test::opening(add_text, {{"text", "x"}, {"font", font}});
}

} // namespace

TEST_CASE("text lies where it is told, and keeps off the edges", "[nodes][text]") {
    const Ink usual = ink_with({});
    CHECK(usual.left >= 16);
    CHECK(usual.left <= 18);
    CHECK(usual.bottom <= 284);
    CHECK(usual.bottom >= 280);
    const Ink near = ink_with({{"margin", 2}, {"gravity", "top_right"}});
    CHECK(near.right <= 398);
    CHECK(near.right >= 395);
    CHECK(near.top >= 2);
    CHECK(near.top <= 6);
    const Ink middle = ink_with({{"gravity", "center"}});
    CHECK(middle.left + middle.right >= 398);
    CHECK(middle.left + middle.right <= 402);
}

TEST_CASE("text has the size that it is told", "[nodes][text]") {
    // H is 0.729 em high.
    CHECK(ink_with({{"size", 100}}).height() >= 75);
    CHECK(ink_with({{"size", 100}}).height() <= 78); // l is a little higher
    CHECK(ink_with({{"size", 20}}).height() <= 17);
    CHECK(ink_with({{"relative_size", 0.3}}).height() == ink_with({{"size", 90}}).height());
    CHECK(ink_with({}).height() == ink_with({{"size", 12}}).height());
    CHECK_THROWS_WITH(ink_with({{"size", 100}, {"relative_size", 0.5}}),
                      "\"size\" is set, and \"relative_size\" too; remove one or the other");
}

TEST_CASE("a text that is too large is made smaller until it fits", "[nodes][text]") {
    const Ink wide = ink_with({{"text", std::string(80, 'M')}, {"size", 60}, {"margin", 10}});
    CHECK(wide.left >= 10);
    CHECK(wide.right <= 390);
    CHECK(wide.width() >= 360);
    const Ink high = ink_with({{"text", "l\nl\nl"}, {"size", 200}, {"margin", 0}}, 400, 60);
    CHECK(high.height() <= 60);
    CHECK(high.height() >= 45);
    // There is no room, and no size for it.
    CHECK(ink_with({{"margin", 200}}).is_nothing());
    CHECK(ink_with({{"text", std::string(9000, 'M')}}).is_nothing());
    CHECK(ink_with({{"margin", 0}}, 1, 1).is_nothing());
    CHECK(ink_with({{"margin", 0}, {"text", "l"}}, 65535, 1).is_nothing());
    CHECK_FALSE(ink_with({{"margin", 0}, {"text", "l"}}, 65535, 3).is_nothing());
}

TEST_CASE("text has the colour and the density that it is told", "[nodes][text]") {
    const auto darkest = [](const char* color) {
        // Of a letter with a stem that is many pixels wide.
        const Image image =
            written({{"text", "l"}, {"size", 200}, {"color", color}}, plain(300, 300));
        const Ink ink = ink_of(image);
        const auto pixel =
            image.row((ink.top + ink.bottom) / 2).subspan((ink.left + ink.right) / 2 * 3, 3);
        return std::vector{std::to_integer<int>(pixel[0]),
                           std::to_integer<int>(pixel[1]),
                           std::to_integer<int>(pixel[2])};
    };
    CHECK(darkest("#ffffff") == std::vector{255, 255, 255});
    CHECK(darkest("#ff8000") == std::vector{255, 128, 0});
    CHECK(darkest("#ff800080") == std::vector{128, 64, 0});
    CHECK_THROWS_WITH(darkest("red"),
                      "\"color\" is \"red\"; expected a colour, such as \"#ffffff\"");
}

TEST_CASE("text is filled in by each item", "[nodes][text]") {
    const auto with = [](const char* text, ItemInfo info) {
        const auto node =
            test::made<WorkNode>(add_text, {{"text", text}, {"size", 20}, {"gravity", "top_left"}});
        node->open({});
        test::TestContext context;
        context.info = std::move(info);
        const Payload result = node->process(Payload{plain(300, 60, 1)}, context);
        const auto pixels = result.get<Image>()->pixels();
        return std::string{reinterpret_cast<const char*>(pixels.data()), pixels.size()};
    };
    ItemInfo info;
    info.sequence = 42;
    info.attributes.set("place", "Bergen");
    CHECK(with("{seq:04} {place} {width}", info) == with("0042 Bergen 300", {}));
    CHECK(with("{seq}", info) != with("{seq}", {}));
    CHECK(with("", {}) == with(" ", {}));
    CHECK_THROWS_AS(with("{place}", {}), ItemError);
}

TEST_CASE("text lies on images of every type", "[nodes][text]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
            for (const ColourSpace space : {ColourSpace::srgb, ColourSpace::linear}) {
                Image image = Image::allocate({200, 50, channels, type, space});
                std::ranges::fill(image.pixels(), std::byte{0});
                const Image result = written({{"size", 30}, {"margin", 2}}, image);
                CHECK(ink_of(result).width() > 30);
                const std::vector<double> values = test::values_of(result);
                CHECK(*std::ranges::max_element(values) == Approx(1));
            }
    const auto node = test::made<WorkNode>(add_text, {{"text", "x"}});
    node->open({});
    test::TestContext context;
    CHECK_THROWS_AS(node->process(Payload{plain(3, 3, 5)}, context), ItemError);
}

TEST_CASE("text is written in the font that it is told", "[nodes][text]") {
    const std::string folder = "/usr/share/fonts/truetype/dejavu/";
    const std::uint32_t usual = ink_with({{"size", 80}}).width();
    CHECK(ink_with({{"size", 80}, {"font", "DejaVu Sans"}}).width() == usual);
    CHECK(ink_with({{"size", 80}, {"font", folder + "DejaVuSans.ttf"}}).width() == usual);
    CHECK(ink_with({{"size", 80}, {"font", "DejaVuSansMono"}}).width() != usual);
}

TEST_CASE("a font that cannot be used is told before the first image", "[nodes][text]") {
    const test::TempDir folder;
    CHECK(refusal("DejaVuSansMno").find("there is no font \"DejaVuSansMno\"; the nearest of ") ==
          0);
    CHECK(refusal("DejaVuSansMno").find("DejaVuSansMono") != std::string::npos);
    const std::string missing = (folder / "no.ttf").native();
    CHECK(refusal(missing) == "the font \"" + missing +
                                  "\" cannot be used: cannot be opened: No such file or directory; "
                                  "set \"font\" to another one");
    const std::string noise = folder.write("noise.ttf", "this is no font").native();
    CHECK(refusal(noise) ==
          "the font \"" + noise +
              "\" cannot be used: it is no font that can be read; set \"font\" to "
              "another one");
    CHECK(refusal(folder.write("empty.ttf", "").native()) != "opened");
    CHECK(refusal("DejaVuSans") == "opened");
}
