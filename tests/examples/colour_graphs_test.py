#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the graphs in graphs/ that are about colours, and looks at those. colour_graphs_test.py TOOL"""

import struct
import sys
import unittest
import zlib

from small_files import CMYK_JPEG, exr, first_pixel, light_profile, tiff
from workplace import PROJECT, Workplace, jpeg_size

OCIO_CONFIG = PROJECT / "tests/support/show.ocio"


class ColourGraphs(Workplace):
    def test_cmyk_to_srgb_makes_rgb_jpegs(self):
        self.file("photos/print.jpg", CMYK_JPEG)
        report = self.run_graph("cmyk_to_srgb.json")
        self.assertEqual((1, 1), (report["items"]["written"], report["outputs"]))
        jpeg = (self.folder / "out/srgb/print.jpg").read_bytes()
        self.assertEqual((16, 16), jpeg_size(self.folder / "out/srgb/print.jpg"))
        frame = jpeg.index(b"\xff\xc0")
        self.assertEqual(3, jpeg[frame + 9])  # components

    def test_print_profile_converts_and_embeds_the_profile(self):
        self.file("photos/gray.tif", tiff([[188] * 4] * 4))
        profile = light_profile()
        self.file("printer.icc", profile)
        self.run_graph("print_profile.json")
        png = (self.folder / "out/print/gray.png").read_bytes()
        for value in first_pixel(png):  # half of the light
            self.assertIn(value, (127, 128, 129))
        start = png.index(b"iCCP") + 4
        name_end = png.index(b"\0", start)
        self.assertEqual(profile, zlib.decompressobj().decompress(png[name_end + 2:]))

    def test_ocio_review_goes_by_the_config(self):
        self.file("renders/shot.0001.exr", exr(16, 8, 0.25))
        self.file("show/config.ocio", OCIO_CONFIG.read_bytes())
        self.run_graph("ocio_review.json", "--var", "to=screen")
        self.assertEqual(["shot.0001.png"], self.outputs("out/review"))
        red, green, blue = first_pixel((self.folder / "out/review/shot.0001.png").read_bytes())
        self.assertEqual(0, red)
        for value in (green, blue):  # the square root
            self.assertIn(value, (127, 128))

    def test_exr_proxies_are_small_and_as_bright_as_the_light(self):
        for frame in (7, 8):
            self.file(f"renders/shot.{frame:04}.exr", exr(64, 32, 0.25))
        self.run_graph("exr_proxies.json", "--var", "width=16")
        self.assertEqual(["shot.0007.png", "shot.0008.png"], self.outputs("out/proxies"))
        png = (self.folder / "out/proxies/shot.0008.png").read_bytes()
        self.assertEqual((16, 8), struct.unpack(">II", png[16:24]))
        for value in first_pixel(png):  # a quarter of the light is 136.96 of 255 in sRGB
            self.assertIn(value, (136, 137))


if __name__ == "__main__":
    Workplace.tool = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
