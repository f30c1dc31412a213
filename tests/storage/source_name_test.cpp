// SPDX-License-Identifier: Apache-2.0
#include "storage/source_name.hpp"

#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::storage;

TEST_CASE("file names fall into stem and extension", "[storage][names]") {
    CHECK(stem_of("a.b.jpg") == "a.b");
    CHECK(extension_of("a.b.jpg") == "jpg");
    CHECK(stem_of("plain") == "plain");
    CHECK(extension_of("plain").empty());
    CHECK(stem_of(".jpg") == ".jpg");
    CHECK(extension_of(".jpg").empty());
    CHECK(extension_of("a.").empty());
    CHECK(stem_of("a.") == "a");
}

TEST_CASE("the file name of a request is the last part of its path, or of its name",
          "[storage][names]") {
    Request request;
    request.name = "camera/17";
    CHECK(file_name_of(request) == "17");
    request.path = "photos/x/a.jpg";
    CHECK(file_name_of(request) == "a.jpg");
}

TEST_CASE("images are known by their extension, whatever its case", "[storage][names]") {
    for (const char* name :
         {"a.jpg", "a.JPEG", "a.b.Tiff", "a.webp", "a.png",  "a.exr",  "a.hdr",
          "a.bmp", "a.ppm",  "a.pgm",    "a.pbm",  "a.pnm",  "a.pam",  "a.tga",
          "a.dpx", "a.jp2",  "a.gif",    "a.tif",  "a.heic", "a.avif", "a.jxl"}) {
        INFO(name);
        CHECK(has_image_extension(name));
    }
    for (const char* name : {"a.txt", "jpg", ".jpg", "a.jpg.part", "a.", "a.xmp", "Makefile"}) {
        INFO(name);
        CHECK_FALSE(has_image_extension(name));
    }
}
