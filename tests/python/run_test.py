#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""penstock.run: configs of every kind, what it returns, what it raises, how it is stopped. run_test.py"""

import io
import json
import os
import pickle
import threading
import unittest

import numpy
import penstock
from penstock._progress import Bar
from support import InFolder

GRAPH = {
    "penstock": "1.0",
    "vars": {"count": 6, "out": "out", "format": "png"},
    "profiles": {"few": {"vars": {"count": 2}}},
    "nodes": {
        "numbers": {"type": "generate", "params": {"count": "${count}"}},
        "gate": {"type": "limiter", "params": {"max_images": 4}},
        "render": {"type": "render", "params": {"width": 32, "height": 24}},
        "encode": {"type": "encode", "params": {"format": "${format}"}},
        "write": {"type": "write", "params": {"path": "${out}/{seq:02}.{ext}"}},
    },
    "edges": ["numbers -> gate -> render -> encode -> write"],
}
# Goes on for a long time.
ENDLESS = {
    "penstock": "1.0",
    "nodes": {
        "numbers": {"type": "generate", "params": {"count": 100_000_000}},
        "gate": {"type": "limiter", "params": {"max_images": 4}},
        "render": {"type": "render", "params": {"width": 8, "height": 8}},
        "end": {"type": "null"},
    },
    "edges": ["numbers -> gate -> render -> end"],
}


class Recordings(InFolder):
    def check_trace(self, file):
        events = json.loads((self.folder / file).read_text())["traceEvents"]
        self.assertEqual(6, sum(event["name"] == "encode" and event["ph"] == "X" for event in events))

    def test_a_trace(self):
        report = penstock.run(GRAPH, trace="trace.json")
        self.assertEqual(6, report.written)
        self.check_trace("trace.json")

    def test_a_page(self):
        penstock.run(GRAPH, report=self.folder / "report.html")
        page = (self.folder / "report.html").read_text()
        self.assertTrue(page.startswith("<!DOCTYPE html>"), page[:100])
        self.assertIn('"slices"', page)
        self.assertIn("{seq:02}", page)  # of the config
        self.assertEqual(["report.html"], [name for name in self.files(".") if "report" in name])

    def test_both_of_a_pipeline(self):
        pipeline = penstock.Pipeline(GRAPH)
        self.assertEqual(6, pipeline.run(trace="t.json", report="r.html").written)
        self.check_trace("t.json")
        self.assertTrue((self.folder / "r.html").exists())

    def test_neither_where_nobody_asks(self):
        penstock.run(GRAPH)
        self.assertEqual([], [name for name in self.files(".") if name.endswith((".json", ".html"))])

    def test_a_page_that_cannot_be_written(self):
        with self.assertRaises(OSError):
            penstock.run(GRAPH, report="nowhere/report.html")
        (self.folder / "folder").mkdir()
        with self.assertRaises(IsADirectoryError):
            penstock.run(GRAPH, report="folder")
        self.assertEqual([], self.files())  # nothing ran
        with self.assertRaisesRegex(OSError, "/dev/full"):
            penstock.run("generate count=2 ! render ! null", report="/dev/full")
        self.assertFalse(os.path.isfile("/dev/full"))
        with self.assertRaises(penstock.ConfigError):
            penstock.run({"penstock": "1.0"}, report="report.html")
        with self.assertRaises(ZeroDivisionError):
            penstock.run(ENDLESS, report="report.html", progress=lambda _: 1 / 0)
        self.assertEqual([], self.files())

    def test_a_trace_that_cannot_be_begun(self):
        (self.folder / "file").write_text("")
        with self.assertRaisesRegex(Exception, "trace"):
            penstock.run(GRAPH, trace="file/trace.json")
        self.assertEqual(["file"], self.files())


class Configs(InFolder):
    def test_a_dict(self):
        report = penstock.run(GRAPH)
        self.assertEqual((6, 6), (report.discovered, report.written))
        self.assertEqual([f"{number:02}.png" for number in range(6)], self.files("out"))

    def test_a_path_and_a_text(self):
        (self.folder / "graph.json").write_text(json.dumps(GRAPH))
        for config in ("graph.json", self.folder / "graph.json", json.dumps(GRAPH), "// few\n" + json.dumps(GRAPH, indent=1)):
            self.assertEqual(6, penstock.run(config).written)

    def test_a_short_pipeline(self):
        penstock.run(GRAPH)
        report = penstock.run("files out ! decode ! resize width=16 ! encode format=jpeg ! write path=small/{stem}.{ext}")
        self.assertEqual(6, report.written)
        self.assertEqual(6, len(self.files("small")))

    def test_variables_are_values_not_texts(self):
        penstock.run(GRAPH, count=3, out=self.folder / "elsewhere", format="jpeg")
        self.assertEqual(["00.jpg", "01.jpg", "02.jpg"], self.files("elsewhere"))
        self.assertEqual(2, penstock.run(GRAPH, vars={"count": numpy.int64(2)}).written)
        penstock.run(GRAPH, count=1, out="5")
        self.assertEqual(["00.png"], self.files("5"))

    def test_sets_profiles_and_threads(self):
        self.assertEqual(2, penstock.run(GRAPH, profiles=["few"]).written)
        self.assertEqual(4, penstock.run(GRAPH, sets={"nodes.render.params.width": 4, "vars.count": 4}).written)
        self.assertEqual(1, penstock.run(GRAPH, threads=1)["limits"]["threads"])
        self.assertEqual(2, penstock.run(GRAPH, threads=2)["limits"]["threads"])

    def test_every_mistake_is_in_the_error(self):
        text = json.dumps({**GRAPH, "nodes": {**GRAPH["nodes"], "encode": {"type": "encode", "params": {
            "format": "png", "qualty": 3}}, "render": {"type": "rendr"}}}, indent=2)
        (self.folder / "bad.json").write_text(text)
        with self.assertRaises(penstock.ConfigError) as caught:
            penstock.run("bad.json", threads=1)
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        self.assertGreaterEqual(len(error.issues), 2)
        issue = next(issue for issue in error.issues if "qualty" in issue.message)
        self.assertEqual("bad.json", issue.file)
        self.assertIn('"qualty"', text.splitlines()[issue.line - 1])
        self.assertGreater(issue.column, 1)
        self.assertIn(f"bad.json:{issue.line}:{issue.column}: ", str(error))
        self.assertIn("rendr", str(error))
        copy = pickle.loads(pickle.dumps(error))
        self.assertEqual(error.issues, copy.issues)

    def test_what_is_no_config(self):
        with self.assertRaisesRegex(penstock.ConfigError, "nowhere.json"):
            penstock.run("nowhere.json")
        with self.assertRaisesRegex(TypeError, "found int; expected a path"):
            penstock.run(3)
        with self.assertRaisesRegex(TypeError, "found set in a config"):
            penstock.run({**GRAPH, "name": {1}})

    def test_what_is_probably_a_mistake_is_logged(self):
        with self.assertLogs("penstock", "WARNING") as logged:
            penstock.run({**GRAPH, "vars": {**GRAPH["vars"], "unused": 1}})
        self.assertIn("vars.unused: nothing uses this variable", logged.output[0])

    def test_a_push_source_that_nobody_pushes_to(self):
        with self.assertRaisesRegex(penstock.ConfigError, r"source\(iterable\)"):
            penstock.run({"penstock": "1.0", "nodes": {"in": {"type": "push"}, "gate": {"type": "limiter"}, "receive": {
                "type": "receive"}, "end": {"type": "null"}}, "edges": ["in -> gate -> receive -> end"]})


class Reports(InFolder):
    def test_items_that_fail_are_in_the_report(self):
        (self.folder / "bad.png").write_bytes(b"nothing of that kind")
        penstock.run(GRAPH)
        report = penstock.run("files out bad.png ! decode ! null")
        self.assertEqual((7, 6, 1), (report.discovered, report.written, report.failed))
        failure, = report.failures
        self.assertEqual(("bad.png", "decode"), (failure.name, failure.node))
        self.assertIn(failure.error_class, ("corrupt", "unsupported"))
        self.assertTrue(report.balanced)
        self.assertEqual(7, report["items"]["discovered"])
        self.assertIn("nodes", report)
        self.assertEqual("finished", report.end)
        self.assertRegex(repr(report), r"<penstock.Report: 7 in = 6 written \+ 1 failed, balanced, .* s>")
        with self.assertRaisesRegex(penstock.FailedItems, r"1 item failed:\n  bad.png: decode: "):
            report.raise_for_failures()

    def test_progress_is_told(self):
        seen = []
        penstock.run(GRAPH, progress=seen.append)
        self.assertEqual((6, 6, 6), (seen[-1].total, seen[-1].done, seen[-1].written))
        self.assertEqual(4, seen[-1].max_images)

    def test_what_progress_raises_stops_the_run(self):
        def tell(progress):
            raise LookupError("enough")
        with self.assertRaisesRegex(LookupError, "enough"):
            penstock.run(ENDLESS, progress=tell)

    def test_progress_of_another_kind(self):
        with self.assertRaisesRegex(ValueError, 'found "bars"; expected "bar"'):
            penstock.run(GRAPH, progress="bars")
        with self.assertRaisesRegex(TypeError, "found int"):
            penstock.run(GRAPH, progress=3)

    def test_the_bar(self):
        class Terminal(io.StringIO):
            def isatty(self):
                return True
        some = penstock.Progress(total=8, done=4, written=3, failed=1, skipped=0, dropped=0, in_flight=2, images=2,
                                 max_images=4, bytes=0, max_bytes=0)
        for stream, begin in ((Terminal(), "\r"), (io.StringIO(), "")):
            bar = Bar(stream)
            bar(some)
            bar(some)
            bar.close()
            text = stream.getvalue()
            self.assertTrue(text.startswith(begin + "[############------------] 4 of 8   1 failed"), text)
            self.assertEqual(2 if begin else 1, text.count("4 of 8"))
            self.assertTrue(text.endswith("\n"))

    def test_other_threads_of_python_go_on(self):
        seen = []
        done = threading.Event()

        def tell(progress):
            if done.is_set():
                raise LookupError

        def count():
            for number in range(1000):
                seen.append(number)
            done.set()
        thread = threading.Thread(target=count)
        thread.start()
        with self.assertRaises(LookupError):
            penstock.run(ENDLESS, progress=tell)
        thread.join()
        self.assertEqual(1000, len(seen))


class Stops(InFolder):
    def test_ctrl_c_finishes_what_was_begun(self):
        code, printed = self.interrupted(f"""
            import penstock
            said = []
            def tell(progress):
                if progress.written and not said:
                    said.append(1)
                    print("ready", flush=True)
            try:
                penstock.run({ENDLESS!r}, progress=tell)
            except KeyboardInterrupt as error:
                print("stopped", getattr(error, "__notes__", ["what was begun is finished"]))
                raise SystemExit(7)
            """)
        self.assertEqual(7, code, printed)
        self.assertIn("stopped", printed)
        self.assertIn("what was begun is finished", printed)

    def test_ctrl_c_twice_does_not_wait(self):
        # Each function call waits until it is told to return; what is in flight takes for ever.
        code, printed = self.interrupted("""
            import penstock, threading, numpy, sys
            from penstock import _run
            stopping = threading.Event()
            def slow(array):
                print("ready", flush=True)
                stopping.wait(50)
            class Stopped(Exception): pass
            cancel = _run._penstock.Run.cancel
            def cancelled(run):
                stopping.set()
                cancel(run)
            _run._penstock.Run.cancel = cancelled
            request_stop = _run._penstock.Run.request_stop
            def asked(run):
                request_stop(run)
                print("ready", flush=True)
            _run._penstock.Run.request_stop = asked
            pictures = (numpy.zeros((4, 4), "uint8") for _ in range(100))
            try:
                penstock.Pipeline().source(pictures).transform(slow).null().run()
            except KeyboardInterrupt:
                print("cancelled")
                sys.exit(8)
            """, times=2)
        self.assertEqual(8, code, printed)
        self.assertIn("cancelled", printed)

    def test_a_run_in_a_thread_that_nobody_waits_for_does_not_keep_the_interpreter(self):
        printed = self.child(f"""
            import penstock, threading
            begun = threading.Event()
            threading.Thread(target=penstock.run, args=({ENDLESS!r},), daemon=True,
                             kwargs=dict(progress=lambda progress: progress.written and begun.set())).start()
            begun.wait()
            print("over")
            """)
        self.assertEqual("over\n", printed)


if __name__ == "__main__":
    unittest.main()
