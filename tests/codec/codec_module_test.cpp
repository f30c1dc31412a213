// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_module.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace penstock;
using namespace penstock::codec;

TEST_CASE("a module that is not there is missed with the places and the remedy", "[codec]") {
    const test::TempDir folder;
    const CodecModule module{{folder / "a", folder / "b"}};
    CHECK_THROWS_WITH(
        module.codecs(),
        "tiff, exr and ocio_convert need the module libpenstock-oiio.so, which is in none of " +
            (folder / "a").string() + ", " + (folder / "b").string() + "; reinstall penstock");
    CHECK_FALSE(module.is_loaded());

    test::TestContext context;
    const Image image = test::picture(test::spec_of(8, 8, 3));
    CHECK_THROWS_AS(encode(image, {.format = FormatId::tiff}, module, context), ItemError);
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp})
        CHECK_NOTHROW(encode(image, {.format = format}, module, context));
}

TEST_CASE("a library that is not our module is refused before it is called", "[codec]") {
    const test::TempDir folder;
    folder.write("text/libpenstock-oiio.so", "this is no library");
    CHECK_THROWS_AS(CodecModule{{folder / "text"}}.codecs(), ModuleError);

    // A library of the system stands for a module of another version: it has no such functions.
    std::filesystem::create_directory(folder / "other");
    std::filesystem::create_symlink("/usr/lib/x86_64-linux-gnu/libz.so.1",
                                    folder / "other/libpenstock-oiio.so");
    if (std::filesystem::exists(folder / "other/libpenstock-oiio.so"))
        CHECK_THROWS_WITH(CodecModule{{folder / "other"}}.codecs(),
                          Catch::Matchers::Contains("is of another version than penstock"));
}

TEST_CASE("jpeg, png and webp do not load the module", "[codec]") {
    const CodecModule module;
    test::TestContext context;
    const Image image = test::picture(test::spec_of(8, 8, 3));
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp}) {
        Encoded result = encode(image, {.format = format}, module, context);
        const Header header = read_header(MemoryReader{result.buffer.bytes()});
        static_cast<void>(decode(header, std::move(result.buffer), {}, module, context));
    }
    CHECK_FALSE(module.is_loaded());
    static_cast<void>(encode(image, {.format = FormatId::tiff}, module, context));
    CHECK(module.is_loaded());
    CHECK_THAT(module.codecs().version(), Catch::Matchers::StartsWith("OpenImageIO 2."));
}
