#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""libpenstock-itt-trace with programs that have oneTBB and nothing of penstock, good ones and awkward ones.
library_test.py LIBRARY PLAIN AWKWARD"""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from itt_trace import IttTrace


class Library(unittest.TestCase):
    library, plain, awkward = None, None, None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def environment(self, file="trace.json"):
        kept = {name: value for name, value in os.environ.items() if name != "PENSTOCK_ITT_TRACE"}
        return {**kept, "INTEL_LIBITTNOTIFY64": self.library, **({"PENSTOCK_ITT_TRACE": str(file)} if file else {})}

    def run_program(self, *command, file="trace.json", expect=0, **others):
        result = subprocess.run(command, cwd=self.folder, env=self.environment(file), capture_output=True, text=True,
                                timeout=120, **others)
        self.assertEqual(expect, result.returncode, result.stderr)
        return result.stderr

    def traced(self, *command, name="trace.json", **others):
        """The trace of a program, which is whole and correct."""
        self.assertEqual("", self.run_program(*command, **others))
        self.assertEqual([name], self.files())
        trace = IttTrace((self.folder / name).read_text())
        self.assertEqual([], trace.faults())
        self.assertEqual([0], trace.dropped())
        return trace

    def wait_until(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_a_plain_program(self):
        trace = self.traced(self.plain)
        self.assertEqual(['plain "graph"'], trace.names_of("graph"))
        self.assertEqual({"few", "twice", "sum", 'plain "graph"'}, set(trace.names.values()))
        self.assertEqual(["input_node"], trace.nameless_nodes())
        # An edge of a node without a name is one of its graph.
        self.assertEqual({('plain "graph"', "few"), ("few", "twice"), ("twice", "sum"), ("sum", "few")}, trace.edges())
        for name in ("twice", "sum"):
            self.assertEqual(20, len(trace.of(name)))
            self.assertEqual({str(number) for number in range(20)}, trace.items(name))
            self.assertTrue(all(one["args"]["graph"] == 'plain "graph"' for one in trace.of(name)))
        self.assertTrue(trace.of("input_node"))  # named by its kind
        loops = trace.of("parallel_for", cat="tbb")
        self.assertGreaterEqual(len(loops), 21)
        self.assertTrue(trace.of("custom", cat="tbb"))  # how oneTBB calls a task group
        self.assertTrue(trace.of("flow_graph", cat="tbb"))
        self.assertEqual(20, sum(event["ph"] == "s" for event in trace.events))
        self.assertEqual(20, sum(event["ph"] == "t" for event in trace.events))
        self.assertIn("main", trace.thread_names().values())
        process = [event["args"]["name"] for event in trace.events if event["name"] == "process_name"]
        self.assertEqual([Path(self.plain).name], process)

    def test_it_needs_libc_alone(self):
        needed = subprocess.run(["readelf", "-d", self.library], capture_output=True, text=True, check=True).stdout
        names = [line.split("[")[1].rstrip("]") for line in needed.splitlines() if "NEEDED" in line]
        self.assertIn("libc.so.6", names)
        self.assertEqual([], [name for name in names if not name.startswith(("libc.so", "ld-linux", "libdl", "libpthread"))])

    def test_a_file_by_the_number_of_the_process(self):
        self.run_program(self.plain, file=None)
        name, = self.files()
        self.assertRegex(name, r"^itt-trace-\d+\.json$")
        self.run_program(self.plain, file="a-%p-%.json")
        self.assertRegex(self.files()[0], r"^a-\d+-%\.json$")

    def test_an_earlier_trace_is_replaced_when_this_one_is_whole(self):
        (self.folder / "trace.json").write_text("the earlier one")
        program = subprocess.Popen([self.awkward, "hang"], cwd=self.folder, env=self.environment(),
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        program.stdout.readline()
        self.assertEqual("the earlier one", (self.folder / "trace.json").read_text())
        program.kill()
        program.wait()
        program.stdout.close()
        self.assertEqual("the earlier one", (self.folder / "trace.json").read_text())
        self.assertEqual([f"trace.json.{program.pid}.partial", "trace.json"], sorted(self.files(), reverse=True))
        self.run_program(self.plain)
        self.assertEqual([], IttTrace((self.folder / "trace.json").read_text()).faults())

    def test_killed_while_it_hangs(self):
        program = subprocess.Popen([self.awkward, "hang"], cwd=self.folder, env=self.environment(),
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(program.wait)
        program.stdout.readline()
        file = self.folder / f"trace.json.{program.pid}.partial"
        # They come without another event; a name and 100 slices.
        self.wait_until(lambda: file.exists() and file.read_text().count('"node"') > 100)
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdout.close()
        self.assertEqual([file.name], self.files())
        trace = IttTrace(file.read_text(), is_complete=False)
        self.assertEqual(100, len(trace.of("node")))  # the one that hangs has no end

    def test_cut_off_anywhere(self):
        self.run_program(self.plain)
        text = (self.folder / "trace.json").read_text()
        for length in range(200, len(text), 997):
            self.assertTrue(IttTrace(text[:length], is_complete=False).events)

    def test_exit_in_a_body(self):
        trace = self.traced(self.awkward, "exit")
        nodes = trace.of("node")
        self.assertEqual(6, len(nodes))
        self.assertEqual(1, sum(one["args"].get("cut_off", False) for one in nodes))

    def test_exit_while_others_work(self):
        self.assertTrue(self.traced(self.awkward, "exit_at_work").of("node"))

    def test_quick_exit(self):
        self.assertEqual(10, len(self.traced(self.awkward, "quick_exit").of("node")))

    def test_a_child_is_not_traced(self):
        self.assertEqual(20, len(self.traced(self.awkward, "fork").of("node")))

    def test_a_thousand_threads(self):
        trace = self.traced(self.awkward, "threads")
        self.assertEqual(1000, len(trace.of("node")))
        self.assertGreater(len({one["tid"] for one in trace.slices}), 500)

    def test_bodies_that_throw(self):
        nodes = self.traced(self.awkward, "throw").of("node")
        self.assertEqual(20, len(nodes))
        self.assertEqual(10, sum(one["args"].get("cut_off", False) for one in nodes))

    def test_more_than_buffers_hold(self):
        self.assertEqual(40000, len(self.traced(self.awkward, "many").of("node")))

    def test_deeper_than_is_kept(self):
        self.assertEqual("", self.run_program(self.awkward, "nested"))
        trace = IttTrace((self.folder / "trace.json").read_text())
        self.assertEqual([], trace.faults())
        self.assertEqual([36], trace.dropped())
        self.assertEqual(64, len(trace.of("parallel_for", cat="tbb")))

    def test_the_program_goes_elsewhere(self):
        self.assertEqual(10, len(self.traced(self.awkward, "elsewhere").of("node")))

    def test_several_libraries_load_it(self):
        self.assertEqual(10, len(self.traced(self.awkward, "malloc").of("node")))

    def test_a_file_that_cannot_be_written(self):
        said = self.run_program(self.plain, file="no/such/folder/trace.json")
        self.assertEqual("libpenstock-itt-trace: no/such/folder/trace.json: it cannot be written, so nothing is traced: "
                         "No such file or directory\n", said)
        said = self.run_program(self.plain, file=str(self.folder) + "/")
        self.assertIn("Is a directory", said)
        said = self.run_program(self.plain, file="x" * 300)
        self.assertIn("File name too long", said)
        said = self.run_program(self.plain, file="x" * 5000)
        self.assertIn("the name is too long", said)
        self.assertEqual([], self.files())

    def test_a_full_disk(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        said = self.run_program(self.awkward, "many", preexec_fn=limit)
        self.assertEqual("libpenstock-itt-trace: trace.json: the trace ends here; as far as it goes, it is beside it, with "
                         ".partial at its end: File too large\n", said)
        name, = self.files()
        self.assertRegex(name, r"^trace\.json\.\d+\.partial$")
        self.assertTrue(IttTrace((self.folder / name).read_text(), is_complete=False).of("node"))

    def test_a_device_stays_one(self):
        self.run_program(self.plain, file="/dev/null")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_temporary_file_of_an_earlier_process_stays(self):
        # In containers each process has the number of the one before.
        script = "exec {} hang".format(self.awkward)
        if shutil.which("unshare") is None or os.getuid() != 0:
            self.skipTest("needs unshare and root")
        for _ in range(2):
            program = subprocess.Popen(["unshare", "--pid", "--fork", "--kill-child", "sh", "-c", script], cwd=self.folder,
                                       env=self.environment(), stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE)
            if not program.stdout.readline():
                program.communicate()
                self.skipTest("unshare may not")
            self.wait_until(lambda: any(file.stat().st_size > 2 for file in self.folder.iterdir()))
            program.kill()
            program.communicate()
        self.assertEqual(["trace.json.1-1.partial", "trace.json.1.partial"], self.files())


if __name__ == "__main__":
    Library.library, Library.plain, Library.awkward = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
