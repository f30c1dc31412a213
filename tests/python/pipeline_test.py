#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""penstock.Pipeline: nodes, iterables, functions. pipeline_test.py"""

import gc
import inspect
import logging
import threading
import unittest
import weakref

import numpy
import penstock
from support import InFolder, picture


def numbers(count):
    return ((f"n{number}.png", numpy.full((8, 8), number, "uint8")) for number in range(count))


class Nodes(InFolder):
    def test_from_a_source_to_files(self):
        report = penstock.Pipeline().source(numbers(5)).resize(4, 4).encode("png").write("out/{stem}.{ext}").run()
        self.assertEqual(5, report.written)
        self.assertEqual([f"n{number}.png" for number in range(5)], self.files("out"))
        shapes = {name: array.shape for name, array in penstock.Pipeline().files("out").decode()}
        self.assertEqual({(4, 4)}, set(shapes.values()))

    def test_every_node_type_is_a_method_that_says_what_it_does(self):
        method = penstock.Pipeline.resize
        self.assertIn("width", inspect.signature(method).parameters)
        self.assertIn("width (integer)", method.__doc__)
        for type in ("files", "decode", "encode", "write", "filter", "crop"):
            self.assertTrue(callable(getattr(penstock.Pipeline, type)))

    def test_parameters_by_name_or_in_their_order(self):
        pipeline = penstock.Pipeline().files("a", "b").decode().resize(10, height=20, concurrency=3).null(timeout="3s")
        config = pipeline.config()
        self.assertEqual({"type": "files", "params": {"paths": ["a", "b"]}}, config["nodes"]["files"])
        self.assertEqual({"type": "resize", "params": {"width": 10, "height": 20}, "concurrency": 3},
                         config["nodes"]["resize"])
        self.assertEqual({"type": "null", "timeout": "3s"}, config["nodes"]["null"])
        self.assertEqual(["files -> limiter -> decode -> resize -> null"], config["edges"])
        config = penstock.Pipeline().color_convert(from_="srgb", to="linear").config()  # `from` is a word of Python
        self.assertEqual({"from": "srgb", "to": "linear"}, config["nodes"]["color_convert"]["params"])
        with self.assertRaisesRegex(TypeError, "several values for width"):
            penstock.Pipeline().resize(10, width=3)
        with self.assertRaisesRegex(TypeError, "without a name"):
            penstock.Pipeline().null(1, 2)

    def test_a_limiter_of_its_own(self):
        config = penstock.Pipeline(max_images=3, max_bytes="1MiB").files("a").null().config()
        self.assertEqual({"max_images": 3, "max_bytes": "1048576B"}, config["nodes"]["limiter"]["params"])
        config = penstock.Pipeline().files("a").limiter(max_images=5).null().config()
        self.assertEqual({"max_images": 5}, config["nodes"]["limiter"]["params"])
        self.assertEqual(["files -> limiter -> null"], config["edges"])

    def test_mistakes_are_found_as_in_a_file(self):
        with self.assertRaisesRegex(penstock.ConfigError, 'unknown .*"qualty".*quality'):
            penstock.Pipeline().source([]).encode("jpeg", qualty=3).null().run()
        with self.assertRaises(AttributeError):
            penstock.Pipeline().rezise()

    def test_names_and_attributes_of_items(self):
        items = [{"name": "a.png", "image": picture(), "shot": 7, "good": True, "note": "x"},
                 {"name": "b.png", "image": picture(), "shot": 8, "good": False, "note": "y"}]
        seen = {}
        penstock.Pipeline().source(items).sink(lambda name, array, item: seen.update({name: item}), with_item=True).run()
        self.assertEqual({"shot": 7, "good": True, "note": "x"},
                         {key: seen["a.png"].attributes[key] for key in ("shot", "good", "note")})
        self.assertEqual(1, seen["b.png"].sequence)
        penstock.Pipeline().source(items, attributes=["shot", "note"]).encode("png").write("out/{shot}_{note}.{ext}").run()
        self.assertEqual(["7_x.png", "8_y.png"], self.files("out"))
        with self.assertRaisesRegex(penstock.ConfigError, "unknown field {shot}"):
            penstock.Pipeline().source(items).encode("png").write("out/{shot}.{ext}").run()
        with self.assertRaisesRegex(TypeError, 'attribute "shot": found list'):
            penstock.Pipeline().source([{"image": picture(), "shot": [1]}]).null().run()
        with self.assertRaisesRegex(TypeError, 'without "image"'):
            penstock.Pipeline().source([{"name": "a"}]).null().run()
        with self.assertRaisesRegex(TypeError, "tuple of 3"):
            penstock.Pipeline().source([(1, 2, 3)]).null().run()

    def test_bytes_are_files(self):
        encoded = {}
        penstock.Pipeline().source(numbers(3)).encode("png").sink(encoded.__setitem__).run()
        self.assertTrue(encoded["n1.png"].startswith(b"\x89PNG"))
        penstock.Pipeline().source(encoded.items()).write("copies/{stem}.{ext}").run()
        self.assertEqual(encoded["n2.png"], (self.folder / "copies/n2.png").read_bytes())


class Sources(InFolder):
    def test_no_more_is_asked_for_than_there_is_room_for(self):
        given = []
        def pictures():
            for number in range(40):
                given.append(number)
                yield numpy.zeros((8, 8), "uint8")
        most = []

        def slow(name, array):
            most.append(len(given) - len(most))
        report = penstock.Pipeline(max_images=2).source(pictures()).sink(slow, concurrency=1).run()
        self.assertEqual(40, report.written)
        self.assertLessEqual(max(most), 2 + 2)  # in the pipeline, and what waits for room

    def test_what_a_source_raises_is_raised_when_the_rest_is_done(self):
        def pictures():
            yield from numbers(3)
            raise LookupError("no more film")
        done = {}
        with self.assertRaisesRegex(LookupError, "no more film"):
            penstock.Pipeline().source(pictures()).sink(done.__setitem__).run()
        self.assertEqual(["n0.png", "n1.png", "n2.png"], sorted(done))

    def test_a_pipeline_runs_again_where_its_source_can_be_read_again(self):
        pipeline = penstock.Pipeline().source(list(numbers(3))).null()
        self.assertEqual([3, 3], [pipeline.run().written, pipeline.run().written])

    def test_two_sources(self):
        with self.assertRaisesRegex(ValueError, "a source already"):
            penstock.Pipeline().source([]).source([])


class Functions(InFolder):
    def test_a_transform_and_a_sink(self):
        results = {}
        penstock.Pipeline().source(numbers(20)).transform(lambda array: 255 - array).sink(results.__setitem__).run()
        self.assertEqual({f"n{number}.png": 255 - number for number in range(20)},
                         {name: int(array[0, 0]) for name, array in results.items()})

    def test_none_drops_and_skip_skips(self):
        def choose(array):
            if array[0, 0] % 3 == 0:
                return None
            if array[0, 0] % 3 == 1:
                raise penstock.Skip("not this one")
            return array
        report = penstock.Pipeline().source(numbers(9)).transform(choose).null().run()
        self.assertEqual((3, 3, 3), (report.written, report.dropped, report.skipped))
        self.assertTrue(report.balanced)

    def test_an_exception_fails_its_item_alone(self):
        def grade(array):
            if array[0, 0] == 2:
                raise ZeroDivisionError("two is\nnot for us")
            return array
        with self.assertLogs("penstock", logging.DEBUG) as logged:
            report = penstock.Pipeline().source(numbers(5)).transform(grade).null().run()
        failure, = report.failures
        self.assertEqual(("n2.png", "grade", "node"), (failure.name, failure.node, failure.error_class))
        self.assertRegex(failure.message, r"^ZeroDivisionError: two is not for us \(pipeline_test.py:\d+ in grade\)$")
        self.assertIn("Traceback", logged.output[0])
        self.assertEqual(4, report.written)

    def test_what_a_function_returns_has_to_be_pixels(self):
        report = penstock.Pipeline().source(numbers(1)).transform(lambda array: array.astype(float)).null().run()
        self.assertIn("found an array of float64; expected uint8", report.failures[0].message)

    def test_results_may_be_larger_where_that_is_said(self):
        def larger(array):
            return numpy.zeros((20, 30, 4), "float32")
        report = penstock.Pipeline().source(numbers(1)).transform(larger).null().run()
        self.assertEqual("limit", report.failures[0].error_class)
        self.assertIn("size=(30, 20), channels=4", report.failures[0].message)
        result, = penstock.Pipeline().source(numbers(1)).transform(larger, size=(30, 20), channels=4,
                                                                    dtype=numpy.float32)
        self.assertEqual((20, 30, 4), result[1].shape)
        with self.assertRaisesRegex(ValueError, 'dtype: found "float64"'):
            penstock.Pipeline().transform(larger, dtype="float64")
        for missing in ("size", "channels", "dtype"):  # each counts
            given = {"size": (30, 20), "channels": 4, "dtype": "float32"}
            del given[missing]
            self.assertEqual(1, penstock.Pipeline().source(numbers(1)).transform(larger, **given).null().run().failed)

    def test_a_function_is_called_by_one_thread_at_a_time_unless_it_may_be_called_by_several(self):
        alone = threading.Lock()

        def look(array):
            self.assertTrue(alone.acquire(blocking=False))
            sum(range(10_000))  # others could come in
            alone.release()
            return array
        report = penstock.Pipeline(max_images=16).source(numbers(200)).transform(look).null().run()
        self.assertEqual(200, report.written, report.failures)

        barrier = threading.Barrier(2, timeout=20)

        def meet(array):
            barrier.wait()
            return array
        report = penstock.Pipeline(max_images=8).source(numbers(2)).transform(meet, concurrency=2).null().run()
        self.assertEqual(2, report.written, report.failures)

    def test_sinks_in_the_order_of_the_source(self):
        names = []
        penstock.Pipeline(max_images=16).source(numbers(60)).blur(2).sink(
            lambda name, array: names.append(name), order="source").run()
        self.assertEqual([f"n{number}.png" for number in range(60)], names)

    def test_functions_in_a_config(self):
        seen = {}
        config = {"penstock": "1.0", "nodes": {
            "frames": {"type": "push"}, "gate": {"type": "limiter"}, "receive": {"type": "receive"},
            "light": {"type": "grade"}, "show": {"type": "show"}},
            "edges": ["frames -> gate -> receive -> light -> show"]}
        pipeline = penstock.Pipeline(config, functions={"grade": lambda array: array + 100}, sinks={"show": seen.__setitem__})
        report = pipeline.source(numbers(3)).run()
        self.assertEqual(3, report.written)
        self.assertEqual(102, seen["n2.png"][0, 0])
        self.assertEqual({"light", "show"}, {"light", "show"} & set(report["nodes"]))

    def test_interrupts_in_a_function_end_the_run_and_are_raised(self):
        def interrupt(array):
            if array[0, 0] == 3:
                raise KeyboardInterrupt("by hand")
            return array

        def leave(name, array):
            raise SystemExit(3)

        def endless():
            while True:
                yield from numbers(10)
        with self.assertRaisesRegex(KeyboardInterrupt, "by hand"):
            penstock.Pipeline().source(endless()).transform(interrupt).null().run()
        with self.assertRaises(SystemExit) as caught:
            penstock.Pipeline().source(endless()).sink(leave).run()
        self.assertEqual(3, caught.exception.code)

    def test_what_is_no_function(self):
        with self.assertRaisesRegex(TypeError, "expected a callable"):
            penstock.Pipeline().transform(3)
        with self.assertRaisesRegex(TypeError, "unexpected keyword argument 'concurency'"):
            penstock.Pipeline().transform(len, concurency=3)


class Iteration(InFolder):
    def test_in_the_order_of_the_source(self):
        found = [name for name, _ in penstock.Pipeline(max_images=16).source(numbers(60)).blur(2)]
        self.assertEqual([f"n{number}.png" for number in range(60)], found)

    def test_it_can_be_left_early(self):
        def endless():
            while True:
                yield from numbers(10)
        for name, _ in penstock.Pipeline().source(endless()):
            if name == "n5.png":
                break
        with penstock.Pipeline().source(endless()).results() as results:
            next(results)
        self.assertEqual([], list(results))

    def test_letting_go_of_it_ends_the_work(self):
        def endless():
            while True:
                yield from numbers(10)

        def look(array):
            return array
        seen = weakref.ref(look)
        results = penstock.Pipeline().source(endless()).transform(look).results()
        next(results)
        del results, look
        gc.collect()
        self.assertIsNone(seen())

    def test_letting_go_of_it_in_a_cycle(self):
        class Holder:
            pass
        holder = Holder()
        holder.results = penstock.Pipeline().source(numbers(100)).results()
        holder.self = holder
        next(holder.results)
        gone = weakref.ref(holder)
        del holder
        gc.collect()
        self.assertIsNone(gone())

    def test_the_interpreter_ends_with_one_that_goes_on(self):
        printed = self.child("""
            import numpy, penstock
            def endless():
                while True:
                    yield numpy.zeros((8, 8), "uint8")
            results = penstock.Pipeline().source(endless()).transform(lambda array: array).results()
            keep = [results]
            keep.append(keep)
            next(results)
            print("over")
            """)
        self.assertEqual("over\n", printed)

    def test_one_that_cannot_begin_says_so(self):
        printed = self.child("""
            import gc, penstock
            try:
                penstock.Pipeline().files(list="nowhere.txt").decode().results()
            except penstock.ConfigError as error:
                print("nowhere.txt" in str(error))
            gc.collect()
            """, timeout=20)
        self.assertEqual("True\n", printed)

    def test_variables_are_those_of_the_pipeline(self):
        pipeline = penstock.Pipeline(vars={"x": 1}).source(numbers(1))
        with self.assertRaisesRegex(penstock.ConfigError, 'no variable "x"'):
            pipeline.results()

    def test_items_that_yield_nothing_make_room(self):
        def one_of_ten(array):
            return array if array[0, 0] % 10 == 0 else None
        found = [name for name, _ in penstock.Pipeline(max_images=2).source(numbers(60)).transform(one_of_ten)]
        self.assertEqual([f"n{number}.png" for number in range(0, 60, 10)], found)

    def test_a_pipeline_with_a_sink_has_nothing_to_iterate_over(self):
        with self.assertRaisesRegex(ValueError, "has a sink"):
            iter(penstock.Pipeline().source([]).null())

    def test_a_fork_leaves_the_run_to_the_parent(self):
        printed = self.child("""
            import numpy, os, penstock
            pictures = [numpy.full((8, 8), number, "uint8") for number in range(50)]
            results = penstock.Pipeline().source(pictures).results()
            next(results)
            child = os.fork()
            if child == 0:
                try:
                    next(results)
                except RuntimeError as error:
                    print(str(error).split(",")[0], flush=True)
                del results
                print("left", flush=True)
                raise SystemExit(0)
            os.waitpid(child, 0)
            print(len(list(results)))
            """)
        self.assertEqual("this run belongs to the process that started it\nleft\n49\n", printed)


if __name__ == "__main__":
    unittest.main()
