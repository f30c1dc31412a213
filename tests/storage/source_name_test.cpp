// SPDX-License-Identifier: Apache-2.0
#include "storage/source_name.hpp"

#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::storage;

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
