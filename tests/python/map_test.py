#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""penstock.map: a function for one file, and many files. map_test.py"""

import threading
import unittest

import numpy
import penstock
from support import InFolder


class Map(InFolder):
    def setUp(self):
        super().setUp()
        pictures = ((f"p{number:02}.png", numpy.full((6, 5 + number, 3), number, "uint8")) for number in range(20))
        penstock.Pipeline().source(pictures).encode("png").write("photos/{stem}.{ext}").run()

    def damage(self, name):
        (self.folder / name).write_bytes(b"\x89PNG\r\n\x1a\nnothing else")

    def test_arrays_of_files_in_their_order(self):
        results = list(penstock.map(lambda array: array.shape, "photos"))
        self.assertEqual([(f"photos/p{number:02}.png", (6, 5 + number, 3)) for number in range(20)], results)

    def test_files_folders_globs_and_iterables(self):
        for files, count in (("photos/p03.png", 1), (self.folder / "photos", 20), ("photos/p1*.png", 10),
                             ((self.folder / "photos" / name for name in ("p01.png", "p02.png")), 2)):
            self.assertEqual(count, len(list(penstock.map(numpy.mean, files))))

    def test_the_order_is_that_of_the_list(self):
        names = [f"photos/p{number:02}.png" for number in (7, 3, 19, 0)]
        self.assertEqual(names, [name for name, _ in penstock.map(numpy.mean, names)])

    def test_paths(self):
        sizes = dict(penstock.map(lambda path: (self.folder / path).stat().st_size, "photos", load="path"))
        self.assertEqual({f"photos/{name}": (self.folder / "photos" / name).stat().st_size for name in self.files("photos")},
                         sizes)

    def test_whatever_a_function_returns(self):
        results = dict(penstock.map(lambda array: None if array[0, 0, 0] % 2 else {"value": array}, "photos"))
        self.assertIsNone(results["photos/p03.png"])
        self.assertEqual(4, results["photos/p04.png"]["value"][0, 0, 0])

    def test_failures_are_collected_by_name(self):
        self.damage("photos/p05.png")

        def look(array):
            if array[0, 0, 0] == 7:
                raise ValueError("seven")
            return int(array[0, 0, 0])
        results = penstock.map(look, "photos", errors="collect")
        self.assertEqual([number for number in range(20) if number not in (5, 7)], [value for _, value in results])
        self.assertEqual(["photos/p05.png", "photos/p07.png"], [failure.name for failure in results.failures])
        self.assertIn("ValueError: seven", results.failures[1].message)
        self.assertEqual((18, 2), (results.report.written, results.report.failed))

    def test_failures_are_raised_at_the_end(self):
        self.damage("photos/p05.png")
        found = []
        with self.assertRaises(penstock.FailedItems) as caught:
            found.extend(penstock.map(numpy.mean, "photos"))
        self.assertEqual("photos/p05.png", caught.exception.failures[0].name)
        found = []
        with self.assertRaises(penstock.FailedItems):
            for entry in penstock.map(numpy.mean, "photos"):
                found.append(entry)
        self.assertEqual(19, len(found))

    def test_a_file_that_is_not_there(self):
        with self.assertRaisesRegex(penstock.FailedItems, "nowhere.png: .*missing"):
            list(penstock.map(numpy.mean, ["photos/p01.png", "nowhere.png"]))

    def test_channels_and_parameters_of_decode(self):
        for channels, shape in ((1, (6, 6)), (3, (6, 6, 3)), (4, (6, 6, 4)), (None, (6, 6, 3))):
            self.assertEqual(shape, dict(penstock.map(numpy.shape, "photos/p01.png", channels=channels))["photos/p01.png"])
        with self.assertRaisesRegex(penstock.FailedItems, "limit"):
            list(penstock.map(numpy.shape, "photos/p01.png", decode={"max_side": 5}))

    def test_concurrency(self):
        barrier = threading.Barrier(2, timeout=20)
        self.assertEqual(20, len(list(penstock.map(lambda array: barrier.wait(), "photos", concurrency=2))))
        alone = threading.Lock()

        def look(path):
            if not alone.acquire(blocking=False):
                raise AssertionError
            sum(range(10_000))
            alone.release()
        self.assertEqual(20, len(list(penstock.map(look, "photos", load="path", concurrency=1))))

    def test_no_more_is_done_than_results_are_taken(self):
        for load in ("array", "path"):
            with self.subTest(load):
                begun = []
                paths = ["photos/p01.png"] * 100
                with penstock.map(lambda _: begun.append(1), paths, load=load, max_images=4) as results:
                    for _ in range(3):
                        next(results)
                    seen = penstock.Pipeline().source([numpy.zeros((1, 1), "uint8")] * 50).null().run()  # takes time
                    self.assertEqual(50, seen.written)
                    self.assertLess(len(begun), 3 + 8 + 4 + 16)
                    rest = sum(1 for _ in results)
                self.assertEqual(97, rest)

    def test_with_the_item(self):
        found = dict(penstock.map(lambda array, item: (item.sequence, item.path), "photos", with_item=True))
        self.assertEqual((4, "photos/p04.png"), found["photos/p04.png"])

    def test_progress(self):
        seen = []
        list(penstock.map(numpy.mean, "photos", progress=seen.append))
        self.assertEqual(20, seen[-1].done)

    def test_what_is_no_option(self):
        with self.assertRaisesRegex(ValueError, 'load: found "bytes"; expected "array" or "path"'):
            penstock.map(len, "photos", load="bytes")
        with self.assertRaisesRegex(ValueError, 'errors: found "log"'):
            penstock.map(len, "photos", errors="log")
        with self.assertRaisesRegex(ValueError, "nothing is decoded"):
            penstock.map(len, "photos", load="path", decode={})
        with self.assertRaisesRegex(ValueError, "nothing is decoded"):
            penstock.map(len, "photos", load="path", channels=3)
        with self.assertRaises(penstock.ConfigError):
            penstock.map(len, "photos", max_images=0)

    def test_ctrl_c(self):
        code, printed = self.interrupted("""
            import penstock
            def look(array):
                print("ready", flush=True)
                return 1
            try:
                while True:
                    list(penstock.map(look, "photos"))
            except KeyboardInterrupt:
                print("stopped")
                raise SystemExit(9)
            """)
        self.assertEqual(9, code, printed)
        self.assertIn("stopped", printed)


if __name__ == "__main__":
    unittest.main()
