#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever stands under a name, and whatever the name: a verdict, at once, and the name comes back. odd_files_test.py TOOL"""

import base64
import json
import os
import socket
import stat
import subprocess
import threading
from collections import Counter
from pathlib import Path

from proof import THREADS, Proof, main, say, works

# Permissions hold for root too.
UNPRIVILEGED = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
LONG = b"n" * 251 + b".jpg"  # 255 bytes: the most that Linux permits
GOOD_NAMES = [
    b"good.jpg", b"-begins.jpg", b"--help", b"new\nline.jpg", b"two\n\nlines\n", b"tab\t \x1b[31m\x07.jpg", b"\xff\xfe.jpg",
    b"caf\xe9 \xef\xbf\xbd.jpg", b"caf\xc3\xa9.jpg", b"\xc2\x9b31m.jpg", LONG, b"\xe9" * 255, b"{stem}%04d*?[x]$.jpg",
    b"{", b"}", b"%", b"*", b".jpg", b"a.", b"..jpg", b"...jpg", b"a.tar.gz", b" ", b"\\", b"\"quoted\".jpg", b"'", b"~", b"!",
]
NOT_FOUND = "cannot be opened: No such file or directory"
NOT_REGULAR = "this is no regular file; expected one"
LOOP = "cannot be opened: Too many levels of symbolic links"


def name_of(failure):
    raw = failure.get("name_base64")
    return base64.b64decode(raw) if raw else failure["name"].encode()


def lines_of(data):
    """Each line as JSON; bytes that are not UTF-8 and words that JSON has not are mistakes."""
    def refuse(word):
        raise ValueError(word)
    return [json.loads(line.decode("utf-8", "strict"), parse_constant=refuse) for line in data.splitlines()]


class OddFiles(Proof):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.whole = self.picture("whole.jpg").read_bytes()
        self.odd = os.fsencode(self.folder / "odd")
        os.mkdir(self.odd)

    def path(self, name):
        return self.odd + b"/" + name

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)

    def bad_files(self):
        """Makes them. Their names, and the class and the message of each."""
        cut = self.whole[:len(self.whole) // 2]
        os.mkdir(self.path(b"folder.jpg"))
        os.mkfifo(self.path(b"pipe.jpg"))
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(os.path.relpath(self.folder / "odd/socket.jpg"))
        for name, target in ((b"self.jpg", b"self.jpg"), (b"ping.jpg", b"pong.jpg"), (b"pong.jpg", b"ping.jpg"),
                             (b"dangling\xff.jpg", b"nothing"), (b"endless.jpg", b"/dev/zero"),
                             (b"through.jpg", b"good.jpg/x")):
            os.symlink(target, self.path(name))
        self.write(b"empty\xff\n.jpg", b"")
        self.write(b"cut.jpg", cut)
        self.write(b"byte.jpg", b"\xff")
        self.write(b"secret.jpg", self.whole)
        os.chmod(self.path(b"secret.jpg"), 0)
        self.write(b"sparse.jpg", self.whole)
        os.truncate(self.path(b"sparse.jpg"), 1 << 40)
        expected = {
            b"folder.jpg": ("unsupported", "this is a folder; expected a file"),
            b"pipe.jpg": ("unsupported", NOT_REGULAR), b"socket.jpg": ("unsupported", NOT_REGULAR),
            b"endless.jpg": ("unsupported", NOT_REGULAR),
            b"self.jpg": ("io", LOOP), b"ping.jpg": ("io", LOOP), b"pong.jpg": ("io", LOOP),
            b"dangling\xff.jpg": ("missing", NOT_FOUND), b"not\xff\nthere.jpg": ("missing", NOT_FOUND),
            b"through.jpg": ("missing", "cannot be opened: Not a directory"),
            b"empty\xff\n.jpg": ("unsupported", None), b"byte.jpg": ("unsupported", None),
            b"cut.jpg": ("truncated", None), b"sparse.jpg": ("limit", None),
            b"x" * 256: ("limit", "cannot be opened: File name too long"),
        }
        if not UNPRIVILEGED or works(*UNPRIVILEGED, "true"):
            expected[b"secret.jpg"] = ("permission", "cannot be opened: Permission denied")
        else:
            os.unlink(self.path(b"secret.jpg"))
        try:
            os.mknod(self.path(b"device.jpg"), stat.S_IFCHR | 0o600, os.makedev(1, 3))
            expected[b"device.jpg"] = ("unsupported", NOT_REGULAR)
        except PermissionError:
            say("this system permits no device")
        return expected

    def listing(self, names):
        path = self.folder / "names"
        path.write_bytes(b"".join(self.path(name) + b"\0" for name in names))
        return str(path)

    def graph(self, sources, template="${out}/{seq}.{ext}"):
        return self.config("odd.json", {
            "files": ("files", sources),
            "gate": ("limiter", {}),
            "decode": ("decode", {"formats": "jpeg"}, {"on_error": "dead_letter"}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": template}, {"concurrency": 4}),
            "good": ("record", {"path": "${out}-good.jsonl"}),
            "bad": ("record", {"path": "${out}-bad.jsonl"}),
        }, "files -> gate -> decode -> [encode, good]", "encode -> write", "decode.dead_letter -> bad")

    def run_it(self, config, *arguments, expect=1):
        """The summary, whose sums have been checked, and what was said, as bytes."""
        summary = self.folder / "summary.json"
        result = subprocess.run([*(UNPRIVILEGED if works(*UNPRIVILEGED, "true") else []), self.tool, "run", config, "--summary",
                                 summary, *map(str, arguments)], cwd=self.folder, capture_output=True, timeout=300,
                                stdin=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
        self.assertEqual(expect, result.returncode, result.stderr)
        self.assertEqual(b"", result.stdout)
        return self.checked(lines_of(summary.read_bytes().replace(b"\n", b" "))[0]), result.stderr

    def bare(self, name):
        self.assertTrue(name.startswith(self.odd + b"/"), name)
        return name[len(self.odd) + 1:]

    def verdicts(self, failures):
        return {self.bare(name_of(one)): (one["class"], one["message"]) for one in failures}

    def assert_expected(self, expected, verdicts):
        self.assertEqual({name: of[0] for name, of in expected.items()}, {name: of[0] for name, of in verdicts.items()})
        for name, (_, message) in expected.items():
            if message is not None:
                self.assertEqual(message, verdicts[name][1], name)

    def test_each_has_its_verdict_at_every_thread_count_and_its_name_comes_back(self):
        for name in GOOD_NAMES:
            self.write(name, self.whole)
        bad = self.bad_files()
        names = [*GOOD_NAMES, *bad]
        config = self.graph({"list": self.listing(names)})
        before = None
        for threads in THREADS:
            out = self.folder / f"out{threads}"
            report, said = self.run_it(config, "-j", threads, "--var", f"out={out}", "--progress", "json", "-v")
            self.assertEqual((len(names), len(GOOD_NAMES), len(bad)),
                             tuple(report["items"][state] for state in ("discovered", "written", "failed")))
            verdicts = self.verdicts(report["failures"])
            self.assert_expected(bad, verdicts)
            self.assertEqual(verdicts, before or verdicts)
            before = verdicts
            records = {kind: lines_of(Path(f"{out}-{kind}.jsonl").read_bytes()) for kind in ("good", "bad")}
            self.assertEqual(GOOD_NAMES, [self.bare(name_of(line)) for line in records["good"]])
            self.assertEqual(verdicts, self.verdicts(records["bad"]))
            self.assertEqual(list(bad), [self.bare(name_of(line)) for line in records["bad"]])
            events = [{**event, **({"name_base64": event["item_base64"]} if "item_base64" in event else {}),
                       "name": event.get("item")} for event in lines_of(said)]
            self.assertEqual(verdicts, self.verdicts(event for event in events if event["event"] == "failed"))
            saved = {self.bare(name_of(event)) for event in events if event["event"] == "saved" and event["output"] != ""}
            self.assertEqual(set(GOOD_NAMES), saved)
        for error_class, count in sorted(Counter(of[0] for of in before.values()).items()):
            say(f"  {error_class:12} {count}")

    def test_what_is_said_is_text_and_each_item_has_its_line(self):
        self.write(b"new\nfailed x\n\xff.jpg", self.whole)
        bad = self.bad_files()
        config = self.graph({"list": self.listing([b"new\nfailed x\n\xff.jpg", *bad])}, "${out}/{stem}.{ext}")
        _, said = self.run_it(config, "-v", "--progress", "none")
        lines = said.decode("utf-8", "strict").split("\n")
        begun = Counter(line.split(" ")[0] for line in lines)
        # Each failure is said when it happens; ten of them once more at the end.
        self.assertEqual(len(bad) + 10, begun["failed"])
        self.assertIn("saved out/new\\nfailed x\\n?.jpg", lines)
        self.assertTrue(all(ord(c) >= 32 or c == "\n" for c in said.decode()))

    def test_each_is_told_within_ten_milliseconds(self):
        bad = self.bad_files()
        for times in (1, 500):
            figures = []
            for name in bad:
                config = self.graph({"list": self.listing([name] * times)})
                runs = [self.run_it(config, "-j", 1, "--progress", "none")[0] for _ in range(3)]
                self.assertEqual([times] * 3, [report["items"]["failed"] for report in runs])
                figures.append((1000 * min(report["wall_seconds"] for report in runs) / times, name[:20]))
            say(f"  {len(bad)} odd files, {times} times in a run: {min(figures)[0]:.3f} to {max(figures)[0]:.3f} ms each; the "
                f"slowest: {max(figures)[1]!r}")

    def test_what_failed_is_found_again(self):
        bad = self.bad_files()
        self.write(b"good.jpg", self.whole)
        config = self.graph({"list": self.listing([b"good.jpg", *bad])})
        first, _ = self.run_it(config, "--progress", "none")
        (self.folder / "first.json").write_bytes((self.folder / "summary.json").read_bytes())
        again, _ = self.run_it(config, "--only-failed", "first.json", "--progress", "none")
        self.assertEqual(self.verdicts(first["failures"]), self.verdicts(again["failures"]))
        self.write(b"empty\xff\n.jpg", self.whole)
        mended, _ = self.run_it(config, "--only-failed", "first.json", "--progress", "none")
        self.assertEqual((len(bad), 1), (mended["items"]["discovered"], mended["items"]["written"]))

    def test_outputs_called_after_odd_names_stay_where_they_belong(self):
        for name in GOOD_NAMES:
            self.write(name, self.whole)
        # "{stem}" of ".jpg" is ".jpg", of "a." and "a.tar.gz" and "a.jpg" it can meet: {seq} keeps them apart.
        for template, refused in (("${out}/{seq}-{name}", {LONG, b"\xe9" * 255}),
                                  ("${out}/{stem}-{seq}/x.{ext}", {b"\xe9" * 255}),
                                  ("${out}/{stem}/{seq}.{ext}", {b"...jpg"})):
            out = f"out{len(template)}"
            report, _ = self.run_it(self.graph({"list": self.listing(GOOD_NAMES)}, template), "--var", f"out={out}",
                                    "--progress", "none", expect=1 if refused else 0)
            verdicts = self.verdicts(report["failures"])
            say(f"  {template}: {[(name[:20], *of) for name, of in verdicts.items() if of[0] != 'limit']}")
            self.assertEqual(refused, set(verdicts))
            self.assertEqual(len(GOOD_NAMES) - len(refused), len(self.outputs(out)))
        self.assertEqual([], [path for path in self.folder.rglob("*.part")])
        outside = {path.name for path in self.folder.iterdir()}
        self.assertLessEqual({name for name in outside if not name.startswith("out")},
                             {"odd", "whole.jpg", "odd.json", "names", "summary.json"})

    def test_walked_and_matched_ones_are_told_too(self):
        bad = self.bad_files()
        for name in GOOD_NAMES:
            self.write(name, self.whole)
        walked, _ = self.run_it(self.graph({"paths": str(self.folder / "odd")}), "--progress", "none")
        # Pipes, sockets and devices are passed by; the folder is searched.
        passed = {b"pipe.jpg", b"socket.jpg", b"device.jpg", b"endless.jpg", b"folder.jpg", b"not\xff\nthere.jpg", b"x" * 256}
        self.assert_expected({name: of for name, of in bad.items() if name not in passed}, self.verdicts(walked["failures"]))
        matched, _ = self.run_it(self.graph({"paths": str(self.folder / "odd/?*")}), "--progress", "none")
        passed = {b"folder.jpg", b"not\xff\nthere.jpg", b"x" * 256}
        self.assert_expected({name: of for name, of in bad.items() if name not in passed}, self.verdicts(matched["failures"]))
        hidden = [name for name in GOOD_NAMES if name.startswith(b".")]
        self.assertEqual(len(GOOD_NAMES) - len(hidden), matched["items"]["written"])

    def while_it_runs(self, change, config, *arguments):
        """Runs the config while `change` is done again and again."""
        over = threading.Event()

        def repeat():
            count = 0
            while not over.is_set():
                change(count)
                count += 1
        changer = threading.Thread(target=repeat)
        changer.start()
        try:
            result = subprocess.run([self.tool, "run", config, "--summary", "summary.json", "--progress", "none",
                                     *arguments], cwd=self.folder, capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
        finally:
            over.set()
            changer.join()
        self.assertIn(result.returncode, (0, 1), result.stderr)
        return self.checked(lines_of((self.folder / "summary.json").read_bytes().replace(b"\n", b" "))[0])

    def test_files_that_change_while_they_are_read_are_whole_or_fail(self):
        name = b"changing.jpg"
        other = self.picture("other.jpg", 320, 240).read_bytes()

        def grow_and_shrink(count):
            if count % 4 == 0:
                self.write(name, self.whole)
            else:
                os.truncate(self.path(name), (len(self.whole) + 5000, len(self.whole), len(self.whole) // 2)[count % 4 - 1])

        def replace(count):
            self.write(b"new", other if count % 2 else self.whole)
            os.rename(self.path(b"new"), self.path(name))

        def vanish(_):
            self.write(b"new", self.whole)
            os.rename(self.path(b"new"), self.path(name))
            os.unlink(self.path(name))

        for change, possible in ((grow_and_shrink, {"io", "truncated", "unsupported", "corrupt", "limit"}),
                                 (replace, {"io", "limit"}), (vanish, {"missing"})):
            self.write(name, self.whole)
            config = self.graph({"list": self.listing([name] * 2000)})
            report = self.while_it_runs(change, config, "-j", "4")
            classes = Counter(one["class"] for one in report["failures"])
            say(f"  {change.__name__}: {report['items']['written']} written, {dict(classes)}")
            self.assertEqual(2000, report["items"]["discovered"])
            self.assertLessEqual(set(classes), possible)
            for path in (self.folder / "out").iterdir():
                self.assert_whole(path)
            (self.folder / "odd" / os.fsdecode(name)).unlink(missing_ok=True)

    def test_a_tree_that_is_deleted_and_made_while_it_is_searched_ends(self):
        def make(number):
            os.makedirs(self.path(b"%d" % number), exist_ok=True)
            for i in range(5):
                self.write(b"%d/%d.jpg" % (number, i), self.whole)

        def churn(count):
            number = count % 100
            for i in range(5):
                os.unlink(self.path(b"%d/%d.jpg" % (number, i)))
            os.rmdir(self.path(b"%d" % number))
            make(number)

        for number in range(100):
            make(number)
        report = self.while_it_runs(churn, self.graph({"paths": ["odd", "odd/**/*.jpg"]}))
        classes = Counter(one["class"] for one in report["failures"])
        say(f"  churned tree: {report['items']}, {dict(classes)}")
        self.assertLessEqual(set(classes), {"missing", "io", "unsupported", "truncated"})
        self.assertGreater(report["items"]["written"], 0)

    def test_ten_thousand_files_in_one_folder(self):
        self.write(b"0.jpg", self.whole)
        for i in range(1, 10_000):
            os.link(self.path(b"0.jpg"), self.path(b"%d.jpg" % i))
        config = self.config("many.json", {
            "files": ("files", {"paths": "odd"}), "gate": ("limiter", {}), "decode": ("decode", {}),
            "all": ("record", {"path": "all.jsonl"}),
        }, "files -> gate -> decode -> all")
        report = self.run_config(config)
        say(f"  10,000 files in one folder: {report['wall_seconds']:.2f} s")
        names = [name_of(line) for line in lines_of((self.folder / "all.jsonl").read_bytes())]
        self.assertEqual(sorted(b"odd/%d.jpg" % i for i in range(10_000)), names)


if __name__ == "__main__":
    main()
