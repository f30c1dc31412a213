#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever happens, what has its final name is whole, and the report adds up. adversity_test.py TOOL"""

import json
import os
import resource
import signal
import socket
import subprocess
from pathlib import Path

from proof import Proof, main, say, works

# A mount of one's own: seen by nobody else, gone with the process.
NAMESPACE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
# Permissions hold for root too.
UNPRIVILEGED = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
# Runs the tool with the file system in "disk", and keeps what is there at the end.
ON_A_DISK = """
mount -t tmpfs -o "$1" none disk || exit 99
shift
"$@"
code=$?
umask 022
mkdir kept && cp -r disk/. kept/ || exit 98
exit $code
"""


class Adversity(Proof):
    def writing(self, count, encoder="jpeg", **writer):
        return self.config("writing.json", {
            "frames": ("generate", {"count": count}),
            "gate": ("limiter", {}),
            "render": ("render", {"pattern": "noise", "width": 320, "height": 240}),
            "encode": ("encode", {"format": encoder}),
            "write": ("write", {"path": "${out}/{seq:06}.{ext}", **writer}, {"concurrency": 4}),
        }, "frames -> gate -> render -> encode -> write")

    def finish(self, command, expect, **options):
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                **options)
        self.assertEqual(expect, result.returncode, f"{command}\n{result.stdout}{result.stderr}")
        return result

    def on_a_disk(self, mount_options, count, expect):
        if not works(*NAMESPACE, "sh", "-c", "mount -t tmpfs none /mnt"):
            self.skipTest("this system permits no mount")
        (self.folder / "disk").mkdir()
        run = [self.tool, "run", self.writing(count), "--var", "out=disk/out", "--summary", "summary.json"]
        result = self.finish([*NAMESPACE, "sh", "-c", ON_A_DISK, "sh", mount_options, *run], expect)
        summary = self.folder / "summary.json"
        return result, self.checked(json.loads(summary.read_text())) if summary.exists() else None

    def test_a_full_disk_stops_the_run_and_leaves_whole_files_only(self):
        result, report = self.on_a_disk("size=1m", 5000, expect=5)
        items, left = report["items"], self.outputs("kept/out")
        say(f"full disk: {items}, {len(left)} files left; {report['end_reason']}")
        self.assertEqual("exhausted", report["end"])
        self.assertIn("No space left on device", report["end_reason"])
        self.assertIn("No space left on device", result.stderr)
        # It was not tried again for thousands of items.
        self.assertLess(items["failed"], 100)
        self.assertLess(items["discovered"], 5000)
        self.assertGreater(items["written"], 0)
        self.assertEqual(items["written"], len(left))
        for name in left:
            self.assert_whole(self.folder / "kept/out" / name)

    def test_a_disk_without_inodes_stops_the_run_too(self):
        _, report = self.on_a_disk("nr_inodes=12", 5000, expect=5)
        left = self.outputs("kept/out")
        say(f"disk without inodes: {report['items']}, {len(left)} files left")
        self.assertEqual(report["items"]["written"], len(left))
        self.assertLess(report["items"]["discovered"], 5000)

    def test_a_read_only_folder_is_told_once(self):
        if UNPRIVILEGED and not works(*UNPRIVILEGED, "true"):
            self.skipTest("this system does not let root do without its privileges")
        out = self.folder / "closed"
        out.mkdir(mode=0o555)
        self.addCleanup(out.chmod, 0o755)
        run = [self.tool, "run", self.writing(5000), "--var", "out=closed", "--progress", "none"]
        result = self.finish([*UNPRIVILEGED, *run], expect=2)
        say(f"read-only folder: {result.stderr.splitlines()[0]}")
        self.assertIn("closed", result.stderr)
        self.assertIn("Permission denied", result.stderr)
        self.assertLess(len(result.stderr.splitlines()), 20)
        self.assertEqual([], self.outputs("closed"))

    def test_what_is_killed_leaves_whole_files_under_final_names(self):
        left = parts = 0
        for number, (encoder, after) in enumerate((("jpeg", 1), ("webp", 3), ("png", 10), ("jpeg", 40), ("jpeg", 90))):
            folder = self.folder / f"out{number}"
            tool = subprocess.Popen([self.tool, "run", self.writing(100_000, encoder), "-j", "4", "-v",
                                     "--var", f"out={folder}", "--progress", "none"],
                                    cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            self.addCleanup(tool.kill)
            with tool.stderr:
                saved = 0
                while saved < after:
                    saved += tool.stderr.readline().startswith("saved ")
                    self.assertIsNone(tool.poll())
                tool.send_signal(signal.SIGKILL)
                self.assertEqual(-signal.SIGKILL, tool.wait())
            for path in folder.glob("[!.]*"):
                self.assert_whole(path)
                left += 1
            hidden = [path for path in folder.rglob(".*")]
            self.assertTrue(all(path.name.endswith(".part") for path in hidden), hidden)
            parts += len(hidden)
        say(f"killed five times: {left} whole files, {parts} temporary ones")
        self.assertGreater(left, 0)

    def test_a_second_interrupt_leaves_no_temporary_file(self):
        folder = self.folder / "out"
        tool = subprocess.Popen([self.tool, "run", self.writing(100_000, durability="power"), "-j", "4", "-v"],
                                cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tool.kill)
        with tool.stderr:
            self.assertTrue(next(line for line in tool.stderr if line.startswith("saved ")))
            tool.send_signal(signal.SIGINT)
            for line in tool.stderr:
                if "once more" in line:
                    tool.send_signal(signal.SIGINT)
        self.assertIn(tool.wait(), (75, 130))  # 75: what was in flight was finished before the second came
        files = self.outputs("out")
        say(f"interrupted: {tool.returncode}, {len(files)} whole files")
        for name in files:
            self.assert_whole(folder / name)

    def test_a_system_that_starts_no_more_threads_is_told_in_one_sentence(self):
        # A user who has no other process: what counts is what this one starts.
        lonely = ["setpriv", "--reuid", "54321", "--clear-groups"]
        if not works(*lonely, self.tool, "version"):
            self.skipTest("this needs root, and a tool that everybody may run")
        run = [self.tool, "run", "--progress", "plain", "--watchdog", "1h", "--pipe",
               "generate count=3 ! render pattern=noise width=64 height=64 ! encode format=jpeg ! null"]
        told = set()
        for threads in range(1, 40):
            result = subprocess.run([*lonely, "prlimit", f"--nproc={threads}", *run], cwd="/", capture_output=True,
                                    text=True, stdin=subprocess.DEVNULL, timeout=60)
            if result.returncode == 0:
                break
            self.assertEqual((5, ""), (result.returncode, result.stdout), f"{threads} threads: {result.stderr}")
            self.assertIn("allow more processes (ulimit -u, or those of the container)", result.stderr)
            told.add(result.stderr.partition(";")[0])
        say(f"with {threads} threads it runs; before: {sorted(told)}")
        self.assertEqual(0, result.returncode, result.stderr)
        self.assertLess(3, len(told))

    def test_files_that_are_no_configs_are_refused_in_one_message(self):
        (self.folder / "a folder.json").mkdir()
        (self.folder / "loop.json").symlink_to("loop.json")
        (self.folder / "nothing.json").write_bytes(b"")
        (self.folder / "noise.json").write_bytes(bytes((i * i * 131 + i // 7) % 256 for i in range(100_000)))
        (self.folder / "brackets.json").write_bytes(b"[" * 100_000_000)
        (self.folder / "deep.json").write_bytes(b"[" * 1_000_000)
        (self.folder / "zeros.json").write_bytes(bytes(1_000_000))
        names = ["missing.json", "a folder.json", "loop.json", "nothing.json", "noise.json", "brackets.json",
                 "deep.json", "zeros.json", "/dev/zero", "/dev/null"]
        for name in names:
            for verb in ("validate", "run"):
                with self.subTest(f"{verb} {name}"):
                    result = self.finish([self.tool, verb, name], expect=2, timeout=60, errors="backslashreplace",
                                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28)))
                    self.assertEqual("", result.stdout)
                    self.assertTrue(result.stderr.startswith(name), result.stderr)
                    self.assertLess(len(result.stderr), 1000)
            say(f"{name}: {result.stderr.splitlines()[0].partition(':')[2].strip()[:90]}")

    def test_inputs_that_are_no_pictures_fail_by_name(self):
        inputs = self.folder / "in"
        self.picture("in/good.jpg")
        whole = (inputs / "good.jpg").read_bytes()
        (inputs / "folder.jpg").mkdir()
        os.mkfifo(inputs / "fifo.jpg")
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(os.path.relpath(inputs / "socket.jpg"))
        (inputs / "loop.jpg").symlink_to("loop.jpg")
        (inputs / "nowhere.jpg").symlink_to("nothing")
        (inputs / "endless.jpg").symlink_to("/dev/zero")
        (inputs / "empty.jpg").write_bytes(b"")
        (inputs / "new\nline\033[31m.jpg").write_bytes(whole)
        Path(os.fsdecode(os.fsencode(inputs) + b"/\xff\xfe.jpg")).write_bytes(whole)
        (inputs / "sparse.jpg").write_bytes(whole)
        os.truncate(inputs / "sparse.jpg", 1 << 40)
        config = self.config("hostile.json", {
            "files": ("files", {"paths": ["in/*"]}),
            "gate": ("limiter", {"max_bytes": "64MiB"}),
            "decode": ("decode", {}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": "out/{seq}.{ext}"}),
        }, "files -> gate -> decode -> encode -> write")
        report = self.run_config(config, expect=1)
        for failure in report["failures"]:
            say(f"  {failure['name']}: {failure['class']}: {failure['message']}")
        self.assertEqual(3, report["items"]["written"])
        failed = {Path(failure["name"]).name: failure["class"] for failure in report["failures"]}
        self.assertLessEqual({"fifo.jpg": "unsupported", "socket.jpg": "unsupported",
                              "loop.jpg": "io", "endless.jpg": "unsupported", "empty.jpg": "unsupported",
                              "nowhere.jpg": "missing", "sparse.jpg": "limit"}.items(), failed.items())


if __name__ == "__main__":
    main()
