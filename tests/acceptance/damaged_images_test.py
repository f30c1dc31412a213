#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One damaged file in a hundred: the others become what they would have become. damaged_images_test.py TOOL [GOOD]"""

import sys
from collections import Counter
from pathlib import Path

import damage
from proof import Proof, main, say

GOOD = int(sys.argv[2]) if len(sys.argv) > 2 else 300
WIDTH, HEIGHT, DISTINCT = 256, 192, 10
FORMATS = {"jpg": ("jpeg", {"quality": 90}), "png": ("png", {}), "webp": ("webp", {}), "tif": ("tiff", {})}


class DamagedImages(Proof):
    maxDiff = None

    def good_files(self):
        """The bytes of some pictures of each format."""
        nodes = {"frames": ("generate", {"count": DISTINCT}), "gate": ("limiter", {}),
                 "render": ("render", {"pattern": "photo", "width": WIDTH, "height": HEIGHT})}
        edges = ["frames -> gate -> render"]
        for extension, (name, params) in FORMATS.items():
            nodes[extension] = ("encode", {"format": name, **params})
            nodes[f"to_{extension}"] = ("write", {"path": f"made/{{seq}}.{extension}"})
            edges.append(f"render -> {extension} -> to_{extension}")
        self.run_config(self.config("make.json", nodes, *edges))
        return {extension: [(self.folder / f"made/{i}.{extension}").read_bytes() for i in range(DISTINCT)]
                for extension in FORMATS}

    def make_photos(self):
        """Good ones, and between them at least one of each kind of damage; the paths of all, and the bad classes."""
        good = self.good_files()
        folder = self.folder / "photos"
        folder.mkdir()
        extensions = list(FORMATS)
        names, classes = [], {}
        for i in range(GOOD):
            extension = extensions[i % len(extensions)]
            path = folder / f"{i:05} good.{extension}"
            path.write_bytes(good[extension][i // len(extensions) % DISTINCT])
            names.append(path)
        for i in range(max(len(damage.KINDS), GOOD // 100)):
            kind = damage.KINDS[i % len(damage.KINDS)]
            samples = {extension: files[i % DISTINCT] for extension, files in good.items()}
            path, classes[path] = damage.make(kind, folder / f"{i * 97 % GOOD:05} {i}", samples)
            names.append(path)
        return sorted(names), classes

    def of(self, names, folder, expect):
        listing = self.folder / f"{folder}.txt"
        listing.write_text("".join(f"{name}\n" for name in names))
        config = self.config(f"{folder}.json", {
            "files": ("files", {"list": str(listing)}),
            "gate": ("limiter", {"max_images": 16, "max_bytes": "256MiB"}),
            "decode": ("decode", {}),
            "resize": ("resize", {"width": 128}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": "${out}/{stem}-{source_ext}.{ext}"}),
        }, "files -> gate -> decode -> resize -> encode -> write")
        report = self.run_config(config, "--var", f"out={folder}", expect=expect)
        items = report["items"]
        say(f"{folder}: {items['discovered']} files, {items['written']} written, {items['failed']} failed, "
            f"{GOOD / report['wall_seconds']:.0f} good ones a second")
        return self.checksums(folder), report

    def test_damaged_files_change_nothing_for_the_others(self):
        self.assertGreaterEqual(len(damage.KINDS), 12)
        names, classes = self.make_photos()
        alone, quiet = self.of([name for name in names if name not in classes], "good alone", expect=0)
        together, report = self.of(names, "with damaged", expect=1)
        self.assertEqual(GOOD, len(alone))
        self.assertEqual(alone, together)
        self.assertEqual([], quiet["failures"])
        self.assertEqual((len(classes), GOOD), (report["items"]["failed"], report["items"]["written"]))
        told = {Path(failure["name"]): failure["class"] for failure in report["failures"]}
        self.assertEqual({path.name: name for path, name in classes.items()},
                         {path.name: name for path, name in told.items()})
        for error_class, count in sorted(Counter(told.values()).items()):
            say(f"  {error_class:12} {count}")
        for failure in report["failures"]:
            self.assertEqual("decode", failure["node"])


if __name__ == "__main__":
    main()
