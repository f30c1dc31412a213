#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""penstock.ImagesSaver: saving, waiting, failing, ending in every order. saver_test.py

PENSTOCK_MANY_IMAGES: how many small arrays are saved from 8 threads; 1600 otherwise, and 100000 is the whole of it.
"""

import asyncio
import concurrent.futures
import gc
import logging
import os
import pickle
import queue
import subprocess
import textwrap
import threading
import unittest
import weakref
from pathlib import Path

import numpy
import penstock
import penstock.compat
from support import InFolder, picture

MANY = int(os.environ.get("PENSTOCK_MANY_IMAGES", "1600"))


def loaded(path):
    (_, array), = penstock.map(lambda array: array, path)
    return array


class WithOut(InFolder):
    """A folder `out` is there."""

    def setUp(self):
        super().setUp()
        (self.folder / "out").mkdir()


class Saving(WithOut):
    def test_arrays_become_files(self):
        arrays = {f"a{number}.png": picture(seed=number, dtype="uint8" if number % 2 else "uint16") for number in range(10)}
        with penstock.ImagesSaver("out") as saver:
            for name, array in arrays.items():
                saver.save(name, array)
        for name, array in arrays.items():
            numpy.testing.assert_array_equal(array, loaded(f"out/{name}"))
        self.assertEqual(str((self.folder / "out").resolve()), saver.location)
        self.assertEqual({"held": 0, "saved": 10, "failed": 0}, saver.counts)
        self.assertIn("10 saved, 0 failed, 0 held", repr(saver))

    def test_the_future_has_the_path(self):
        with penstock.ImagesSaver(self.folder / "out") as saver:
            future = saver.save(Path("a.jpg"), picture(), "cats/old")
            self.assertIsInstance(future, concurrent.futures.Future)
            self.assertEqual(str((self.folder / "out").resolve() / "cats/old/a.jpg"), future.result(timeout=30))
            self.assertFalse(future.cancel())
        self.assertEqual(["cats/old/a.jpg"], self.files("out"))

    def test_asyncio(self):
        async def save():
            with penstock.ImagesSaver("out") as saver:
                return await asyncio.gather(*(asyncio.wrap_future(saver.save(f"{number}.png", picture()))
                                              for number in range(5)))
        self.assertEqual([f"{number}.png" for number in range(5)], [os.path.basename(path) for path in asyncio.run(save())])

    def test_bytes_of_files(self):
        with penstock.ImagesSaver("out", as_bytes=True) as saver:
            saver.save("a.bin", b"some bytes")
            saver.save("b.bin", bytearray(b"others"))
            with self.assertRaisesRegex(TypeError, "found ndarray; expected the bytes of a file"):
                saver.save("c.png", picture())
        self.assertEqual(b"some bytes", (self.folder / "out/a.bin").read_bytes())
        with penstock.ImagesSaver("out") as saver, self.assertRaisesRegex(TypeError, "as_bytes=True"):
            saver.save("c.png", b"bytes")

    def test_channels_in_the_order_of_opencv(self):
        for channels in (1, 3, 4):
            array = picture(channels=channels)
            swapped = array if channels == 1 else array[:, :, [2, 1, 0, 3][:channels]]
            for make in (lambda: penstock.ImagesSaver("out", bgr=True), lambda: penstock.compat.ImagesSaver("out", 8, False)):
                with make() as saver:
                    saver.save("a.png", array)
                numpy.testing.assert_array_equal(swapped, loaded("out/a.png"))
        with penstock.compat.ImagesSaver("out") as saver:
            saver.save("flipped.png", array[:, ::-1])
            saver.save("deep.png", picture(dtype="uint16"))
            saver.save("deep.exr", picture(dtype="float32"))
        numpy.testing.assert_array_equal(swapped[:, ::-1], loaded("out/flipped.png"))
        numpy.testing.assert_array_equal(picture(dtype="uint16")[:, :, ::-1], loaded("out/deep.png"))
        numpy.testing.assert_array_equal(picture(dtype="float32")[:, :, ::-1], loaded("out/deep.exr"))

    def test_options_of_formats(self):
        def size(name, **options):
            with penstock.ImagesSaver("out", **options) as saver:
                path = saver.save(name, picture(20, 200).repeat(10, axis=1)).result()
            return os.path.getsize(path)
        self.assertLess(size("a.jpg", quality=20), size("a.jpg", quality=95))
        self.assertLess(size("a.png", level=9), size("a.png", level=0))
        self.assertLess(size("a.jpg", encode={"jpeg": {"quality": 20}}), size("a.jpg", encode={"jpeg": {"quality": 95}}))
        with self.assertRaises(ValueError):
            penstock.ImagesSaver("out", quality=101)
        with self.assertRaisesRegex(ValueError, '"nowhere".*expected a folder'):
            penstock.ImagesSaver("nowhere")
        with self.assertRaisesRegex(ValueError, 'max_bytes: found "much"'):
            penstock.ImagesSaver("out", max_bytes="much")
        with self.assertRaisesRegex(ValueError, "expected one of raise, collect, log"):
            penstock.ImagesSaver("out", errors="ignore")

    def test_what_is_refused_at_once_takes_no_room(self):
        with penstock.ImagesSaver("out", queue_size=1) as saver:
            for name, array, error in (("a.xyz", picture(), ValueError), ("a.png", picture().astype(float), TypeError),
                                       ("", picture(), ValueError), ("a.png", None, TypeError)):
                with self.assertRaises(error):
                    saver.save(name, array)
            with self.assertRaises(ValueError):
                saver.save("a.png", picture(), "../outside")
            saver.save("a.png", picture())
            with self.assertRaises(ValueError):
                saver.save("a.png", picture())
        self.assertEqual(["a.png"], self.files("out"))

    def test_many_small_arrays_from_many_threads(self):
        array = numpy.arange(12, dtype="uint8").reshape(2, 2, 3)
        each = MANY // 8

        def save(thread):
            return [saver.save(f"{thread}_{number}.bmp", array + thread) for number in range(each)]
        with penstock.ImagesSaver("out", queue_size=32) as saver, concurrent.futures.ThreadPoolExecutor(8) as threads:
            futures = [future for made in threads.map(save, range(8)) for future in made]
        self.assertEqual(8 * each, len({future.result() for future in futures}))
        self.assertEqual({"held": 0, "saved": 8 * each, "failed": 0}, saver.counts)
        self.assertEqual(8 * each, len(os.listdir("out")))


class Waiting(WithOut):
    def test_full(self):
        with penstock.ImagesSaver("out", queue_size=1) as saver:
            large = picture(1200, 1200)
            saver.save("a.png", large)
            with self.assertRaisesRegex(queue.Full, "no room for b.png within 0 s"):
                saver.save("b.png", large, timeout=0)
            saver.save("b.png", large, timeout=60)
        self.assertEqual(["a.png", "b.png"], self.files("out"))

    def test_max_bytes(self):
        with penstock.ImagesSaver("out", queue_size=100, max_bytes="200KiB") as saver:
            with self.assertRaises(penstock.SaveError):
                saver.save("large.png", picture(1000, 1000)).result()
            with self.assertRaises(penstock.SaveErrors):
                saver.close()

    def test_ctrl_c_while_it_waits(self):
        code, printed = self.interrupted("""
            import numpy, penstock, threading
            large = numpy.random.default_rng(0).integers(0, 255, (800, 800, 3)).astype("uint8")
            saver = penstock.ImagesSaver("out", queue_size=1)
            taken = 0
            try:
                print("ready")
                for number in range(1000):
                    saver.save(f"{number}.png", large)
                    taken += 1
            except KeyboardInterrupt:
                saver.close()
                print("taken", taken, saver.counts["saved"])
                raise SystemExit(11)
            """)
        self.assertEqual(11, code, printed)
        taken, saved = printed.split("taken ")[1].split()
        # Ctrl-C can come between the call and the count.
        self.assertIn(int(saved) - int(taken), (0, 1))
        self.assertEqual(int(saved), len(self.files("out")))


class Failing(WithOut):
    def test_close_raises_one_error_for_all(self):
        saver = penstock.ImagesSaver("out")
        good = saver.save("good.png", picture())
        bad = [saver.save(f"bad{number}.jpg", picture(dtype="float32")) for number in range(12)]
        with self.assertRaises(penstock.SaveErrors) as caught:
            saver.close()
        self.assertEqual({f"bad{number}.jpg" for number in range(12)}, {error.filename for error in caught.exception.errors})
        self.assertIn("12 images failed:", str(caught.exception))
        self.assertIn("and 2 more", str(caught.exception))
        self.assertTrue(os.path.exists(good.result()))
        self.assertIsInstance(bad[0].exception(), penstock.SaveError)
        self.assertEqual("unsupported", bad[0].exception().error_class)
        saver.close()  # said once
        self.assertEqual(12, len(saver.errors))
        copy = pickle.loads(pickle.dumps(bad[0].exception()))
        self.assertEqual(str(bad[0].exception()), str(copy))

    def test_collect(self):
        with penstock.ImagesSaver("out", errors="collect") as saver:
            saver.save("bad.jpg", picture(dtype="float32"))
        self.assertEqual(["bad.jpg"], [error.filename for error in saver.errors])

    def test_log(self):
        with self.assertLogs("penstock", logging.ERROR) as logged:
            with penstock.ImagesSaver("out", errors="log") as saver:
                saver.save("bad.jpg", picture(dtype="float32"))
        self.assertEqual(1, len(logged.output))
        self.assertIn("not saved: bad.jpg (unsupported): ", logged.output[0])

    def test_an_exception_in_the_body_counts(self):
        with self.assertRaisesRegex(ZeroDivisionError, "by two") as caught:
            with penstock.ImagesSaver("out") as saver:
                saver.save("good.png", picture())
                saver.save("bad.jpg", picture(dtype="float32"))
                raise ZeroDivisionError("by two")
        self.assertEqual(["good.png"], self.files("out"))
        self.assertIn("bad.jpg", "".join(getattr(caught.exception, "__notes__", [str(caught.exception.__context__)])))

    def test_failures_are_attached_in_old_pythons_too(self):
        from penstock._saver import attach

        class Old(BaseException):
            add_note = property()  # as if there were none
        first, second, failures = Old(), Old(), penstock.SaveErrors([])
        first.__context__ = second
        attach(first, failures)
        self.assertIs(failures, second.__context__)

    def test_a_full_disk(self):
        # A limit for the size of files is as good as one, and needs no disk of its own.
        printed = self.child("""
            import numpy, penstock, resource, signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
            saver = penstock.ImagesSaver("out", queue_size=4)
            refused = 0
            for number in range(20):
                size = 200 if number == 5 else 20
                try:
                    saver.save(f"{number}.bmp", numpy.zeros((size, size, 3), "uint8"))
                except penstock.SaveError as error:
                    refused += 1
            try:
                saver.close()
            except penstock.SaveErrors as errors:
                counts = saver.counts
                print(len(errors.errors) == counts["failed"] >= 1, refused + counts["saved"] + counts["failed"], counts["held"])
            """)
        self.assertEqual("True 20 0\n", printed)
        self.assertTrue(all((self.folder / "out" / name).stat().st_size < 20000 for name in self.files("out")))

    @unittest.skipUnless(os.geteuid() == 0, "needs root, for a disk of its own")
    def test_a_disk_that_is_full(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True)
        if mounted.returncode:
            self.skipTest("no disk may be mounted")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        saver = penstock.ImagesSaver(disk, queue_size=4)
        with self.assertRaises((penstock.SaveError, penstock.SaveErrors)):
            for number in range(100):
                saver.save(f"{number}.bmp", picture(100, 100))
            saver.close()
        try:
            saver.close()
        except penstock.SaveErrors:
            pass
        self.assertEqual(saver.counts["saved"], len(os.listdir(disk)))
        self.assertTrue(any(error.error_class == "resource" for error in saver.errors), saver.errors)


class Ending(WithOut):
    def test_use_after_close(self):
        saver = penstock.ImagesSaver("out")
        saver.close()
        with self.assertRaisesRegex(RuntimeError, "closed"):
            saver.save("a.png", picture())

    def test_it_is_let_go_of_before_its_futures(self):
        saver = penstock.ImagesSaver("out")
        futures = [saver.save(f"{number}.png", picture()) for number in range(20)]
        gone = weakref.ref(saver)
        del saver
        gc.collect()
        self.assertIsNone(gone())
        self.assertEqual(20, len([future.result(timeout=0) for future in futures]))
        self.assertEqual(20, len(self.files("out")))

    def test_its_futures_are_let_go_of_before_it(self):
        saver = penstock.ImagesSaver("out")
        for number in range(20):
            saver.save(f"{number}.png", picture())
        gc.collect()
        saver.close()
        self.assertEqual(20, len(self.files("out")))

    def test_it_is_part_of_a_cycle(self):
        class Holder:
            pass
        holder = Holder()
        holder.saver = penstock.ImagesSaver("out")
        holder.futures = [holder.saver.save(f"{number}.png", picture()) for number in range(20)]
        holder.self = holder
        gone = weakref.ref(holder)
        del holder
        gc.collect()
        self.assertIsNone(gone())
        self.assertEqual(20, len(self.files("out")))

    def test_failures_that_nobody_asked_for_are_logged(self):
        saver = penstock.ImagesSaver("out")
        saver.save("bad.jpg", picture(dtype="float32"))
        with self.assertLogs("penstock", logging.ERROR) as logged:
            del saver
            gc.collect()
        self.assertIn("nobody called close: bad.jpg", logged.output[0])

    def test_the_interpreter_ends_with_an_open_saver(self):
        for keep in ("", "saver.itself = saver", "import builtins; builtins.saver = saver",
                     "import atexit; atexit.register(lambda: (saver.close(), print(saver.counts['saved'])))"):
            with self.subTest(keep):
                printed = self.child(f"""
                    import numpy, penstock
                    saver = penstock.ImagesSaver("out", queue_size=64)
                    futures = [saver.save(f"{{number}}.png", numpy.zeros((200, 200, 3), "uint8")) for number in range(24)]
                    {keep}
                    """)
                self.assertIn(printed, ("", "24\n"))
                self.assertEqual(24, len(self.files("out")))
                for name in self.files("out"):
                    (self.folder / "out" / name).unlink()

    def test_a_thread_saves_while_another_closes(self):
        saver = penstock.ImagesSaver("out", queue_size=2)
        taken, ended = [], []

        def save(thread):
            try:
                for number in range(100_000):
                    taken.append(saver.save(f"{thread}_{number}.bmp", numpy.zeros((4, 4, 3), "uint8")))
                    begun.set()
            except RuntimeError as error:
                ended.append(str(error))
        begun = threading.Event()
        threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        begun.wait()
        saver.close()
        for thread in threads:
            thread.join()
        self.assertEqual(4, len(ended))
        self.assertEqual(len(taken), len(self.files("out")))

    def test_a_fork_leaves_it_to_the_parent(self):
        printed = self.child("""
            import numpy, os, penstock
            saver = penstock.ImagesSaver("out", queue_size=64)
            large = numpy.zeros((500, 500, 3), "uint8")
            for number in range(20):
                saver.save(f"{number}.png", large)
            child = os.fork()
            if child == 0:
                for verb in (lambda: saver.save("child.png", large), saver.close, lambda: saver.counts):
                    try:
                        verb()
                        print("no error")
                    except RuntimeError as error:
                        print("forked" in str(error) or "fork" in str(error), flush=True)
                with penstock.ImagesSaver("out") as own:
                    try:
                        own.save("own.png", large)
                    except penstock.SaveError as error:
                        print("spawn" in str(error), flush=True)
                raise SystemExit(0)
            print(os.waitpid(child, 0)[1])
            saver.close()
            """)
        self.assertEqual("True\nTrue\nTrue\nTrue\n0\n", printed)
        self.assertEqual(20, len(self.files("out")))

    def test_multiprocessing(self):
        (self.folder / "works.py").write_text(textwrap.dedent("""
            import multiprocessing, numpy, penstock
            def work(number):
                with penstock.ImagesSaver("out") as saver:
                    saver.save(f"{number}.png", numpy.zeros((30, 30), "uint8"))
            def main():
                work("before")
                with multiprocessing.get_context("fork").Pool(2) as pool:
                    pool.map(work, range(6))
                with penstock.ImagesSaver("out") as saver:
                    saver.save("parent.png", numpy.zeros((30, 30), "uint8"))
                    with multiprocessing.get_context("spawn").Pool(2) as pool:
                        pool.map(work, range(6, 12))
                    with multiprocessing.get_context("fork").Pool(1) as pool:
                        for thing in (lambda: pool.map(work, ["refused"]), lambda: pool.apply(print, (saver,))):
                            try:
                                thing()
                            except (penstock.SaveError, TypeError) as error:
                                print(str(error).split(";")[0])
                    saver.save("last.png", numpy.zeros((30, 30), "uint8"))
            """))
        printed = self.child("import works; works.main()")
        self.assertRegex(printed, r"^refused.png \(resource\): .*was forked while.*\n"
                                  r"an ImagesSaver cannot be handed to another process\n$")
        self.assertEqual(12 + 3, len(self.files("out")))

    def test_a_fork_after_the_last_one_was_closed(self):
        printed = self.child("""
            import numpy, os, penstock, threading
            def save(name):
                with penstock.ImagesSaver("out", threads=2) as saver:
                    for number in range(20):
                        saver.save(f"{name}_{number}.png", numpy.zeros((30, 30), "uint8"))
            for number in range(20):
                save(number)
                child = os.fork()
                if child == 0:
                    save(f"child_{number}")
                    os._exit(7)
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """)
        self.assertEqual("7\n" * 20, printed)
        self.assertEqual(800, len(self.files("out")))


if __name__ == "__main__":
    unittest.main()
