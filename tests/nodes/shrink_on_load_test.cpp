// SPDX-License-Identifier: Apache-2.0
// What resize and the nodes before it accept smaller, and what decode makes of that.
#include "codec/encode.hpp"
#include "nodes/built_in.hpp"
#include "nodes/made.hpp"
#include "pixels/patterns.hpp"
#include "pixels/similarity.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

ImageSpec spec_of(std::uint32_t width, std::uint32_t height) {
    return {.width = width,
            .height = height,
            .channels = 3,
            .pixel_type = PixelType::u8,
            .colour_space = ColourSpace::srgb};
}

// What those behind a node say that ends a way.
ScaleBehind says(double scale) {
    return [scale](const ImageSpec&) { return scale; };
}

double least_scale(void (*add)(NodeRegistry&),
                   const Value::Object& params,
                   const ImageSpec& picture,
                   const ScaleBehind& behind = says(0.125)) {
    return made<WorkNode>(add, params)->least_scale(picture, behind);
}

double resize_scale(const Value::Object& params, const ImageSpec& picture = spec_of(4000, 3000)) {
    return least_scale(add_resize, params, picture);
}

std::string text_of(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes)
        text += static_cast<char>(b);
    return text;
}

Image photo(std::uint32_t width, std::uint32_t height, std::uint64_t seed) {
    Image image = Image::allocate(spec_of(width, height));
    pixels::draw(pixels::Pattern::photo, {.seed = seed}, image);
    return image;
}

std::string jpeg_of(const Image& image, codec::EncodeOptions options = {}) {
    test::TestContext context;
    const codec::CodecModule module;
    options.format = codec::FormatId::jpeg;
    const Encoded encoded = codec::encode(image, options, module, context);
    return text_of(encoded.buffer.bytes());
}

// The means of squares of two by two pixels.
Image halved(const Image& image) {
    Image half = Image::allocate(spec_of(image.spec().width / 2, image.spec().height / 2));
    const auto sample = [&](std::size_t x, std::uint32_t y) {
        return std::to_integer<unsigned>(image.row(y)[x]);
    };
    for (std::uint32_t y = 0; y < half.spec().height; ++y)
        for (std::size_t x = 0; x < half.spec().row_bytes(); ++x) {
            const std::size_t left = x / 3 * 6 + x % 3;
            const unsigned sum = sample(left, 2 * y) + sample(left + 3, 2 * y) +
                                 sample(left, 2 * y + 1) + sample(left + 3, 2 * y + 1);
            half.row(y)[x] = static_cast<std::byte>((sum + 2) / 4);
        }
    return half;
}

// A TIFF with the picture, and behind it at a half, a quarter and so on of its sides.
std::string tiff_with_levels(const Image& image, std::size_t levels) {
    std::string file = {'I', 'I', 42, 0, 8, 0, 0, 0};
    const auto put = [&file](std::size_t value, std::size_t bytes) {
        for (std::size_t i = 0; i < bytes; ++i)
            file += static_cast<char>(value >> (8 * i) & 0xFFU);
    };
    Image level = image;
    for (std::size_t number = 0; number <= levels; ++number) {
        const std::size_t begin = file.size() + 2 + 10 * 12 + 4;
        const std::size_t bytes = level.spec().bytes();
        const std::array<std::size_t, 20> tags = {254, number > 0 ? 1U : 0U,
                                                  256, level.spec().width,
                                                  257, level.spec().height,
                                                  258, 8,
                                                  259, 1,
                                                  262, 2,
                                                  273, begin,
                                                  277, 3,
                                                  278, level.spec().height,
                                                  279, bytes};
        put(tags.size() / 2, 2);
        for (std::size_t i = 0; i < tags.size(); i += 2) {
            put(tags[i], 2);
            put(4, 2);
            put(1, 4);
            put(tags[i + 1], 4);
        }
        put(number < levels ? begin + bytes : 0, 4);
        file += text_of(std::as_const(level).pixels());
        level = halved(level);
    }
    return file;
}

// An EXIF segment with that orientation behind the beginning of a JPEG.
std::string turned(const std::string& jpeg, int orientation) {
    std::string exif = {'\xFF', '\xE1', 0, 34, 'E', 'x', 'i', 'f', 0, 0};
    exif += {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0};
    exif += static_cast<char>(orientation);
    exif += {0, 0, 0, 0, 0, 0};
    return jpeg.substr(0, 2) + exif + jpeg.substr(2);
}

// decode with one consumer behind it, as the engine would connect them.
struct Pair {
    Value::Object decode;
    Value::Object resize;
    void (*consumer)(NodeRegistry&) = add_resize;

    struct Outcome {
        Measure measure;
        Image loaded;
        Image result;
    };

    [[nodiscard]] Outcome of(const std::filesystem::path& path) const {
        const auto loader = made<LoaderNode>(add_decode, decode);
        const auto work = made<WorkNode>(consumer, resize);
        OpenContext open;
        open.least_scale = [&work](const ImageSpec& picture) {
            return work->least_scale(picture, says(1));
        };
        loader->open(open);
        work->open({});
        Request request;
        request.path = path.string();
        test::TestContext context;
        Outcome outcome;
        outcome.measure = loader->measure(request, context);
        Buffer file = loader->read(request, outcome.measure, context);
        context.allocated_bytes = 0;
        Payload payload = loader->load(request, outcome.measure, std::move(file), context);
        CHECK(context.allocated_bytes <=
              outcome.measure.output.bytes + outcome.measure.working_bytes);
        outcome.loaded = *payload.get<Image>();
        CHECK(outcome.loaded.spec() == outcome.measure.output.spec);
        const NodeBound bound = work->bound(outcome.measure.output);
        context.allocated_bytes = 0;
        Payload done = work->process(std::move(payload), context);
        outcome.result = std::move(*done.get<Image>());
        CHECK(bound.output.spec == outcome.result.spec());
        CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
        return outcome;
    }
};

Value::Object off() {
    return {{"shrink_on_load", "off"}};
}

struct Likeness {
    double decibels;
    double similarity;
};

Likeness likeness(const Image& image, const Image& reference) {
    Buffer buffer = Buffer::allocate(pixels::ssim_scratch_bytes(image.spec()));
    return {pixels::psnr(image, reference),
            pixels::ssim(image, reference, buffer.bytes()).value_or(1)};
}

} // namespace

TEST_CASE("resize accepts pictures as small as it makes them", "[nodes][resize][shrink]") {
    CHECK(resize_scale({{"width", 400}}) == 0.1);
    CHECK(resize_scale({{"height", 300}}) == 0.1);
    CHECK(resize_scale({{"width", 400}, {"height", 600}}) == 0.1);
    CHECK(resize_scale({{"width", 400}, {"height", 600}, {"fit", "pad"}}) == 0.1);
    CHECK(resize_scale({{"width", 400}, {"height", 600}, {"fit", "cover"}}) == 0.2);
    CHECK(resize_scale({{"width", 400}, {"height", 600}, {"fit", "fill"}}) == 0.2);
    // A side that is not given stays as it is.
    CHECK(resize_scale({{"width", 400}, {"fit", "fill"}}) == 1);
    CHECK(resize_scale({{"width", 400}}, spec_of(3000, 4000)) == 400 / 3000.0);
}

TEST_CASE("resize accepts nothing smaller where it does not scale down",
          "[nodes][resize][shrink]") {
    CHECK(resize_scale({{"width", 4000}}) == 1);
    CHECK(resize_scale({{"width", 8000}}) == 1);
    CHECK(resize_scale({{"width", 8000}, {"enlarge", true}}) >= 1);
    CHECK(resize_scale({{"width", 100}, {"height", 3000}, {"fit", "fill"}}) == 1);
}

TEST_CASE("single pixels, areas, and sums of light need the whole picture",
          "[nodes][resize][shrink]") {
    CHECK(resize_scale({{"width", 400}, {"filter", "nearest"}}) == 1);
    CHECK(resize_scale({{"width", 400}, {"linear", true}}) == 1);
    CHECK(resize_scale({{"width", 400}, {"filter", "box"}}) == 1);
    for (const char* filter : {"triangle", "catrom", "mitchell", "lanczos2", "lanczos3"})
        CHECK(resize_scale({{"width", 400}, {"filter", filter}}) == 0.1);
}

TEST_CASE("nodes that do the same at any scale ask those behind them", "[nodes][shrink]") {
    const ImageSpec picture = spec_of(400, 300);
    const auto asked_for = [&](void (*add)(NodeRegistry&), const Value::Object& params) {
        ImageSpec asked;
        const double scale = least_scale(add, params, picture, [&asked](const ImageSpec& spec) {
            asked = spec;
            return 0.125;
        });
        CHECK(scale == 0.125);
        return asked;
    };
    CHECK(asked_for(add_flip, {{"axis", "horizontal"}}) == picture);
    CHECK(asked_for(add_random_flip, {}) == picture);
    CHECK(asked_for(add_merge, {}) == picture);
    CHECK(asked_for(add_sample, {{"every", 2}}) == picture);
    CHECK(asked_for(add_filter, {{"keep", condition("width", "ge", 5)}}) == picture);
    CHECK(asked_for(add_switch,
                    {{"cases", Value::Object{{"wide", condition("width", "ge", 5)}}}}) == picture);
    CHECK(asked_for(add_annotate, {{"set", Value::Object{{"a", 1}}}}) == picture);
    CHECK(asked_for(add_strip_metadata, {}) == picture);
    CHECK(asked_for(add_set_metadata, {{"title", "a"}}) == picture);
    CHECK(asked_for(add_saturation, {{"amount", 2.0}}) == picture);
    CHECK(asked_for(add_brightness_contrast, {{"brightness", 0.2}}) == picture);
    CHECK(asked_for(add_to_srgb, {}) == picture);
    CHECK(asked_for(add_color_convert, {{"to", "srgb"}}) == picture);
    CHECK(asked_for(add_convert, {{"channels", 1}}).channels == 1);
    CHECK(asked_for(add_rotate, {{"degrees", 180.0}}) == picture);
    CHECK(asked_for(add_rotate, {{"degrees", 90.0}}).width == 300);
}

TEST_CASE("nodes for which the scale, or a contrast, matters need the whole picture",
          "[nodes][shrink]") {
    const ImageSpec picture = spec_of(400, 300);
    const auto is_whole = [&](void (*add)(NodeRegistry&), const Value::Object& params) {
        return least_scale(add, params, picture) == 1;
    };
    CHECK(is_whole(add_blur, {{"sigma", 2.0}}));
    CHECK(is_whole(add_unsharp, {}));
    CHECK(is_whole(add_crop, {{"width", 10}, {"height", 10}}));
    CHECK(is_whole(add_tile, {{"width", 10}, {"height", 10}}));
    CHECK(is_whole(add_stats, {}));
    CHECK(is_whole(add_hash, {}));
    CHECK(is_whole(add_dedupe, {}));
    CHECK(is_whole(add_null, {}));
    CHECK(is_whole(add_encode, {{"format", "png"}}));
    CHECK(is_whole(add_gamma, {{"gamma", 2.2}}));
    CHECK(is_whole(add_levels, {{"black", 0.1}}));
    CHECK(is_whole(add_brightness_contrast, {{"contrast", 0.2}}));
    CHECK(is_whole(add_convert, {{"pixel_type", "u8"}, {"dither", "ordered"}}));
    CHECK(is_whole(add_color_convert, {{"to", "linear"}}));
    CHECK(is_whole(add_rotate, {{"degrees", 45.0}}));
    CHECK(is_whole(add_rotate, {{"degrees", 90.0}, {"expand", false}}));
}

TEST_CASE("auto_orient needs what either way of turning needs", "[nodes][shrink]") {
    const auto by_width = [](const ImageSpec& spec) { return 100.0 / spec.width; };
    CHECK(least_scale(add_auto_orient, {}, spec_of(400, 300), by_width) == 100.0 / 300);
    CHECK(least_scale(add_auto_orient, {}, spec_of(300, 400), by_width) == 100.0 / 300);
}

TEST_CASE("what is loaded smaller comes out as of the whole picture", "[nodes][decode][shrink]") {
    const TempDir folder;
    struct Case {
        std::uint32_t width;
        std::uint32_t height;
        Value::Object resize;
        std::uint32_t loaded_width;
    };
    // Sides that are no multiples of eight, and results that a rounded side would change.
    const std::vector<Case> cases = {
        {1003, 757, {{"width", 64}}, 126},
        {1003, 757, {{"width", 200}, {"height", 130}, {"fit", "cover"}}, 502},
        {1003, 757, {{"width", 60}, {"height", 60}, {"fit", "pad"}}, 126},
        {1003, 757, {{"width", 65}, {"height", 40}, {"fit", "fill"}}, 126},
        {1001, 601, {{"height", 120}, {"filter", "lanczos2"}}, 501},
        {1001, 601, {{"height", 120}, {"filter", "triangle"}}, 501},
        {1001, 601, {{"height", 120}, {"filter", "catrom"}}, 501},
        {1001, 601, {{"height", 120}, {"filter", "mitchell"}}, 501}};
    for (std::uint64_t seed = 0; seed < cases.size(); ++seed) {
        const Case& one = cases[seed];
        INFO(seed);
        const auto path =
            folder.write("photo.jpg", jpeg_of(photo(one.width, one.height, seed), {.quality = 90}));
        const auto smaller = Pair{{}, one.resize}.of(path);
        const auto whole = Pair{off(), one.resize}.of(path);
        CHECK(smaller.loaded.spec().width == one.loaded_width);
        CHECK(whole.loaded.spec() == spec_of(one.width, one.height));
        REQUIRE(smaller.result.spec() == whole.result.spec());
        const Likeness likeness = ::likeness(smaller.result, whole.result);
        CHECK(likeness.decibels > 40);
        CHECK(likeness.similarity > 0.98);
    }
}

TEST_CASE("progressive and gray JPEGs are loaded smaller, too", "[nodes][decode][shrink]") {
    const TempDir folder;
    const Image image = photo(800, 600, 3);
    Image gray = Image::allocate({800, 600, 1, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < gray.pixels().size(); ++i)
        gray.pixels()[i] = image.pixels()[3 * i];
    for (const std::string& jpeg : {jpeg_of(image, {.progressive = true}), jpeg_of(gray)}) {
        const auto path = folder.write("photo.jpg", jpeg);
        const auto smaller = Pair{{}, {{"width", 100}}}.of(path);
        const auto whole = Pair{off(), {{"width", 100}}}.of(path);
        CHECK(smaller.loaded.spec().width == 200);
        CHECK(likeness(smaller.result, whole.result).decibels > 40);
    }
}

TEST_CASE("a picture that its file has turned is loaded smaller for what it is upright",
          "[nodes][decode][shrink]") {
    const TempDir folder;
    const std::string jpeg = jpeg_of(photo(1003, 757, 5), {.quality = 90});
    for (int orientation = 1; orientation <= 8; ++orientation) {
        INFO(orientation);
        const auto path = folder.write("photo.jpg", turned(jpeg, orientation));
        // 60 of 1003 is less than an eighth of it, with the margin; of 757 more.
        const Value::Object resize = {{"width", 60}};
        const auto smaller = Pair{{}, resize}.of(path);
        const auto whole = Pair{off(), resize}.of(path);
        const bool is_on_its_side = orientation > 4;
        CHECK(smaller.loaded.spec().width == (is_on_its_side ? 190 : 126));
        REQUIRE(smaller.result.spec() == whole.result.spec());
        CHECK(likeness(smaller.result, whole.result).decibels > 40);
    }
}

TEST_CASE("nodes between decode and resize leave a smaller picture where it belongs",
          "[nodes][shrink]") {
    const Image whole = photo(1003, 757, 7);
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(whole, {.quality = 90}));
    const Image small = Pair{{}, {{"width", 64}}}.of(path).loaded;
    const Image full = Pair{off(), {{"width", 64}}}.of(path).loaded;
    REQUIRE(small.spec().is_shrunk());
    const auto through = [&](void (*add)(NodeRegistry&), const Value::Object& params, Image image) {
        const auto node = made<WorkNode>(add, params);
        const auto resize = made<WorkNode>(add_resize, {{"width", 64}});
        node->open({});
        Image own = Image::allocate(image.spec());
        image.clone_into(own);
        test::TestContext context;
        const NodeBound bound = node->bound(PayloadBound::image(own.spec()));
        Payload changed = node->process(Payload{std::move(own)}, context);
        CHECK(changed.get<Image>()->spec().to_string() == bound.output.spec.to_string());
        Payload result = resize->process(std::move(changed), context);
        return std::move(*result.get<Image>());
    };
    const auto check = [&](void (*add)(NodeRegistry&), const Value::Object& params) {
        const Image of_small = through(add, params, small);
        const Image of_full = through(add, params, full);
        REQUIRE(of_small.spec() == of_full.spec());
        CHECK(pixels::psnr(of_small, of_full) > 40);
    };
    check(add_flip, {{"axis", "horizontal"}});
    check(add_flip, {{"axis", "vertical"}});
    check(add_random_flip, {{"horizontal", 1.0}, {"vertical", 1.0}});
    check(add_rotate, {{"degrees", 90.0}});
    check(add_rotate, {{"degrees", 180.0}});
    check(add_rotate, {{"degrees", 180.0}, {"expand", false}});
    check(add_rotate, {{"degrees", 270.0}});
    check(add_saturation, {{"amount", 1.5}});
    check(add_brightness_contrast, {{"brightness", 0.2}, {"contrast", -0.2}});
    check(add_to_srgb, {});
    check(add_convert, {{"pixel_type", "f32"}});
    check(add_convert, {{"channels", 1}});
}

TEST_CASE("a TIFF is loaded from one of its levels, and comes out as of the whole picture",
          "[nodes][decode][shrink]") {
    const TempDir folder;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const auto path = folder.write("photo.tif", tiff_with_levels(photo(1024, 768, seed), 3));
        for (const auto& [width, loaded] :
             {std::pair{60, 128U}, {120, 256U}, {240, 512U}, {490, 1024U}}) {
            const auto smaller = Pair{{}, {{"width", width}}}.of(path);
            const auto whole = Pair{off(), {{"width", width}}}.of(path);
            CHECK(smaller.loaded.spec().width == loaded);
            CHECK(whole.loaded.spec() == spec_of(1024, 768));
            REQUIRE(smaller.result.spec() == whole.result.spec());
            const Likeness likeness = ::likeness(smaller.result, whole.result);
            CHECK(likeness.decibels > 40);
            CHECK(likeness.similarity > 0.98);
        }
    }
}

TEST_CASE("conditions and names go by the size that the file has", "[nodes][decode][shrink]") {
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(photo(1003, 757, 7)));
    const Image small = Pair{{}, {{"width", 64}}}.of(path).loaded;
    REQUIRE(small.spec().width == 126);
    const auto kept = [&](const Value& condition) {
        test::TestContext context;
        return !made<WorkNode>(add_filter, {{"keep", condition}})
                    ->process(Payload{small}, context)
                    .is_empty();
    };
    CHECK(kept(condition("width", "eq", 1003)));
    CHECK(kept(condition("height", "eq", 757)));
    CHECK(kept(condition("bytes", "eq", 1003 * 757 * 3)));
    test::TestContext context;
    const auto annotate =
        made<WorkNode>(add_annotate, {{"set", Value::Object{{"size", "{width}x{height}"}}}});
    annotate->open({});
    static_cast<void>(annotate->process(Payload{small}, context));
    CHECK(context.info.attributes.find("size")->as_string() == "1003x757");
}

TEST_CASE("decode loads the whole picture where it is told to, or nobody says what is behind it",
          "[nodes][decode][shrink]") {
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(photo(800, 600, 1)));
    CHECK(Pair{off(), {{"width", 50}}}.of(path).loaded.spec() == spec_of(800, 600));
    CHECK(Pair{{}, {{"sigma", 2.0}}, add_blur}.of(path).loaded.spec() == spec_of(800, 600));
    const auto loader = made<LoaderNode>(add_decode, {});
    loader->open({});
    Request request;
    request.path = path.string();
    test::TestContext context;
    CHECK(loader->measure(request, context).output.spec == spec_of(800, 600));
}

TEST_CASE("the limits of decode go by the size that the file has", "[nodes][decode][shrink]") {
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(photo(800, 600, 1)));
    const auto message = [&](const Value::Object& params) -> std::string {
        try {
            static_cast<void>(Pair{params, {{"width", 50}}}.of(path));
        } catch (const ItemError& error) {
            return error.what();
        }
        return "";
    };
    CHECK(message({{"max_side", 800}}).empty());
    CHECK(message({{"max_side", 799}}) == "the picture is 800x600 pixels; max_side allows 799");
    CHECK(message({{"max_pixels", 479'999}}) ==
          "the picture has 800x600 = 480000 pixels; max_pixels allows 479999");
}

TEST_CASE("what a smaller picture needs is claimed, and no more", "[nodes][decode][shrink]") {
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(photo(1600, 1200, 1)));
    const Measure small = Pair{{}, {{"width", 100}}}.of(path).measure;
    const Measure whole = Pair{off(), {{"width", 100}}}.of(path).measure;
    CHECK(small.output.bytes == buffer_capacity(200 * 150 * 3));
    CHECK(whole.output.bytes == buffer_capacity(1600 * 1200 * 3));
    CHECK(small.output.bytes + small.working_bytes < whole.output.bytes / 4);
}

TEST_CASE(
    "an eighth of a JPEG from its blocks' means has the same pixels, and claims what it needs",
    "[nodes][decode][shrink]") {
    const TempDir folder;
    const auto path = folder.write("photo.jpg", jpeg_of(photo(1600, 1200, 1)));
    const Value::Object resize = {{"width", 100}};
    const auto by_means = Pair{{}, resize}.of(path); // as it is by default
    const auto by_libjpeg = Pair{{{"block_means", false}}, resize}.of(path);
    CHECK(text_of(by_means.loaded.pixels()) == text_of(by_libjpeg.loaded.pixels()));
    CHECK(by_means.measure.working_bytes > by_libjpeg.measure.working_bytes);
}

TEST_CASE("real photographs come out as of the whole picture", "[nodes][decode][shrink]") {
    const std::filesystem::path images = PENSTOCK_SOURCE_DIR "/../shared/corpora/images";
    for (const char* name : {"dali_extra/jpeg/241/dog-4366295_1920.jpg",
                             "dali_extra/jpeg/425/barn-227557_1280.jpg",
                             "pillow/Tests/images/junk_jpeg_header.jpg"}) {
        if (!std::filesystem::exists(images / name))
            continue; // generated ones only
        for (const int side : {256, 320, 400, 480}) {
            const Value::Object box = {{"width", side}, {"height", side}};
            const auto smaller = Pair{{}, box}.of(images / name);
            const auto whole = Pair{off(), box}.of(images / name);
            const Likeness likeness = ::likeness(smaller.result, whole.result);
            INFO(name << " to " << side << ": " << likeness.decibels << " dB, "
                      << likeness.similarity);
            CHECK(likeness.decibels > 40);
            CHECK(likeness.similarity > 0.98);
        }
    }
}
