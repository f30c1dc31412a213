# SPDX-License-Identifier: Apache-2.0
"""A program that takes part in a row."""

import importlib.util
import shutil
import sys
from dataclasses import dataclass, field

import graphs
import place

PYTHON = sys.executable
JOBS = place.HERE / "jobs"

# What brings a program or a Python module.
PACKAGES = {"PIL": "python3-pil", "cv2": "python3-opencv", "numpy": "python3-numpy", "vips": "libvips-tools",
            "vipsthumbnail": "libvips-tools", "mogrify": "imagemagick", "gm": "graphicsmagick", "cwebp": "webp"}
SHARP_NEEDS = "Node 18.17 or later, which Debian's package nodejs brings"


@dataclass(frozen=True)
class Contender:
    """`command` with {task} for the file that says what to do, and {out} for the folder of the outputs."""

    name: str
    command: tuple
    needs: tuple = ()  # programs, and Python modules
    environment: dict = field(default_factory=dict)
    graph: object = None  # of penstock: makes it of the task; {graph} in the command is its file
    aside: bool = False  # says what a part costs; is no competitor

    def missing(self):
        """A line about what it needs and what brings that; empty where all is there."""
        for need in self.needs:
            if need == "sharp":
                if shutil.which("node") is None:
                    return f"node is not there: sharp needs {SHARP_NEEDS}"
                if not (place.NODE_MODULES / "sharp").exists():
                    return "sharp is not there: tests/benchmark/peers/install.sh installs it with npm"
            elif shutil.which(need) is None and (not need.isidentifier() or importlib.util.find_spec(need) is None):
                return f"{need} is not there: Debian's package {PACKAGES[need]} brings it"
        return ""

    def filled(self, task_file, task, folder):
        """The command for that task."""
        values = {"{task}": str(task_file), "{out}": task["out"]}
        if self.graph:
            values["{graph}"] = str(graphs.written(self.graph(task), folder, "graph"))
        words = []
        for word in map(str, self.command):
            for key, value in values.items():
                word = word.replace(key, value)
            words.append(word)
        return words


def penstock(graph, name="penstock", threads=None, aside=False):
    words = (place.PENSTOCK, "run", "{graph}", "--progress", "none") + (("-j", threads) if threads else ())
    return Contender(name, words, graph=graph, aside=aside)


def pillow(way, workers=1, needs=("PIL", "numpy")):
    return Contender(f"Pillow, {described(way, workers)}", (PYTHON, "-B", JOBS / "pillow_job.py", "{task}", way, workers),
                     needs)


def opencv(way, workers=1):
    return Contender(f"OpenCV, {described(way, workers)}", (PYTHON, "-B", JOBS / "opencv_job.py", "{task}", way, workers),
                     ("cv2", "numpy"))


def sharp(in_flight=4):
    return Contender(f"sharp, {in_flight} at once", ("node", JOBS / "sharp_job.mjs", "{task}", in_flight), ("sharp",),
                     {"UV_THREADPOOL_SIZE": "4", "PEERS_NODE_MODULES": str(place.NODE_MODULES)})


def tables(way, workers=1):
    return Contender(f"Python, {described(way, workers)}", (PYTHON, "-B", JOBS / "tables_job.py", "{task}", way, workers))


def split(name, processes, how, *words, environment=None):
    """A program of the command line. `how`: "all", each process gets its share of the files; "each", a process a file."""
    return Contender(f"{name}, {processes} process{'es' if processes > 1 else ''}",
                     (PYTHON, "-B", JOBS / "split_job.py", "{task}", processes, how, *words), (words[0],), environment or {})


def described(way, workers):
    return {"sequential": "one after another", "threads": f"{workers} threads", "processes": f"{workers} processes",
            "asyncio": f"asyncio, semaphore of {workers}",
            "saver": f"saver class, queue of 8, {workers} threads"}[way]
