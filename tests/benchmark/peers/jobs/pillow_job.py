# SPDX-License-Identifier: Apache-2.0
"""Pillow at its best settings: draft() before thumbnail(), no optimising of files."""

import numpy
from PIL import Image

import job


def options(task):
    if task["format"] == "jpeg":
        return {"quality": task["quality"], "subsampling": "4:2:0"}
    if task["format"] == "png":
        return {"compress_level": task["zlib_level"]}
    return {"quality": task["quality"]}


def saving(task):
    pictures = [numpy.asarray(Image.open(name)) for name in task["inputs"]]

    def work(index):
        picture = pictures[index % len(pictures)].copy()  # stands for making one
        if task["format"] != "none":
            Image.fromarray(picture).save(job.output(task, index), **options(task))

    return work


def shrinking(task):
    box = (task["width"], task["height"])

    def work(index):
        with Image.open(task["inputs"][index]) as image:
            image.draft("RGB", box)
            image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=None)
            image.save(job.output(task, index), **options(task))

    return work


def converting(task):
    def work(index):
        with Image.open(task["inputs"][index]) as image:
            image.save(job.output(task, index), **options(task))

    return work


if __name__ == "__main__":
    job.main(lambda task: {"save": saving, "shrink": shrinking, "convert": converting}[task["operation"]](task))
