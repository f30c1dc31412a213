# SPDX-License-Identifier: Apache-2.0
"""The rows of the comparison: the work, and who does it."""

from dataclasses import dataclass, field

import contender
import graphs
import inputs
import place
from contender import opencv, penstock, pillow, sharp, split

MAX_BYTES = {"save": "64MiB", "shrink": "256MiB", "convert": "128MiB", "tables": "64MiB"}


@dataclass
class Row:
    key: str
    title: str
    count: int
    task: dict
    contenders: list
    kind: dict | None = None  # of pictures that are read
    ending: str = ""
    stage_pictures: int = 24
    published: dict = field(default_factory=dict)  # seconds of the same work elsewhere by programs' names, the basis first

    def prepared(self, where, count):
        """The task for so many outputs, with its inputs."""
        operation = self.task["operation"]
        task = {"count": count, "max_bytes": MAX_BYTES[operation], "stage_pictures": self.stage_pictures,
                "fast": False, "reduce": 1, "stage_reduce": 1, **self.task}
        if self.kind:
            needed = inputs.DISTINCT if operation == "save" else count
            task["inputs"] = inputs.pictures(where, f"{self.kind['ending']}-{self.kind['size'][0]}", self.kind, needed)
            task["seed"] = graphs.SEED
        return task

    def judge(self, task):
        import quality  # needs numpy and Pillow, which those who only ask about rows need not have

        return quality.Tables() if self.task["operation"] == "tables" else quality.Pictures(task, self.ending)


SAVERS = [contender.from_cpp(), contender.from_python(), pillow("sequential"), pillow("threads", 2), pillow("threads", 4),
          pillow("processes", 2), pillow("asyncio", 8), opencv("sequential"), opencv("threads", 2), opencv("saver", 8),
          sharp(2), sharp(4)]


def saving(key, title, count, contenders, ending, **task):
    task = {"operation": "save", "picture": inputs.PNM["size"], **task}
    return Row(key, title, count, task, contenders, inputs.PNM, ending)


def generation():
    """What making pictures costs without saving them, on either side."""
    copies = contender.Contender("numpy copies alone", (contender.PYTHON, "-B", contender.JOBS / "pillow_job.py", "{task}",
                                                        "unsaved", 1), ("PIL", "numpy"), aside=True)
    return [penstock(graphs.draw_alone, "penstock draws alone", aside=True), copies,
            contender.from_cpp("C++ copies alone", "unsaved", aside=True)]


def magick(*words):
    return split("ImageMagick", 2, "all", "mogrify", *words, "{inputs}", environment={"MAGICK_THREAD_LIMIT": "1"})


def graphics_magick(*words):
    return split("GraphicsMagick", 2, "all", "gm", "mogrify", *words, "{names}", environment={"OMP_NUM_THREADS": "1"})


def shrinking(key, title, count, width, height, quality_of_jpeg, reduce, stage_reduce):
    """`reduce`: the part of a JPEG's sides that others may decode; `stage_reduce`: that leaves the shrunk picture at 40 dB."""
    size = f"{width}x{height}"
    task = {"operation": "shrink", "format": "jpeg", "quality": quality_of_jpeg, "width": width, "height": height,
            "reduce": reduce, "stage_reduce": stage_reduce}
    words = ("-quality", quality_of_jpeg, "-sampling-factor", "2x2")
    thumbnail = ("vipsthumbnail", "{inputs}", "--size", size, "-o", f"{{out}}/%s.jpg[Q={quality_of_jpeg}]")
    contenders = [
        penstock(graphs.shrink), pillow("threads", 2), pillow("processes", 2), opencv("threads", 2),
        opencv("processes", 2), sharp(2), sharp(4), split("vipsthumbnail", 1, "all", *thumbnail),
        split("vipsthumbnail", 2, "all", *thumbnail, environment={"VIPS_CONCURRENCY": "1"}),
        magick("-path", "{out}", "-define", f"jpeg:size={size}", "-resize", size, *words),
        graphics_magick("-output-directory", "{out}", "-size", size, "-resize", size, *words)]
    return Row(key, title, count, task, contenders, inputs.LARGE_JPEG, "jpg")


W4A = [penstock(graphs.convert), pillow("threads", 2), pillow("processes", 2), opencv("threads", 2), opencv("processes", 2),
       sharp(2), sharp(4),
       split("vips", 2, "each", "vips", "copy", "{input}", "{out}/{stem}.jpg[Q=90,subsample_mode=on]"),
       magick("-path", "{out}", "-format", "jpg", "-quality", 90, "-sampling-factor", "2x2"),
       graphics_magick("-output-directory", "{out}", "-format", "jpg", "-quality", 90, "-sampling-factor", "2x2")]
W4B = [penstock(graphs.convert), pillow("threads", 2), pillow("processes", 2), opencv("threads", 2), sharp(2),
       split("cwebp", 2, "each", "cwebp", "-quiet", "-q", 80, "{input}", "-o", "{out}/{stem}.webp"),
       split("vips", 2, "each", "vips", "copy", "{input}", "{out}/{stem}.webp[Q=80]"),
       magick("-path", "{out}", "-format", "webp", "-quality", 80)]
W5 = [contender.shipped("save_csv_files", "count={count}", "lines={lines}", "out={out}"), contender.tables("sequential"),
      contender.tables("threads", 100), contender.tables("processes", 2), contender.tables("batches", 2),
      contender.tables("processes_with_threads", 2), contender.tables("asyncio", 8),
      contender.Contender("plain C++, 1 thread", (place.PLAIN_TABLES, "{task}", 1)),
      contender.Contender("plain C++, 2 threads", (place.PLAIN_TABLES, "{task}", 2))]

# Of 5,000 such files, written by Python with 8 logical cores.
PUBLISHED_W5 = dict(zip([way.name for way in W5[1:7]], (63.4, 64.6, 21.43, 20.86, 20.56, 62.36)))

ROWS = [
    saving("W1a", "generated 1920x1080 to JPEG, quality 90, 4:2:0", 500,
           [penstock(graphs.save), penstock(graphs.save, "penstock, 1 thread", 1), *SAVERS, *generation()], "jpg",
           format="jpeg", quality=90),
    # What level 4 makes is no larger than what the others make at 6: a goal of its own holds it to that.
    saving("W1b", "generated 1920x1080 to PNG, no larger than at zlib's level 6", 100,
           [penstock(graphs.save), *SAVERS], "png", format="png", level=4,
           zlib_level=6),
    saving("W1c", "generated 1920x1080 to PNG, as fast as it goes", 60,
           [penstock(graphs.save), *SAVERS], "png", format="png", fast=True,
           zlib_level=1, opencv_level="default"),
    shrinking("W2", "JPEG of 4000x3000 to 256 pixels, quality 80", 200, 256, 192, 80, 8, 8),
    shrinking("W3", "JPEG of 4000x3000 to 1600 pixels, quality 85", 60, 1600, 1200, 85, 2, 1),
    Row("W4a", "PNG of 1920x1080 to JPEG, quality 90", 100, {"operation": "convert", "format": "jpeg", "quality": 90}, W4A,
        inputs.PNG, "jpg"),
    Row("W4b", "PNG of 1920x1080 to WebP, quality 80", 40, {"operation": "convert", "format": "webp", "quality": 80}, W4B,
        inputs.PNG, "webp", stage_pictures=6),
    Row("W5", "tables of 5,000 lines of 10 integers as CSV", 5000,
        {"operation": "tables", "format": "none", "lines": 5000, "columns": 10}, W5, ending="csv", stage_pictures=100,
        published=PUBLISHED_W5),
]
