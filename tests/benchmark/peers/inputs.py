# SPDX-License-Identifier: Apache-2.0
"""The files that are read: drawn by penstock, the same ones everywhere and always; made once."""

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import graphs
import place

DISTINCT = 8  # pictures; the others are copies under other names

PNM = {"size": (1920, 1080), "encode": {"format": "pnm"}, "ending": "pnm"}
LARGE_JPEG = {"size": (4000, 3000), "encode": {"format": "jpeg", "quality": 85}, "ending": "jpg"}  # 2.4 MB each
PNG = {"size": (1920, 1080), "encode": {"format": "png", "fast": False, "level": 6}, "ending": "png"}
SMALL = (640, 480)


def draw(folder, kind, count=DISTINCT):
    """Has penstock draw pictures, called 000000 and so on."""
    graph = graphs.save({"count": count, "picture": kind["size"], "max_bytes": "512MiB", "out": folder, **kind["encode"]})
    file = graphs.written(graph, folder, "draw")
    subprocess.run([place.PENSTOCK, "run", file, "--progress", "none"], check=True, capture_output=True)
    file.unlink()
    (folder / "kind").write_text(json.dumps(kind))


def pictures(where, name, kind, count):
    """Paths of `count` pictures of that kind, made where there are not enough."""
    folder = where.inputs / name
    mark = folder / "kind"
    if not mark.exists() or json.loads(mark.read_text()) != json.loads(json.dumps(kind)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        draw(folder, kind)
    paths = [folder / f"{index:06}.{kind['ending']}" for index in range(count)]
    missing = [(paths[index % DISTINCT], paths[index]) for index in range(DISTINCT, count) if not paths[index].exists()]
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda pair: shutil.copyfile(*pair), missing):
            pass
    warm(paths)
    return [str(path) for path in paths]


def warm(paths):
    """Into the page cache, so that nobody is the first to read them."""
    for path in paths:
        path.read_bytes()
