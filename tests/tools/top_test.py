#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`penstock top` looks at runs of other processes: at a terminal, once, as JSON, and where there is nothing to see.
top_test.py TOOL STUCK, which is the plugin of tests/plugin/libraries/stuck.cpp"""

import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import termios
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from terminal import Screen, Terminal, width_of
from workplace import Workplace

GRAPH = {
    "penstock": "1.0", "name": "long 水",
    "nodes": {
        "frames": {"type": "generate", "params": {"count": 1000000}},
        "gate": {"type": "limiter", "params": {"max_images": 8, "max_bytes": "64MiB"}},
        "render": {"type": "render", "params": {"width": 192, "height": 192, "pattern": "gradient"}},
        "encode": {"type": "blur", "concurrency": "serial", "params": {"sigma": 40}},
        "write": {"type": "null"},
    },
    "edges": ["frames -> gate -> render -> encode -> write"],
}


class Top(Workplace):
    def setUp(self):
        super().setUp()
        self.sockets = self.folder / "sockets"
        os.environ["PENSTOCK_RUNTIME_DIR"] = str(self.sockets)  # so that no other run is seen
        self.file("long.json", json.dumps(GRAPH).encode())

    def start(self, *arguments, is_found=True):
        tool = subprocess.Popen([self.tool, "run", "long.json", "--progress", "none", *arguments], cwd=self.folder,
                                stderr=subprocess.PIPE, text=True)
        self.addCleanup(tool.wait)
        self.addCleanup(tool.stderr.close)
        self.addCleanup(tool.kill)
        while is_found and not (self.sockets / f"{tool.pid}.sock").exists():
            self.assertIsNone(tool.poll())
            time.sleep(0.005)
        return tool

    def stop(self, tool):
        tool.send_signal(signal.SIGINT)
        errors = tool.communicate()[1]
        self.assertEqual(75, tool.returncode, errors)

    def snapshot(self, tool):
        return json.loads(self.call("top", tool.pid, "--once", "--json").stdout)

    def wait_until_busy(self, tool):
        while self.snapshot(tool)["limited_by"]["node"] != "encode":
            self.assertIsNone(tool.poll())

    def at_terminal(self, *arguments, columns=80, rows=24, **options):
        terminal = Terminal([self.tool, "top", *arguments], columns, rows, is_all=True, cwd=self.folder, **options)
        self.addCleanup(terminal.close)
        return terminal

    def screen_of(self, terminal, columns):
        screen = Screen(columns)
        screen.feed(terminal.text())
        self.assertEqual([], screen.faults)
        return screen.text()

    def test_once_it_says_how_far_the_run_is_and_what_limits_it(self):
        tool = self.start()
        self.wait_until_busy(tool)
        shown = self.call("top").stdout
        while " left" not in shown:  # as long as nobody can tell
            self.assertIsNone(tool.poll())
            shown = self.call("top").stdout
        self.assertRegex(shown, rf"^long 水   process {tool.pid}   [0-9.]+ s   [0-9.]+ img/s now\n")
        self.assertRegex(shown, r"(?m)^\[-+\] [0-9]+ of 1000000   .* left")
        self.assertRegex(shown, r"(?m)^node +busy +calls/s +at once +failed +p50 +p99 +waited$")
        self.assertRegex(shown, r"(?m)^encode +[0-9]+ % +[0-9.]+ +1 +0 +[0-9.]+ ms ")
        self.assertRegex(shown, r"(?m)^gate +[0-9]+ of 8 +.* of 64 MiB +[0-9]+$")
        self.assertRegex(shown, r"(?m)^limited by: encode takes one item at a time")
        self.assertRegex(shown, r"(?m)^would help: ")
        self.assertEqual(shown.count("\x1b"), 0)
        self.stop(tool)

    def test_as_json_it_is_a_summary_with_the_progress(self):
        tool = self.start()
        self.wait_until_busy(tool)
        found = self.snapshot(tool)
        self.assertEqual("long 水", found["name"])
        self.assertEqual(1000000, found["progress"]["total"])
        self.assertEqual({"gate"}, set(found["progress"]["limiters"]))
        self.assertEqual({"render", "encode", "write"}, set(found["progress"]["nodes"]))
        self.assertEqual("encode", found["limited_by"]["node"])
        self.assertEqual(found["limits"]["limiters"]["gate"]["max_images"], 8)
        later = found
        while later["wall_seconds"] == found["wall_seconds"]:  # who asks twice at once is told the same
            later = self.snapshot(tool)
        self.assertGreater(later["wall_seconds"], found["wall_seconds"])
        self.assertGreaterEqual(later["nodes"]["encode"]["count"], found["nodes"]["encode"]["count"])
        self.stop(tool)

    def test_as_json_it_goes_on_until_the_run_ends_or_nobody_reads(self):
        tool = self.start()
        top = subprocess.Popen([self.tool, "top", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = [top.stdout.readline() for _ in range(2)]
        self.assertLess(json.loads(lines[0])["wall_seconds"], json.loads(lines[1])["wall_seconds"])
        other = subprocess.Popen([self.tool, "top", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        other.stdout.readline()
        other.stdout.close()
        self.assertEqual(0, other.wait(20))
        other.stderr.close()
        self.stop(tool)
        rest, errors = top.communicate(timeout=20)
        self.assertEqual((0, f"the run of {tool.pid} has ended\n"), (top.returncode, errors))
        for line in rest.splitlines():
            json.loads(line)

    def test_at_a_terminal_it_is_drawn_in_place_and_never_wraps(self):
        tool = self.start()
        self.wait_until_busy(tool)
        for columns in (40, 80, 200):
            with self.subTest(columns=columns):
                terminal = self.at_terminal(columns=columns)
                self.assertTrue(terminal.read_until(lambda: terminal.text().count("\x1b[J") >= 3))
                for _, piece in terminal.pieces:
                    self.assertTrue(piece.endswith("\x1b[J"), piece)  # one redraw, one piece
                self.assertEqual(3, len(terminal.pieces))
                shown = self.screen_of(terminal, columns)
                self.assertEqual(1, shown.count("process "))
                self.assertIn("encode", shown)
                self.assertIn("gate", shown)
                self.assertIn("limited by: encode", shown)
                self.assertIn(" of 1000000", shown)
                terminal.type("q")
                self.assertEqual(0, terminal.finish())
                self.assertEqual(terminal.settings, termios.tcgetattr(terminal.slave))
        self.stop(tool)

    def test_a_terminal_that_cannot_redraw_has_it_once(self):
        tool = self.start()
        terminal = self.at_terminal(env={"TERM": "dumb"})
        self.assertEqual(0, terminal.finish())
        self.assertNotIn("\x1b", terminal.text())
        self.assertEqual(1, terminal.text().count("process "))
        self.assertLess(max(map(width_of, terminal.text().split("\n"))), 80)
        self.stop(tool)

    def test_a_small_terminal_has_the_first_lines(self):
        tool = self.start()
        terminal = self.at_terminal(columns=80, rows=6)
        self.assertTrue(terminal.read_until(lambda: terminal.text().count("\x1b[J") >= 2))
        shown = self.screen_of(terminal, 80)
        self.assertLessEqual(shown.count("\n"), 5)
        self.assertIn("process", shown)
        terminal.type("q")
        self.assertEqual(0, terminal.finish())
        self.stop(tool)

    def test_it_follows_the_terminal_when_that_is_resized(self):
        tool = self.start()
        terminal = self.at_terminal(columns=200)
        self.assertTrue(terminal.read_until(lambda: terminal.text().count("\x1b[J") >= 1))
        terminal.resize(40)
        self.assertTrue(terminal.read_until(lambda: "\x1b[2J" in terminal.text()))
        before = terminal.text().index("\x1b[2J") + len("\x1b[2J")
        self.assertTrue(terminal.read_until(lambda: terminal.text()[before:].count("\x1b[J") >= 3))
        screen = Screen(40)
        screen.feed(terminal.text()[before:])
        self.assertEqual([], screen.faults)
        terminal.type("q")
        self.assertEqual(0, terminal.finish())
        self.stop(tool)

    def test_ctrl_c_and_signals_leave_the_terminal_as_it_was(self):
        tool = self.start()
        for leave in (lambda t: t.type("\x03"), lambda t: t.program.send_signal(signal.SIGTERM),
                      lambda t: t.program.send_signal(signal.SIGHUP)):
            terminal = self.at_terminal(str(tool.pid))
            self.assertTrue(terminal.read_until(lambda: "limiter" in terminal.text()))
            leave(terminal)
            self.assertEqual(0, terminal.finish())
            self.assertEqual(terminal.settings, termios.tcgetattr(terminal.slave))
        self.assertIsNone(tool.poll())
        self.stop(tool)

    def test_as_json_it_leaves_the_keyboard_alone(self):
        tool = self.start()
        terminal = self.at_terminal("--json")
        self.assertTrue(terminal.read_until(lambda: terminal.text().count("\n") >= 2))
        self.assertEqual(terminal.settings, termios.tcgetattr(terminal.slave))
        terminal.type("q\n")  # is for nobody
        lines = terminal.text().count("\n") + 3
        self.assertTrue(terminal.read_until(lambda: terminal.text().count("\n") >= lines))
        terminal.type("\x03")
        self.assertEqual(0, terminal.finish())
        self.assertEqual(terminal.settings, termios.tcgetattr(terminal.slave))
        self.assertIsNone(tool.poll())
        self.stop(tool)

    def test_a_run_that_ends_meanwhile(self):
        tool = self.start()
        terminal = self.at_terminal()
        self.assertTrue(terminal.read_until(lambda: "limiter" in terminal.text()))
        self.stop(tool)
        self.assertEqual(0, terminal.finish())
        self.assertIn(f"the run of {tool.pid} has ended", terminal.text())
        self.assertEqual([], list(self.sockets.iterdir()))

    def test_a_run_that_is_killed_meanwhile_leaves_nothing(self):
        tool = self.start()
        terminal = self.at_terminal()
        self.assertTrue(terminal.read_until(lambda: "limiter" in terminal.text()))
        tool.kill()
        tool.wait()
        self.assertEqual(0, terminal.finish())
        self.assertIn(f"the run of {tool.pid} has ended", terminal.text())
        self.assertEqual([], list(self.sockets.iterdir()))

    def test_a_run_that_does_not_answer(self):
        tool = self.start()
        tool.send_signal(signal.SIGSTOP)
        result = self.call("top", tool.pid, "--once", expect=2)
        self.assertEqual(f"penstock: top: {tool.pid} does not answer: it may have been stopped\n", result.stderr)
        tool.send_signal(signal.SIGCONT)
        self.snapshot(tool)
        self.stop(tool)

    def test_where_there_is_no_run(self):
        result = self.call("top", expect=3)
        self.assertEqual(("", "no penstock run of yours is going on\n"), (result.stdout, result.stderr))
        self.assertIn("there is no such process", self.call("top", 99999999, expect=2).stderr)
        self.assertIn(f"{os.getpid()}: this process is no penstock run", self.call("top", os.getpid(), expect=2).stderr)
        for word in ("five", "-5", "0", "5x"):
            self.call("top", word, expect=2)

    @unittest.skipUnless(os.geteuid() == 0, "needs another user")
    def test_another_users_process_is_refused_and_root_may_look(self):
        other = 65534
        os.chmod(self.folder, 0o755)
        theirs = self.folder / "theirs"
        theirs.mkdir(mode=0o700)
        os.chown(theirs, other, other)
        tool = subprocess.Popen([self.tool, "run", "long.json", "--progress", "none"], cwd=self.folder, user=other,
                                stderr=subprocess.DEVNULL, env={**os.environ, "PENSTOCK_RUNTIME_DIR": str(theirs)})
        self.addCleanup(tool.wait)
        self.addCleanup(tool.kill)
        while not (theirs / f"{tool.pid}.sock").exists():
            self.assertIsNone(tool.poll())
            time.sleep(0.005)
        # That folder is not known to others.
        self.assertIn("this process is no penstock run", self.call("top", tool.pid, "--once", expect=2).stderr)
        mine = self.start()
        result = subprocess.run([self.tool, "top", str(mine.pid)], user=other, capture_output=True, text=True)
        self.assertEqual(2, result.returncode)
        self.assertIn("another user's", result.stderr)
        self.stop(mine)

    def test_several_runs_are_listed_and_one_can_be_chosen(self):
        tools = [self.start(), self.start()]
        result = self.call("top")
        self.assertRegex(result.stdout, r"^run +process +done +of +failed +time\n")
        for tool in tools:
            self.assertRegex(result.stdout, rf"(?m)^long 水 +{tool.pid} +[0-9]+ +1000000 ")
        self.assertIn("2 runs are going on", self.call("top", "--json", expect=2).stderr)
        self.assertIn(f"process {tools[1].pid} ", self.call("top", tools[1].pid).stdout)
        for tool in tools:
            self.stop(tool)

    def test_what_dead_runs_left_is_removed(self):
        tool = self.start()
        tool.kill()
        tool.wait()
        self.assertEqual(1, len(list(self.sockets.iterdir())))
        self.call("top", expect=3)
        self.assertEqual([], list(self.sockets.iterdir()))

    def test_an_aborted_run_takes_its_socket_away(self):
        stuck = json.loads((self.folder / "long.json").read_text())
        stuck["nodes"]["stuck"] = {"type": "stuck", "params": {"where": "process"}}
        stuck["edges"] = ["frames -> gate -> render -> stuck -> write"]
        del stuck["nodes"]["encode"]
        self.file("long.json", json.dumps(stuck).encode())
        tool = self.start("--grace", "1h", "--plugin", str(self.stuck))
        while tool.stderr.readline() != "stuck in process\n":  # from which no item comes back: only abort() ends it
            self.assertIsNone(tool.poll())
        self.assertEqual(1, len(list(self.sockets.iterdir())))
        tool.send_signal(signal.SIGINT)
        while "once more to abort" not in tool.stderr.readline():
            self.assertIsNone(tool.poll())
        tool.send_signal(signal.SIGINT)
        tool.communicate()
        self.assertEqual(130, tool.returncode)
        self.assertEqual([], list(self.sockets.iterdir()))

    def test_the_socket_is_the_users_alone(self):
        tool = self.start()
        self.assertEqual(0o700, stat.S_IMODE(self.sockets.stat().st_mode))
        self.stop(tool)

    def test_a_run_that_finds_no_folder_runs_all_the_same(self):
        self.sockets.mkdir(mode=0o755)
        result = self.call("run", "--pipe", "generate count=3 ! render width=64 height=64 ! null")
        self.assertIn("3 in = 3 written", result.stderr)
        self.assertEqual([], list(self.sockets.iterdir()))
        self.call("top", expect=3)

    def test_where_the_folder_of_the_session_cannot_be_had_there_are_others(self):
        del os.environ["PENSTOCK_RUNTIME_DIR"]
        session = self.folder / "session"
        session.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(session)
        self.sockets = session / "penstock"
        tool = self.start()
        self.snapshot(tool)
        self.stop(tool)
        os.chmod(self.sockets, 0o755)
        self.found_anywhere()
        self.assertEqual([], list(self.sockets.iterdir()))
        os.environ["XDG_RUNTIME_DIR"] = ""
        self.found_anywhere()

    def found_anywhere(self):
        tool = self.start(is_found=False)
        while self.call_anyhow("top", tool.pid, "--once").returncode != 0:
            self.assertIsNone(tool.poll())
        self.stop(tool)
        for folder in (f"/run/user/{os.geteuid()}/penstock", f"/tmp/penstock-{os.geteuid()}"):
            self.assertFalse(Path(f"{folder}/{tool.pid}.sock").exists())

    def test_a_run_that_has_no_descriptors_to_listen_with_runs_all_the_same(self):
        graph = "generate count=3 ! render width=64 height=64 ! null"
        for most in range(4, 14):
            with self.subTest(descriptors=most):
                result = subprocess.run([self.tool, "run", "--pipe", graph, "--progress", "none"], timeout=60,
                                        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)),
                                        stdin=subprocess.DEVNULL, capture_output=True, text=True)
                self.assertEqual(0, result.returncode, result.stderr)
        self.assertEqual([], list(self.sockets.iterdir()))

    def test_a_folder_whose_path_is_longer_than_an_address_can_be(self):
        self.sockets = self.folder / ("d" * 150)
        os.environ["PENSTOCK_RUNTIME_DIR"] = str(self.sockets)
        tool = self.start()
        self.snapshot(tool)
        self.stop(tool)

    def call_anyhow(self, *arguments):
        return subprocess.run([self.tool, *map(str, arguments)], capture_output=True, text=True)

    def test_clients_that_hang_do_not_hold_up_the_run_or_its_end(self):
        tool = self.start()
        address = str(self.sockets / f"{tool.pid}.sock")
        clients = []
        for number in range(50):
            client = socket.socket(socket.AF_UNIX)
            self.addCleanup(client.close)
            client.setblocking(False)
            try:
                client.connect(address)
                if number % 2:
                    client.send(b"\xff\x00 rubbish" * 10)
                clients.append(client)
            except (BlockingIOError, BrokenPipeError, ConnectionResetError):
                pass
        before = self.snapshot(tool)
        while self.snapshot(tool)["items"]["written"] < before["items"]["written"] + 20:
            self.assertIsNone(tool.poll())
        self.stop(tool)


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    Top.stuck = Path(sys.argv.pop(1)).resolve()
    unittest.main()
