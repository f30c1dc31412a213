# SPDX-License-Identifier: Apache-2.0
"""A program that takes part in a row."""

import importlib.machinery
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
OF_TASK = ("out", "count", "lines")  # what a command can have in {}
SHARP_NEEDS = "Node 18.17 or later, which Debian's package nodejs brings"


@dataclass(frozen=True)
class Contender:
    """`command` with {task} for the file that says what to do, {out} for the folder of the outputs, {count} and {lines}."""

    name: str
    command: tuple
    needs: tuple = ()  # programs, and Python modules
    environment: dict = field(default_factory=dict)
    graph: object = None  # of penstock: makes it of the task; {graph} in the command is its file
    aside: bool = False  # says what a part costs; is no competitor

    @property
    def is_own(self):
        return self.name.startswith("penstock")

    def missing(self):
        """A line about what it needs and what brings that; empty where all is there."""
        for need in self.needs:
            if need == "sharp":
                if shutil.which("node") is None:
                    return f"node is not there: sharp needs {SHARP_NEEDS}"
                if not (place.NODE_MODULES / "sharp").exists():
                    return "sharp is not there: tests/benchmark/peers/install.sh installs it with npm"
            elif need == "penstock":
                if not any((place.PYTHON_PACKAGES / "penstock" / f"_penstock{suffix}").exists()
                           for suffix in importlib.machinery.EXTENSION_SUFFIXES):
                    return (f"penstock's package for Python {sys.version.split()[0]} is not built: it needs Debian's packages "
                            "pybind11-dev and python3-dev")
            elif shutil.which(need) is None and (not need.isidentifier() or importlib.util.find_spec(need) is None):
                return f"{need} is not there: Debian's package {PACKAGES[need]} brings it"
        return ""

    def filled(self, task_file, task, folder):
        """The command for that task."""
        values = {"{task}": str(task_file), **{f"{{{key}}}": str(task[key]) for key in OF_TASK if key in task}}
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


def shipped(name, *variables):
    """penstock with a graph of graphs/ as it is."""
    words = (place.PENSTOCK, "run", place.GRAPHS / f"{name}.json", "--progress", "none")
    return Contender("penstock", words + tuple(word for variable in variables for word in ("--var", variable)))


def from_cpp(name="penstock from C++", way="save", aside=False):
    """Pictures of a program, saved through `penstock::ImagesSaver`."""
    return Contender(name, (place.SAVER_JOB, "{task}", way), aside=aside)


def from_python():
    """Arrays of a program, saved through `penstock.ImagesSaver`."""
    return Contender("penstock from Python", (PYTHON, "-B", JOBS / "penstock_job.py", "{task}"), ("PIL", "numpy", "penstock"),
                     {"PYTHONPATH": str(place.PYTHON_PACKAGES)})


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
    processes = f"{workers} processes"
    return {"sequential": "one after another", "threads": f"{workers} threads", "processes": processes,
            "batches": f"{processes} in batches", "processes_with_threads": f"{processes} with 100 threads each",
            "asyncio": f"asyncio, semaphore of {workers}",
            "saver": f"saver class, queue of 8, {workers} threads"}[way]
