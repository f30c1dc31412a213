# SPDX-License-Identifier: Apache-2.0
"""What peers_test.py compares."""

from proof import CORPUS

# Sound, of one picture, in sRGB; RGB, gray, palettes, with and without alpha, of 8 and 16 bits.
FILES = (
    "dali_extra/jpeg/100/swan-3584559_640.jpg",
    "image-png/tests/benches/kodim23.png",
    "openimageio-images/libtiffpic/oxford.tif",
    "pillow/Tests/images/dispose_none_load_end_second.png",
    "pillow/Tests/images/flower.jpg",
    "pillow/Tests/images/flower.webp",
    "pillow/Tests/images/flower_thumbnail.png",
    "pillow/Tests/images/hopper.png",
    "pillow/Tests/images/hopper_gray.jpg",
    "pillow/Tests/images/hopper_lzw.tif",
    "pillow/Tests/images/tiff_16bit_RGB.tiff",
    "pillow/Tests/images/transparent.png",
    "sharp/test/fixtures/5_webp_a.webp",
    "sharp/test/fixtures/Landscape_6.jpg",
    "sharp/test/fixtures/grey-8bit-alpha.png",
)

# Pictures whose profiles are sRGB, as Hewlett-Packard and Microsoft published it, and Display P3.
SRGB_PICTURE = CORPUS / "pillow/Tests/images/hopper.iccprofile.tif"
WIDE_PICTURE = CORPUS / "sharp/test/fixtures/p3.png"
