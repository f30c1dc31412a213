#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every graph of graphs/ on small inputs and expects what its description promises. graphs_test.py TOOL"""

import json
import struct
import sys
import unittest

from small_files import ANIMATED_GIF, first_pixel, tiff
from workplace import GRAPHS, Workplace, is_progressive, jpeg_size


class ShippedGraphs(Workplace):
    def test_frames_writes_each_page(self):
        self.file("photos/scan.tif", tiff([[1, 2]], [[3, 4]], [[5, 6]]))
        self.picture("photos/first.jpg", 64, 48)
        self.file("photos/blink.gif", ANIMATED_GIF)
        report = self.run_graph("frames.json")
        self.assertEqual((3, 6), (report["items"]["written"], report["outputs"]))
        self.assertEqual(["blink-0000.png", "blink-0001.png", "first-0000.png", "scan-0000.png", "scan-0001.png",
                          "scan-0002.png"], self.outputs("out/frames"))

    def test_tiff16_to_webp_takes_16_bits(self):
        self.file("photos/day/scan.tif", tiff([[0, 65535] * 8] * 16))
        self.run_graph("tiff16_to_webp.json")
        self.assertEqual(["day/scan.webp"], self.outputs("out/webp"))

    def test_tables_are_data_files_without_images(self):
        report = self.run_graph("tables.json", "--var", "count=5", "--var", "rows=20")
        self.assertEqual((5, 0), (report["items"]["written"], report["peak"]["images"]))
        self.assertEqual([f"{i:04}.csv" for i in range(5)], self.outputs("out/tables"))
        lines = (self.folder / "out/tables/0003.csv").read_text().splitlines()
        self.assertEqual((21, "c0,c1,c2,c3,c4,c5,c6,c7,c8,c9"), (len(lines), lines[0]))

    def test_save_csv_files_counts_by_file_line_and_column(self):
        report = self.run_graph("save_csv_files.json", "--var", "count=6", "--var", "lines=7")
        self.assertEqual((6, 0), (report["items"]["written"], report["peak"]["images"]))
        self.assertEqual([f"data-{i:04}.csv" for i in range(6)], self.outputs("out/save_csv_files"))
        expected = "".join(",".join(str(5 + line + column) for column in range(10)) + "\n" for line in range(7))
        self.assertEqual(expected, (self.folder / "out/save_csv_files/data-0005.csv").read_text())

    def test_save_csv_files_has_5000_files_of_a_quarter_of_a_megabyte(self):
        graph = json.loads((GRAPHS / "save_csv_files.json").read_text())
        self.assertEqual((5000, 5000), (graph["vars"]["count"], graph["vars"]["lines"]))
        self.run_graph("save_csv_files.json", "--var", "count=1")
        size = (self.folder / "out/save_csv_files/data-0000.csv").stat().st_size
        self.assertTrue(200_000 < size < 300_000, size)

    def small(self, width=64, height=48):
        """Makes a graph that renders render small pictures."""
        return ("--set", f"nodes.render.params.width={width}", "--set", f"nodes.render.params.height={height}")

    def a_tree_of_photos(self):
        self.picture("photos/first.jpg", 640, 480)
        self.picture("photos/trip/second.jpg", 480, 640)
        self.picture("photos/trip/day two/third.png", 300, 200)

    def test_quickstart_numbers_its_pictures(self):
        report = self.run_graph("quickstart.json", "--var", "count=12", *self.small(320, 180))
        self.assertEqual((12, 12, 12), (report["items"]["discovered"], report["items"]["written"], report["outputs"]))
        self.assertEqual([f"{i:06}.jpg" for i in range(12)], self.outputs("out/quickstart"))
        self.assertEqual((320, 180), jpeg_size(self.folder / "out/quickstart/000011.jpg"))
        self.assertLessEqual(report["peak"]["images"], 16)
        self.assertLessEqual(report["nodes"]["write"]["peak_concurrency"], 1)

    def test_quickstart_renders_what_it_says(self):
        self.run_graph("quickstart.json", "--var", "count=1")
        self.assertEqual((1920, 1080), jpeg_size(self.folder / "out/quickstart/000000.jpg"))

    def test_quickstart_reports_what_a_summary_has(self):
        report = self.run_graph("quickstart.json", "--var", "count=2", *self.small())
        self.assertLessEqual({"penstock", "items", "outputs", "balanced", "peak", "rss_start_bytes", "limits",
                              "wall_seconds", "cpu_seconds", "nodes", "failures"}, set(report))
        self.assertLessEqual({"images", "bytes", "rss_bytes"}, set(report["peak"]))
        self.assertLessEqual({"render", "encode", "write"}, set(report["nodes"]))
        self.assertLessEqual({"type", "concurrency", "count", "failed", "busy_seconds", "cpu_seconds",
                              "peak_concurrency", "p50_ms", "p99_ms"}, set(report["nodes"]["encode"]))

    def test_thumbnails_are_small_and_keep_their_folders(self):
        self.a_tree_of_photos()
        report = self.run_graph("thumbnails.json")
        self.assertEqual(3, report["items"]["written"])
        self.assertEqual(["first.jpg", "trip/day two/third.jpg", "trip/second.jpg"], self.outputs("out/thumbnails"))
        self.assertEqual((256, 192), jpeg_size(self.folder / "out/thumbnails/first.jpg"))
        self.assertEqual((192, 256), jpeg_size(self.folder / "out/thumbnails/trip/second.jpg"))

    def test_thumbnails_take_another_size_and_other_folders(self):
        self.picture("mine/first.jpg", 640, 480)
        self.run_graph("thumbnails.json", "--var", "in=mine", "--var", "out=tiny", "--var", "size=64")
        self.assertEqual((64, 48), jpeg_size(self.folder / "tiny/first.jpg"))

    def test_sizes_and_formats_decodes_once(self):
        self.picture("photos/first.jpg", 2000, 1000)
        self.picture("photos/trip/second.jpg", 1000, 2000)
        report = self.run_graph("sizes_and_formats.json")
        self.assertEqual((2, 12), (report["items"]["written"], report["outputs"]))
        self.assertEqual(2, report["nodes"]["decode"]["count"])
        self.assertEqual(6, report["nodes"]["jpeg"]["count"])
        self.assertEqual(6, report["nodes"]["webp"]["count"])
        self.assertEqual(sorted(f"{name}-{size}.{ext}" for name in ("first", "trip/second")
                                for size in ("small", "medium", "large") for ext in ("jpg", "webp")),
                         self.outputs("out/sizes"))
        sizes = [jpeg_size(self.folder / f"out/sizes/first-{size}.jpg") for size in ("small", "medium", "large")]
        self.assertEqual([(320, 160), (800, 400), (1600, 800)], sizes)
        webp = (self.folder / "out/sizes/first-small.webp").read_bytes()
        self.assertEqual((b"RIFF", b"WEBP"), (webp[:4], webp[8:12]))

    def test_responsive_set_is_sizes_and_formats_said_once(self):
        self.picture("photos/first.jpg", 2000, 1000)
        self.picture("photos/trip/second.jpg", 1000, 2000)
        report = self.run_graph("responsive_set.json")
        self.assertEqual((2, 12), (report["items"]["written"], report["outputs"]))
        self.assertEqual(2, report["nodes"]["decode"]["count"])
        self.assertEqual(2, report["nodes"]["variants/1/jpeg"]["count"])
        self.assertEqual(sorted(f"{name}-{size}.{ext}" for name in ("first", "trip/second")
                                for size in "sml" for ext in ("jpg", "webp")),
                         self.outputs("out/responsive"))
        sizes = [jpeg_size(self.folder / f"out/responsive/first-{size}.jpg") for size in "sml"]
        self.assertEqual([(320, 160), (800, 400), (1600, 800)], sizes)

    def test_responsive_set_has_a_profile_for_drafts(self):
        self.picture("photos/first.jpg", 2000, 1000)
        report = self.run_graph("responsive_set.json", "--profile", "draft")
        self.assertEqual(["first-s.jpg", "first-s.webp"], self.outputs("out/responsive"))
        self.assertNotIn("variants/1/jpeg", report["nodes"])

    def test_responsive_set_writes_the_same_bytes_from_its_effective_config(self):
        self.picture("photos/first.jpg", 500, 300)
        self.run_graph("responsive_set.json")
        names = self.outputs("out/responsive")
        printed = self.call("run", GRAPHS / "responsive_set.json", "--var", "out=again", "--print-config")
        (self.folder / "effective.json").write_text(printed.stdout)
        self.call("run", "effective.json")
        self.assertEqual(names, self.outputs("again"))
        for name in names:
            self.assertEqual((self.folder / "out/responsive" / name).read_bytes(),
                             (self.folder / "again" / name).read_bytes(), name)

    def test_web_sizes_are_exact_and_opaque_whatever_the_picture(self):
        self.a_tree_of_photos()
        report = self.run_graph("web_sizes.json")
        self.assertEqual((3, 6), (report["items"]["written"], report["outputs"]))
        self.assertEqual(sorted(f"{name}-{size}.jpg" for name in ("first", "trip/day two/third", "trip/second")
                                for size in ("wide", "square")), self.outputs("out/web_sizes"))
        for name in self.outputs("out/web_sizes"):
            self.assertEqual((1200, 400) if "wide" in name else (400, 400), jpeg_size(self.folder / "out/web_sizes" / name))

    def test_augment_makes_four_variants_of_each_picture(self):
        self.a_tree_of_photos()
        report = self.run_graph("augment.json")
        self.assertEqual((3, 12), (report["items"]["written"], report["outputs"]))
        variants = {path.stem.partition("-")[2]: path.read_bytes()
                    for path in (self.folder / "out/augment").glob("first-*.png")}
        self.assertEqual({"middle", "mirrored", "upside_down", "tilted"}, set(variants))
        self.assertEqual(4, len(set(variants.values())))
        for variant, data in variants.items():
            side = 192 if variant == "middle" else 224
            self.assertEqual((side, side), (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")))

    def test_shared_reading_includes_how_photos_are_read(self):
        self.a_tree_of_photos()
        self.picture("photos/huge.jpg", 2048, 1024)
        report = self.run_graph("shared_reading.json")
        self.assertEqual(4, report["items"]["written"])
        self.assertEqual(["first.jpg", "huge.jpg", "trip/day two/third.jpg", "trip/second.jpg"],
                         self.outputs("out/previews"))
        self.assertEqual((512, 256), jpeg_size(self.folder / "out/previews/huge.jpg"))
        self.assertLessEqual(report["peak"]["images"], 12)

    def test_frame_sequence_takes_every_second_frame_and_lists_the_missing_ones(self):
        for frame in (1001, 1002, 1005):
            self.picture(f"photos/shot.{frame}.png", 960, 540)
        report = self.run_graph("frame_sequence.json", "--var", "frames=1001-1007x2", expect=1)
        self.assertEqual((4, 2, 2), tuple(report["items"][state] for state in ("discovered", "written", "failed")))
        self.assertEqual(["1001.jpg", "1005.jpg", "missing.jsonl"], self.outputs("out/frames"))
        self.assertEqual((480, 270), jpeg_size(self.folder / "out/frames/1005.jpg"))
        lines = [json.loads(line) for line in (self.folder / "out/frames/missing.jsonl").read_text().splitlines()]
        self.assertEqual([("photos/shot.1003.png", "missing", {"frame": 1003}),
                          ("photos/shot.1007.png", "missing", {"frame": 1007})],
                         [(line["name"], line["class"], line["attributes"]) for line in lines])

    def test_serial_writer_and_concurrent_writer_write_the_same(self):
        serial = self.run_graph("serial_writer.json", "--var", "count=24", *self.small())
        concurrent = self.run_graph("concurrent_writer.json", "--var", "count=24", *self.small())
        self.assertEqual("serial", serial["nodes"]["write"]["concurrency"])
        self.assertEqual(1, serial["nodes"]["write"]["peak_concurrency"])
        self.assertEqual("4", str(concurrent["nodes"]["write"]["concurrency"]))
        self.assertLessEqual(concurrent["nodes"]["write"]["peak_concurrency"], 4)
        names = [f"{i:06}.jpg" for i in range(24)]
        self.assertEqual(names, self.outputs("out/serial_writer"))
        self.assertEqual(names, self.outputs("out/concurrent_writer"))
        for name in names:
            self.assertEqual((self.folder / "out/serial_writer" / name).read_bytes(),
                             (self.folder / "out/concurrent_writer" / name).read_bytes(), name)

    # The two graphs are one comparison; each has a test of its name.
    def test_concurrent_writer_keeps_its_bound_at_every_thread_count(self):
        for threads in (1, 2, 8):
            report = self.run_graph("concurrent_writer.json", "--var", "count=24", "-j", threads, *self.small())
            self.assertEqual(24, report["items"]["written"])
            self.assertLessEqual(report["peak"]["images"], 16)

    def test_encode_only_delivers_and_leaves_nothing_behind(self):
        report = self.run_graph("encode_only.json", "--var", "count=10", *self.small())
        self.assertEqual((10, 10), (report["items"]["written"], report["outputs"]))
        self.assertEqual(10, report["nodes"]["encode"]["count"])
        self.assertEqual([], self.outputs("."))

    def test_ordered_output_is_written_in_the_order_of_the_source(self):
        for threads in (1, 2, 8):
            result = self.call("run", GRAPHS / "ordered_output.json", "--var", "count=40", "-j", threads, "-v",
                               "--progress", "none", *self.small())
            saved = [line.split("/")[-1] for line in (result.stdout + result.stderr).splitlines()
                     if line.startswith("saved ")]
            self.assertEqual([f"{i:06}.jpg" for i in range(40)], saved)

    def test_mirror_tree_has_the_folders_of_the_original(self):
        self.a_tree_of_photos()
        self.picture("photos/huge.jpg", 3000, 1500)
        report = self.run_graph("mirror_tree.json")
        self.assertEqual(4, report["items"]["written"])
        self.assertEqual(["first.jpg", "huge.jpg", "trip/day two/third.jpg", "trip/second.jpg"],
                         self.outputs("out/mirror"))
        self.assertEqual((2048, 1024), jpeg_size(self.folder / "out/mirror/huge.jpg"))
        self.assertTrue(is_progressive(self.folder / "out/mirror/first.jpg"))

    def test_mirror_tree_skips_what_is_there_already(self):
        self.a_tree_of_photos()
        self.run_graph("mirror_tree.json")
        (self.folder / "out/mirror/first.jpg").unlink()
        report = self.run_graph("mirror_tree.json")
        self.assertEqual((1, 2), (report["items"]["written"], report["items"]["skipped"]))
        self.assertEqual(1, report["nodes"]["decode"]["count"])

    def test_dead_letter_records_what_is_damaged(self):
        self.a_tree_of_photos()
        whole = (self.folder / "photos/first.jpg").read_bytes()
        (self.folder / "photos/cut.jpg").write_bytes(whole[:len(whole) // 3])
        (self.folder / "photos/noise.jpg").write_bytes(bytes(range(256)) * 4)
        (self.folder / "photos/empty.png").write_bytes(b"")
        report = self.run_graph("dead_letter.json", expect=1)
        self.assertEqual((3, 3), (report["items"]["written"], report["items"]["failed"]))
        self.assertEqual(["damaged.jsonl", "first.png", "trip/day two/third.png", "trip/second.png"],
                         self.outputs("out/dead_letter"))
        lines = (self.folder / "out/dead_letter/damaged.jsonl").read_text().splitlines()
        records = {record["name"]: record for record in map(json.loads, lines)}
        self.assertEqual({"photos/cut.jpg", "photos/noise.jpg", "photos/empty.png"}, set(records))
        self.assertEqual("truncated", records["photos/cut.jpg"]["class"])
        for record in records.values():
            self.assertEqual("decode", record["node"])
            self.assertTrue(record["message"])
        failures = {failure["name"]: failure["class"] for failure in report["failures"]}
        self.assertEqual({name: record["class"] for name, record in records.items()}, failures)

    def test_filter_drops_what_is_small_or_a_draft(self):
        self.picture("photos/large.jpg", 600, 520)
        self.picture("photos/narrow.jpg", 600, 500)
        self.picture("photos/trip/draft_one.jpg", 600, 600)
        self.picture("photos/trip/low.jpg", 500, 600)
        report = self.run_graph("filter.json")
        self.assertEqual((1, 3, 0), (report["items"]["written"], report["items"]["dropped"], report["items"]["failed"]))
        self.assertEqual(["large.jpg"], self.outputs("out/filter"))
        report = self.run_graph("filter.json", "--var", "size=400")
        self.assertEqual((3, 1), (report["items"]["written"], report["items"]["dropped"]))

    def test_switch_shrinks_only_what_is_large(self):
        self.picture("photos/wide.jpg", 1200, 600)
        self.picture("photos/trip/high.jpg", 300, 1500)
        self.picture("photos/small.jpg", 1000, 800)
        report = self.run_graph("switch.json")
        self.assertEqual((3, 3), (report["items"]["written"], report["outputs"]))
        self.assertEqual((2, 1, 3), tuple(report["nodes"][node]["count"] for node in ("shrink", "keep", "both")))
        self.assertEqual(["shrunk/trip/high.jpg", "shrunk/wide.jpg", "whole/small.jpg"], self.outputs("out/switch"))
        self.assertEqual((1000, 500), jpeg_size(self.folder / "out/switch/shrunk/wide.jpg"))
        self.assertEqual((1000, 800), jpeg_size(self.folder / "out/switch/whole/small.jpg"))

    def test_publish_tells_strangers_the_colours_and_nothing_else(self):
        self.picture("photos/first.jpg", 640, 480)
        photo = self.folder / "photos/first.jpg"
        profile = bytearray(200)
        profile[0:4], profile[16:20], profile[36:40] = (200).to_bytes(4, "big"), b"RGB ", b"acsp"
        profile[128:144] = b"\0\0\0\1desc\0\0\0\x90\0\0\0\x38"
        # The orientation says that the picture lies on its side.
        exif = b"MM\0*\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0\x04Me!\0\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" + bytes(4)
        segments = b"".join(b"\xFF" + marker + (len(content) + 2).to_bytes(2, "big") + content for marker, content in
                            ((b"\xE1", b"Exif\0\0" + exif), (b"\xE2", b"ICC_PROFILE\0\1\1" + profile)))
        data = photo.read_bytes()
        photo.write_bytes(data[:20] + segments + data[20:])
        self.run_graph("publish.json", "--var", "size=100")
        self.assertEqual(["private/first.jpg", "public/first.jpg"], self.outputs("out/publish"))
        public = (self.folder / "out/publish/public/first.jpg").read_bytes()
        private = (self.folder / "out/publish/private/first.jpg").read_bytes()
        self.assertEqual((75, 100), jpeg_size(self.folder / "out/publish/public/first.jpg"))
        for written in (public, private):
            self.assertIn(b"ICC_PROFILE\0\1\1" + profile, written)
        self.assertNotIn(b"Exif", public)
        self.assertIn(exif.replace(b"\0\x06\0\0", b"\0\x01\0\0"), private)

    def test_even_borders_are_the_same_around_all(self):
        # A dark picture of 100x50 in a white border that is wider on the left.
        rows = [[255] * 160 for _ in range(90)]
        for y in range(10, 60):
            rows[y][50:150] = [0] * 100
        self.file("photos/scan.tif", tiff(rows))
        self.run_graph("even_borders.json", "--var", "size=120", "--var", "border=7")
        self.assertEqual(["scan.png"], self.outputs("out/even_borders"))
        png = (self.folder / "out/even_borders/scan.png").read_bytes()
        self.assertEqual((134, 134), struct.unpack(">II", png[16:24]))
        self.assertEqual((255, 255, 255), first_pixel(png))

    def test_square_shows_the_whole_picture_on_a_copy_that_fills_the_square(self):
        self.a_tree_of_photos()
        report = self.run_graph("square.json", "--var", "size=200")
        self.assertEqual((3, 3), (report["items"]["written"], report["outputs"]))
        self.assertEqual(3, report["nodes"]["square"]["count"])
        for name in ("first", "trip/day two/third", "trip/second"):
            self.assertEqual((200, 200), jpeg_size(self.folder / f"out/square/{name}.jpg"))

    def test_watermarked_puts_the_logo_on_every_picture(self):
        self.a_tree_of_photos()
        self.picture("logo.png", 200, 100, pattern="checker")
        names = ["first.jpg", "trip/day two/third.jpg", "trip/second.jpg"]
        self.run_graph("watermarked.json")
        self.assertEqual(names, self.outputs("out/watermarked"))
        self.assertEqual((640, 480), jpeg_size(self.folder / "out/watermarked/first.jpg"))
        self.run_graph("watermarked.json", "--var", "out=plain", "--set", "nodes.mark.params.opacity=0")
        for name in names:
            self.assertNotEqual((self.folder / "out/watermarked" / name).read_bytes(),
                                (self.folder / "plain" / name).read_bytes())

    def test_watermarked_says_which_logo_is_missing_before_it_reads_a_picture(self):
        self.a_tree_of_photos()
        result = self.call("run", GRAPHS / "watermarked.json", "--var", "logo=no.png", expect=2)
        self.assertIn('nodes.mark: the watermark "no.png" cannot be used', result.stderr)
        self.assertEqual([], self.outputs("out"))

    def test_captioned_writes_the_name_below_each_picture(self):
        self.picture("photos/first.jpg", 600, 300)
        self.picture("photos/trip/second.jpg", 300, 600)
        self.run_graph("captioned.json", "--var", "size=300")
        self.assertEqual(["first.jpg", "trip/second.jpg"], self.outputs("out/captioned"))
        self.assertEqual((300, 190), jpeg_size(self.folder / "out/captioned/first.jpg"))
        self.assertEqual((150, 340), jpeg_size(self.folder / "out/captioned/trip/second.jpg"))
        written = (self.folder / "out/captioned/first.jpg").read_bytes()
        for text in ("", "{index}  {stem}  {width}x{height}"):  # no text; and not the size of the original
            self.run_graph("captioned.json", "--var", "size=300", "--var", "out=other", "--set",
                           f"nodes.caption.params.text={json.dumps(text)}")
            self.assertNotEqual(written, (self.folder / "other/first.jpg").read_bytes())

    def test_rights_says_whose_pictures_are_and_not_where_they_were_taken(self):
        self.picture("photos/fjord.jpg", 640, 480)
        photo = self.folder / "photos/fjord.jpg"
        # A maker, a picture on its side, and a place: the north.
        exif = (b"MM\0*\0\0\0\x08\0\x03\x01\x0F\0\x02\0\0\0\x04Me!\0\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
                b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x32" + bytes(4) +
                b"\0\x01\0\x01\0\x02\0\0\0\x04NNN\0" + bytes(4))
        content = b"Exif\0\0" + exif
        data = photo.read_bytes()
        photo.write_bytes(data[:20] + b"\xFF\xE1" + (len(content) + 2).to_bytes(2, "big") + content + data[20:])
        self.run_graph("rights.json")
        self.assertEqual((480, 640), jpeg_size(self.folder / "out/rights/fjord.jpg"))
        written = (self.folder / "out/rights/fjord.jpg").read_bytes()
        for text in ("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">fjord<", "<rdf:li>A. Photographer<",
                     ">© 2020 A. Photographer<"):
            self.assertIn(text.encode(), written)
        self.assertIn(b"Me!\0\x01\x12\0\x03\0\0\0\x01\0\x01", written)  # upright now
        self.assertNotIn(b"NNN", written)
        self.assertEqual(b"\x01\x01\x2C\x01\x2C", written[13:18])  # 300 dpi

    def test_photo_look_gives_a_sharp_and_a_soft_variant(self):
        self.picture("photos/first.jpg", 400, 200)
        report = self.run_graph("photo_look.json", "--var", "width=100")
        self.assertEqual((1, 2), (report["items"]["written"], report["outputs"]))
        self.assertEqual(["first-sharp.jpg", "first-soft.jpg"], self.outputs("out/photo_look"))
        self.assertEqual((100, 50), jpeg_size(self.folder / "out/photo_look/first-soft.jpg"))
        sizes = [(self.folder / f"out/photo_look/first-{variant}.jpg").stat().st_size for variant in ("soft", "sharp")]
        self.assertLess(2 * sizes[0], sizes[1])  # a JPEG without details is small
        first = (self.folder / "out/photo_look/first-sharp.jpg").read_bytes()
        self.run_graph("photo_look.json", "--var", "width=100", "--var", "saturation=0")
        self.assertNotEqual(first, (self.folder / "out/photo_look/first-sharp.jpg").read_bytes())

    def test_training_crops_are_the_same_at_every_thread_count_and_others_with_another_seed(self):
        self.a_tree_of_photos()
        self.picture("photos/small.png", 100, 40)
        runs = []
        for arguments in (("-j", 1), ("-j", 8), ("--var", "seed=1")):
            report = self.run_graph("training_crops.json", *arguments)
            self.assertEqual((4, 12), (report["items"]["written"], report["outputs"]))
            runs.append({name: (self.folder / "out/training" / name).read_bytes()
                         for name in self.outputs("out/training")})
        self.assertEqual(runs[0], runs[1])
        names = ["first", "small", "trip/day two/third", "trip/second"]
        self.assertEqual(sorted(["drawn.jsonl"] + [f"{name}.{ext}" for name in names for ext in ("jpg", "npy")]),
                         sorted(runs[0]))
        for name in names:
            self.assertNotEqual(runs[0][f"{name}.npy"], runs[2][f"{name}.npy"])
            self.assertEqual((224, 224), jpeg_size(self.folder / f"out/training/{name}.jpg"))
        self.assertIn(b"'descr': '<f4', 'fortran_order': False, 'shape': (3, 224, 224)", runs[0]["first.npy"][:128])
        self.assertEqual(128 + 4 * 3 * 224 * 224, len(runs[0]["first.npy"]))
        lines = [json.loads(line) for line in runs[0]["drawn.jsonl"].splitlines()]
        self.assertLessEqual({"crop_x", "crop_y", "flipped", "jitter_brightness", "jitter_contrast",
                              "jitter_saturation"}, set(lines[0]["attributes"]))

    def test_inspect_lists_no_doubles_and_nothing_dark_and_tells_how_sharp_the_rest_is(self):
        self.picture("photos/a.png", 300, 200)
        photo = (self.folder / "photos/a.png").read_bytes()
        for name in ("c.png", "b.png"):
            self.file(f"photos/{name}", photo)
        self.picture("photos/d.png", 300, 200, "gradient")
        self.file("photos/night.tif", tiff([[1, 2] * 20] * 40))
        for threads in (1, 8):
            report = self.run_graph("inspect.json", "-j", threads)
            self.assertEqual((2, 3), (report["items"]["written"], report["items"]["dropped"]))
            lines = (self.folder / "out/inspect/pictures.jsonl").read_text().splitlines()
            found = {line["name"]: line["attributes"] for line in map(json.loads, lines)}
            self.assertEqual(["photos/a.png", "photos/d.png"], list(found))
            photo, gradient = found.values()
            self.assertLess(photo["psnr"], gradient["psnr"])
            self.assertLess(photo["ssim"], gradient["ssim"])
            self.assertEqual(3 * [300 * 200], [sum(counts) for counts in photo["stats.histogram"]])
            self.assertEqual(16, len(photo["stats.histogram"][0]))
            self.assertEqual(3, len(photo["stats.mean"]))
            self.assertRegex(photo["hash"], "^[0-9a-f]{16}$")

    def test_sample_takes_the_same_pictures_at_every_thread_count(self):
        for threads in (1, 8):
            report = self.run_graph("sample.json", "-j", threads)
            self.assertEqual((4, 16), (report["items"]["written"], report["items"]["dropped"]))
            self.assertEqual([f"frame_{i:03}_320x180.jpg" for i in (2, 7, 12, 17)], self.outputs("out/sample"))

    def test_zip_writes_both_results_of_a_picture(self):
        self.a_tree_of_photos()
        report = self.run_graph("zip.json")
        self.assertEqual((3, 6), (report["items"]["written"], report["outputs"]))
        self.assertEqual(3, report["nodes"]["both"]["count"])
        self.assertEqual(sorted(f"{size}/{name}.jpg" for size in ("web", "thumb")
                                for name in ("first", "trip/second", "trip/day two/third")), self.outputs("out/zip"))
        self.assertEqual((128, 96), jpeg_size(self.folder / "out/zip/thumb/first.jpg"))
        self.assertEqual((640, 480), jpeg_size(self.folder / "out/zip/web/first.jpg"))

    def test_batch_lists_batches_in_order_and_writes_every_picture(self):
        for threads in (1, 8):
            report = self.run_graph("batch.json", "-j", threads)
            self.assertEqual((20, 0), (report["items"]["written"], report["items"]["failed"]))
            self.assertEqual([f"{i:04}.png" for i in range(20)] + ["batches.jsonl"], self.outputs("out/batch"))
            lines = [json.loads(line) for line in (self.folder / "out/batch/batches.jsonl").read_text().splitlines()]
            self.assertEqual([(0, "list"), (1, "list"), (2, "list")],
                             [(line["seq"], line["payload"]) for line in lines])

    def test_tiles_are_written_and_put_together_again(self):
        self.picture("photos/first.jpg", 600, 300)
        report = self.run_graph("tiles.json")
        self.assertEqual((1, 7), (report["items"]["written"], report["outputs"]))
        self.assertEqual(sorted(f"pieces/first-{y:05}-{x:05}.png" for x in (0, 256, 512) for y in (0, 256)) +
                         ["whole/first.png"], self.outputs("out/tiles"))
        whole = (self.folder / "out/tiles/whole/first.png").read_bytes()
        self.assertEqual((600, 300), (int.from_bytes(whole[16:20], "big"), int.from_bytes(whole[20:24], "big")))
        # Whatever the tiles, what they make together is the same.
        self.run_graph("tiles.json", "--var", "tile=100", "--var", "out=finer")
        self.assertEqual(whole, (self.folder / "finer/whole/first.png").read_bytes())

    def test_contact_sheet_has_all_pictures_in_their_order(self):
        for i in range(14):
            self.picture(f"photos/{i:02}.jpg", 300 + i, 200)
        report = self.run_graph("contact_sheet.json")
        self.assertEqual((14, 2), (report["items"]["written"], report["outputs"]))
        self.assertEqual(["sheet-000.jpg", "sheet-001.jpg"], self.outputs("out/contact_sheet"))
        self.assertEqual((4 * 208 + 8, 3 * 158 + 8), jpeg_size(self.folder / "out/contact_sheet/sheet-000.jpg"))
        first = (self.folder / "out/contact_sheet/sheet-000.jpg").read_bytes()
        self.run_graph("contact_sheet.json", "-j", 1)
        self.assertEqual(first, (self.folder / "out/contact_sheet/sheet-000.jpg").read_bytes())


if __name__ == "__main__":
    Workplace.tool = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
