#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every file of a folder of real and of malicious pictures, decoded, resized and encoded. corpus_test.py TOOL"""

import json
import re
from collections import Counter
from pathlib import Path

from proof import CORPUS, THREADS, Proof, main, say, total

FORMATS = ("jpeg", "png", "webp", "tiff", "exr", "bmp", "pnm", "tga", "jp2", "gif")
CLASSES = {"unsupported", "corrupt", "truncated", "limit"}
# What the manifest says of files that were damaged on purpose.
DAMAGE = re.compile("damage|fuzz|crash|AFL|truncat|OOM|bomb|loop|corrupt|bad |timeout|overflow|CVE|regression|"
                    "invalid|broken", re.IGNORECASE)
EXPECTED = Path(__file__).with_name("corpus_refusals.json")


def format_of(name, detected):
    """Ours for what the manifest says, which does not know Targa."""
    return "pnm" if detected == "pnm/pfm" else "tga" if name.lower().endswith(".tga") else detected


class Corpus(Proof):
    def setUp(self):
        super().setUp()
        if not (CORPUS / "MANIFEST.tsv").exists():
            self.skipTest(f"there is no corpus at {CORPUS}")

    def of_all_files(self, threads, format_name="png", pixel_type="u8"):
        folder = f"out {format_name} {threads}"
        config = self.config("corpus.json", {
            "files": ("files", {"paths": [f"{CORPUS}/**"]}),
            # Explicit, as what is left of the machine's memory would be told where a file needs more.
            "gate": ("limiter", {"max_bytes": "2GiB"}),
            "decode": ("decode", {}),
            "resize": ("resize", {"width": 200, "height": 200}),
            "convert": ("convert", {"channels": 3, "pixel_type": pixel_type}),
            "encode": ("encode", {"format": format_name}),
            "write": ("write", {"path": "${out}/{seq:06}.{ext}"}, {"concurrency": 4}),
        }, "files -> gate -> decode -> resize -> convert -> encode -> write")
        report = self.run_config(config, "-j", threads, "--var", f"out={folder}", expect=1)
        return self.checksums(folder), report

    @staticmethod
    def verdicts(report):
        return {Path(failure["name"]).relative_to(CORPUS).as_posix():
                (failure["node"], failure["class"], failure["message"]) for failure in report["failures"]}

    def test_verdicts_and_pictures_are_the_same_at_every_thread_count(self):
        present = sum(1 for path in CORPUS.rglob("*") if path.is_file())
        trees, verdicts = {}, {}
        for threads in THREADS:
            trees[threads], report = self.of_all_files(threads)
            verdicts[threads] = self.verdicts(report)
            items = report["items"]
            say(f"-j{threads}: {items['discovered']} files, {items['written']} written, {items['failed']} failed "
                f"({dict(Counter(verdict[1] for verdict in verdicts[threads].values()))}), "
                f"outputs {total(trees[threads])}, {report['wall_seconds']:.1f} s")
            self.assertEqual(present, items["discovered"])
            self.assertEqual((items["failed"], items["written"]), (len(verdicts[threads]), len(trees[threads])))
            self.assertEqual((0, 0, 0), (items["skipped"], items["dropped"], items["not_started"]))
        for threads in THREADS[1:]:
            self.assertEqual(trees[1], trees[threads])
            self.assertEqual(verdicts[1], verdicts[threads])
        self.every_failure_is_a_sentence(verdicts[1])
        self.what_is_sound_is_written(verdicts[1])

    def test_every_encoder_takes_whatever_was_decoded(self):
        of_format = {}
        for format_name, pixel_type in (("jpeg", "u8"), ("tiff", "u16"), ("exr", "f16"), ("webp", "u8")):
            files, report = self.of_all_files(THREADS[-1], format_name, pixel_type)
            of_format[format_name] = self.verdicts(report)
            say(f"{format_name}: {report['items']['written']} written, {report['items']['failed']} failed")
            self.assertEqual(report["items"]["written"], len(files))
            self.assertEqual([], [failure for failure in report["failures"] if failure["node"] == "encode"])
        for format_name, verdicts in of_format.items():
            self.assertEqual(of_format["jpeg"], verdicts, format_name)

    def every_failure_is_a_sentence(self, verdicts):
        for name, (node, error_class, message) in verdicts.items():
            with self.subTest(name):
                self.assertIn(node, ("decode", "resize", "convert", "encode"))
                self.assertIn(error_class, CLASSES)
                self.assertRegex(message, r"\A[^\n\r\t]{20,400}\Z")
                self.assertGreaterEqual(len(message.split()), 4, message)
                self.assertTrue(message.isprintable(), message)
                # What no user can do anything about is our mistake, not the picture's.
                self.assertNotIn("declared", message)

    def what_is_sound_is_written(self, verdicts):
        """All but those that the reviewed list names, each of them with the class that it has there."""
        counts, refused = Counter(), {}
        for line in (CORPUS / "MANIFEST.tsv").read_text().splitlines()[1:]:
            fields = line.split("\t") + [""] * 8
            name, format_name, special = fields[0], format_of(fields[0], fields[4]), fields[7]
            if format_name not in FORMATS or DAMAGE.search(special):
                continue
            verdict = verdicts.get(name)
            counts[format_name, verdict[1] if verdict else "written"] += 1
            if verdict and verdict[1] != "unsupported":
                refused[name] = {"class": verdict[1], "message": verdict[2]}
        for (format_name, outcome), count in sorted(counts.items()):
            say(f"  {format_name:5} {outcome:12} {count}")
        for name, refusal in refused.items():
            say(f"  {refusal['class']:10} {name}: {refusal['message']}")
        expected = json.loads(EXPECTED.read_text())
        self.assertEqual({name: (refusal["class"], refusal["why"]) for name, refusal in expected.items()},
                         {name: (refusal["class"], expected.get(name, {}).get("why", refusal["message"]))
                          for name, refusal in refused.items()})
        for format_name in FORMATS:
            self.assertGreater(counts[format_name, "written"], 5 if format_name in ("pnm", "jp2") else 10)


if __name__ == "__main__":
    main()
