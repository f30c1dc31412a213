// SPDX-License-Identifier: Apache-2.0
#include "penstock/images_saver.hpp"

#include "penstock/node_registry.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace penstock;
using penstock::test::read_file;
using penstock::test::TempDir;

namespace fs = std::filesystem;

namespace {

Image image(const ImageSpec& spec, int begin = 0) {
    Image result = Image::allocate(spec);
    for (std::size_t i = 0; i < result.pixels().size(); ++i)
        result.pixels()[i] = static_cast<std::byte>((begin + static_cast<int>(i) * 7) % 251);
    return result;
}

Image rgb(std::uint32_t width = 16, std::uint32_t height = 8) {
    return image({.width = width, .height = height, .channels = 3});
}

Image floats() {
    const ImageSpec spec{.width = 4, .height = 4, .channels = 3, .pixel_type = PixelType::f32};
    Image result = Image::allocate(spec);
    std::fill(result.pixels().begin(), result.pixels().end(), std::byte{0});
    return result;
}

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text});
}

template <class Error, class Call> std::string words(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

// Of all files below.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            names.push_back(fs::relative(entry.path(), folder).string());
    std::ranges::sort(names);
    return names;
}

bool is_openimageio_loaded() {
    return read_file("/proc/self/maps").find("libOpenImageIO") != std::string::npos;
}

} // namespace

TEST_CASE("a saver writes each image in the format of its extension", "[saver]") {
    const std::map<std::string, std::string> beginnings = {{"jpg", "\xFF\xD8\xFF"},
                                                           {"jpeg", "\xFF\xD8\xFF"},
                                                           {"JPG", "\xFF\xD8\xFF"},
                                                           {"png", "\x89PNG"},
                                                           {"webp", "RIFF"},
                                                           {"tif", "II*"},
                                                           {"tiff", "II*"},
                                                           {"bmp", "BM"},
                                                           {"gif", "GIF8"},
                                                           {"pnm", "P6"},
                                                           {"ppm", "P6"},
                                                           {"dpx", "SDPX"},
                                                           {"jp2", std::string{"\0\0\0\x0CjP", 6}}};
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.queue_size = 3}};
    for (const auto& [extension, beginning] : beginnings)
        saver.save("a" + extension + '.' + extension, rgb());
    saver.save("light.exr", floats());
    saver.save("light.hdr", floats());
    saver.save("drawn.tga", rgb());
    saver.save("again.jpg", rgb());
    saver.close();
    for (const auto& [extension, beginning] : beginnings) {
        INFO(extension);
        const std::string file = read_file(folder / ("a" + extension + '.' + extension));
        CHECK(file.substr(0, beginning.size()) == beginning);
    }
    CHECK(read_file(folder / "light.exr").starts_with("\x76\x2F\x31\x01"));
    CHECK(read_file(folder / "light.hdr").starts_with("#?RADIANCE"));
    CHECK(names_in(folder.path()).size() == beginnings.size() + 4);
    CHECK(saver.counts().saved == beginnings.size() + 4);
}

TEST_CASE("every format that encode knows has an extension in a saver", "[saver]") {
    const NodeRegistry registry = built_in_nodes();
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    const std::string known = words<std::invalid_argument>([&] { saver.save("a.xyz", rgb()); });
    for (const std::string& format :
         registry.find("encode")->descriptor.find_param("format")->choices) {
        INFO(format);
        CHECK(known.find(format == "jpeg" ? " jpg," : ' ' + format) != std::string::npos);
    }
}

TEST_CASE("OpenImageIO is loaded when an image comes that needs it", "[saver]") {
    if (is_openimageio_loaded())
        return; // by another test of this process
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.encode = {{"tiff", {{"compression", "zip"}}}}}};
    saver.save("a.jpg", rgb()).get();
    saver.save("a.png", rgb()).get();
    CHECK_FALSE(is_openimageio_loaded());
    saver.save("a.tif", rgb()).get();
    CHECK(is_openimageio_loaded());
}

TEST_CASE("only the last component of a filename counts", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    CHECK(saver.location() == fs::canonical(folder.path()));
    CHECK(saver.save("a.png", rgb()).get() == saver.location() / "a.png");
    CHECK(saver.save("/somewhere/else/b.png", rgb()).get() == saver.location() / "b.png");
    CHECK(saver.save("../c.png", rgb()).get() == saver.location() / "c.png");
    CHECK(saver.save("{seq}.png", rgb()).get() == saver.location() / "{seq}.png");
    saver.close();
    CHECK(names_in(folder.path()) ==
          std::vector<std::string>{"a.png", "b.png", "c.png", "{seq}.png"});
}

TEST_CASE("a sub_folder is created below the location", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    CHECK(saver.save("a.png", rgb(), "x/./y//z/").get() == saver.location() / "x/y/z/a.png");
    CHECK(saver.save("b.png", rgb(), ".").get() == saver.location() / "b.png");
    saver.close();
    CHECK(names_in(folder.path()) == std::vector<std::string>{"b.png", "x/y/z/a.png"});
}

TEST_CASE("names and sub_folders that cannot be are refused before anything is taken", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    const auto refused = [&](const fs::path& name, const fs::path& sub_folder) {
        return words<std::invalid_argument>([&] { saver.save(name, rgb(), sub_folder); });
    };
    for (const char* name : {"", ".", "..", "a/", "a/.."})
        CHECK(refused(name, "").find("ends in no file name") != std::string::npos);
    CHECK(refused(std::string{"a\0.png", 6}, "") ==
          "\"a\\x00.png\" ends in no file name; expected one such as \"a.jpg\"");
    CHECK(refused("a.png", "/tmp") == "the sub_folder \"/tmp\" is absolute; expected one below the "
                                      "saver's location, such as \"cats\"");
    CHECK(refused("a.png", "x/../..").find("leads upwards") != std::string::npos);
    CHECK(refused("a.png", std::string{"x\0", 2}).find("zero byte") != std::string::npos);
    CHECK(refused("a", "").starts_with("\"a\" has no extension, so nobody knows which format"));
    CHECK(refused("a.", "").find("has no extension") != std::string::npos);
    CHECK(refused(".png", "").find("has no extension") != std::string::npos);
    CHECK(refused("a.docx", "")
              .starts_with("\"a.docx\" has the extension \"docx\", so nobody knows which format it "
                           "is to be; expected one of jpg, jpeg, "));
    CHECK(saver.counts().held == 0);
    saver.close();
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a symbolic link below the location leads nowhere", "[saver]") {
    const TempDir folder;
    const TempDir elsewhere;
    fs::create_directory_symlink(elsewhere.path(), folder / "link");
    ImagesSaver saver{folder.path()};
    CHECK(words<SaveError>([&] {
              saver.save("a.png", rgb(), "link").get();
          }).starts_with("link/a.png (permission): a symbolic link stands on the way to"));
    CHECK(names_in(elsewhere.path()).empty());
}

TEST_CASE("the bytes of a file are written as they are", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    const std::string content = "no image at all\n";
    saver.save("a.txt", FileBytes{bytes_of(content)});
    saver.save("b", FileBytes{bytes_of("")}, "empty");
    saver.save("c.jpg", FileBytes{bytes_of(content)});
    saver.save("d.jpg", rgb());
    saver.close();
    CHECK(read_file(folder / "a.txt") == content);
    CHECK(read_file(folder / "empty/b").empty());
    CHECK(read_file(folder / "c.jpg") == content);
    CHECK(read_file(folder / "d.jpg").starts_with("\xFF\xD8"));
}

TEST_CASE("rows with bytes between them are packed while they are copied", "[saver]") {
    const ImageSpec spec{.width = 5, .height = 4, .channels = 3, .pixel_type = PixelType::u16};
    const Image packed = image(spec);
    constexpr std::size_t stride = 37;
    std::vector<std::byte> memory(stride * 3 + spec.row_bytes(), std::byte{0xEE});
    for (std::uint32_t y = 0; y < spec.height; ++y)
        std::ranges::copy(packed.row(y), memory.begin() + static_cast<std::ptrdiff_t>(y * stride));
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    saver.save("image.png", packed);
    saver.save("packed.png", PixelsView{.bytes = packed.pixels(), .spec = spec});
    saver.save("strided.png", PixelsView{.bytes = memory, .spec = spec, .row_stride = stride});
    const auto refused = [&](const PixelsView& pixels) {
        return words<std::invalid_argument>([&] { saver.save("x.png", pixels); });
    };
    CHECK(refused({.bytes = memory, .spec = spec, .row_stride = 29}) ==
          "row_stride is 29 bytes, and a row of 5x4 u16 x 3 has 30");
    CHECK(refused({.bytes = std::span{memory}.first(memory.size() - 1),
                   .spec = spec,
                   .row_stride = stride}) ==
          "there are 140 bytes, which is not enough for 5x4 u16 x 3 in rows of 37 bytes");
    CHECK(refused({.bytes = std::span{memory}.first(119), .spec = spec})
              .find("which is not enough") != std::string::npos);
    CHECK(refused({.bytes = memory, .spec = {}}).starts_with("the image has no pixels"));
    CHECK(words<std::invalid_argument>([&] {
              saver.save("x.png", Image{});
          }).starts_with("the image has no pixels"));
    saver.close();
    CHECK(read_file(folder / "packed.png") == read_file(folder / "image.png"));
    CHECK(read_file(folder / "strided.png") == read_file(folder / "image.png"));
}

TEST_CASE("an image is the caller's again when save returns", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    Image one = rgb(300, 300);
    saver.save("before.png", one).wait();
    saver.save("a.png", one);
    std::memset(one.pixels().data(), 0, one.pixels().size());
    saver.close();
    CHECK(read_file(folder / "a.png") == read_file(folder / "before.png"));
}

TEST_CASE("metadata of an image go into its file", "[saver]") {
    const std::string texts{"Title\0Bridge\0", 13};
    Buffer buffer = Buffer::allocate(texts.size());
    std::memcpy(buffer.bytes().data(), texts.data(), texts.size());
    Image one = rgb();
    one.set_metadata(std::make_shared<const Metadata>(
        buffer, Metadata::Sizes{.text = texts.size()}, Resolution{}));
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    saver.save("a.png", one);
    saver.close();
    CHECK(read_file(folder / "a.png").find("Bridge") != std::string::npos);
}

TEST_CASE("a location may have any bytes in its name", "[saver]") {
    const TempDir folder;
    for (const char* name : {"{dir}", "${x}", "\xE9t\xE9", "a b\"c\\d"}) {
        const fs::path location = folder / name;
        fs::create_directory(location);
        ImagesSaver saver{location};
        CHECK(saver.save("\xE8.png", rgb(), "\xEA").get() ==
              saver.location() / "\xEA" / "\xE8.png");
        saver.close();
        CHECK(fs::exists(location / "\xEA" / "\xE8.png"));
    }
}

TEST_CASE("a location has to be a folder in which files can be created", "[saver]") {
    const TempDir folder;
    folder.write("file", "");
    const auto refused = [](const fs::path& path) {
        return words<std::invalid_argument>([&] { ImagesSaver{path}; });
    };
    CHECK(refused(folder / "absent") ==
          "images cannot be saved in \"" + (folder / "absent").string() +
              "\": No such file or directory; expected a folder that exists and can be written to");
    CHECK(refused(folder / "file").find("Not a directory") != std::string::npos);
    CHECK(refused("/proc/self").find("expected a folder") != std::string::npos);
}

TEST_CASE("quality, level and parameters of encode count", "[saver]") {
    const TempDir folder;
    const auto size_of = [&](const char* name, const ImagesSaverOptions& options) {
        ImagesSaver saver{folder.path(), options};
        const fs::path file = saver.save(name, rgb(200, 200)).get();
        saver.close();
        return fs::file_size(file);
    };
    CHECK(size_of("a.jpg", {.quality = 20}) < size_of("a.jpg", {}));
    CHECK(size_of("a.webp", {.quality = 20}) < size_of("a.webp", {}));
    CHECK(size_of("a.png", {.level = 0}) > size_of("a.png", {}));
    CHECK(size_of("a.png", {.encode = {{"png", {{"level", 0}}}}}) > size_of("a.png", {}));
    // What is said of the format comes before what is said of all.
    CHECK(size_of("a.jpg", {.quality = 20, .encode = {{"jpeg", {{"quality", 90}}}}}) ==
          size_of("a.jpg", {}));
    CHECK(size_of("a.png", {.level = 0, .encode = {{"png", {{"level", 6}}}}}) ==
          size_of("a.png", {}));
}

TEST_CASE("options that are none are refused when a saver is made", "[saver]") {
    const TempDir folder;
    const auto refused = [&](const ImagesSaverOptions& options) {
        return words<std::invalid_argument>([&] { ImagesSaver{folder.path(), options}; });
    };
    CHECK(refused({.queue_size = 0}) == "queue_size is 0; expected 1 to 1000000 images");
    CHECK(refused({.queue_size = 1'000'001}).starts_with("queue_size is 1000001"));
    CHECK(refused({.max_bytes = ByteSize{4095}}) == "max_bytes is 4095; expected at least 4096");
    CHECK(refused({.threads = 0}) == "threads is 0; expected 1 to 1024");
    CHECK(refused({.quality = 0}).starts_with("encode_jpeg.params.quality: "));
    CHECK(refused({.level = 13}).starts_with("encode_png.params.level: "));
    CHECK(refused({.encode = {{"jpg", {}}}})
              .starts_with("encode: there is no format \"jpg\"; expected jpeg, png, "));
    CHECK(refused({.encode = {{"jpeg", {{"qualty", 90}}}}}).find("did you mean") !=
          std::string::npos);
    CHECK(refused({.encode = {{"png", {{"quality", 90}}}}}).find("png does not use quality") !=
          std::string::npos);
}

TEST_CASE("an image that its format cannot hold fails by name, and the others are saved",
          "[saver][errors]") {
    const TempDir folder;
    std::vector<std::string> logged;
    std::mutex mutex;
    ImagesSaver saver{folder.path(), {.on_failure = [&](const SaveFailure& failure) {
                          const std::scoped_lock lock{mutex};
                          logged.push_back(failure.name);
                      }}};
    std::future<fs::path> failed = saver.save("bad.jpg", floats(), "x");
    saver.save("good.jpg", rgb());
    const std::string message = "x/bad.jpg (unsupported): JPEG holds u8 pixels, and the image has "
                                "f32; put a node convert with pixel_type=u8 before this one";
    CHECK(words<SaveError>([&] { failed.get(); }) == message);
    try {
        saver.close();
        FAIL("close threw nothing");
    } catch (const SaveErrors& errors) {
        CHECK(std::string{errors.what()} == "1 not saved, 1 saved: " + message);
        REQUIRE(errors.failures().size() == 1);
        CHECK(errors.failures()[0].name == "x/bad.jpg");
        CHECK(errors.failures()[0].error_class == ErrorClass::unsupported);
    }
    CHECK(logged == std::vector<std::string>{"x/bad.jpg"});
    CHECK(names_in(folder.path()) == std::vector<std::string>{"good.jpg"});
    CHECK(saver.failures().size() == 1);
    CHECK(saver.counts().failed == 1);
    CHECK(saver.counts().saved == 1);
    CHECK_NOTHROW(saver.close()); // it was said once
}

TEST_CASE("with collect, close throws nothing, and failures has them", "[saver][errors]") {
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.errors = SaveErrorsAtClose::collect}};
    for (int i = 0; i < 12; ++i)
        saver.save(std::to_string(i) + ".jpg", floats());
    CHECK_NOTHROW(saver.close());
    CHECK(saver.failures().size() == 12);
    const std::string words = SaveErrors{saver.failures(), 0}.what();
    CHECK(words.starts_with("12 not saved, 0 saved: "));
    CHECK(words.ends_with("; and 2 more"));
}

TEST_CASE("two images of one name are refused, and a name is free again when it failed",
          "[saver][errors]") {
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.errors = SaveErrorsAtClose::collect}};
    saver.save("a.png", rgb(), "x/y");
    CHECK(words<std::invalid_argument>([&] { saver.save("b/a.png", rgb(), "./x//y"); }) ==
          "this ImagesSaver has taken an image called x/y/a.png before, and one of them would be "
          "lost; expected another name, or another sub_folder");
    saver.save("a.png", rgb());
    CHECK_THROWS_AS(saver.save("b.jpg", floats()).get(), SaveError);
    CHECK(saver.save("b.jpg", rgb()).get() == saver.location() / "b.jpg");
    CHECK_THROWS_AS(saver.save("b.jpg", rgb()), std::invalid_argument);
    saver.close();
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.png", "b.jpg", "x/y/a.png"});
}

TEST_CASE("a file that was there before is replaced", "[saver]") {
    const TempDir folder;
    folder.write("a.png", "old");
    ImagesSaver saver{folder.path()};
    saver.save("a.png", rgb());
    saver.close();
    CHECK(read_file(folder / "a.png").starts_with("\x89PNG"));
}

TEST_CASE("an image that needs more than max_bytes by itself fails, and says so",
          "[saver][errors]") {
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.max_bytes = ByteSize{1 << 20U}}};
    const std::string message =
        words<SaveError>([&] { saver.save("large.png", rgb(1000, 1000)).get(); });
    CHECK(message.starts_with("large.png (limit): "));
    CHECK(message.find("max_bytes") != std::string::npos);
    CHECK_NOTHROW(saver.save("small.png", rgb()).get());
}
