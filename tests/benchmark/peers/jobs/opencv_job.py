# SPDX-License-Identifier: Apache-2.0
"""OpenCV at its best settings: decoding at a fraction of the size, INTER_AREA, one thread in each call."""

import sys

import cv2

import job

cv2.setNumThreads(1)


def options(task):
    if task["format"] == "jpeg":
        return [cv2.IMWRITE_JPEG_QUALITY, task["quality"]]
    if task["format"] == "webp":
        return [cv2.IMWRITE_WEBP_QUALITY, task["quality"]]
    level = task.get("opencv_level", task["zlib_level"])
    return [] if level == "default" else [cv2.IMWRITE_PNG_COMPRESSION, level]


def write(task, path, picture):
    if not cv2.imwrite(path, picture, options(task)):
        sys.exit(f"cv2.imwrite could not write {path}")


class Saving:
    def __init__(self, task):
        self.task = task
        self.pictures = [cv2.imread(name) for name in task["inputs"]]

    def make(self, index):
        return self.pictures[index % len(self.pictures)].copy()  # stands for making one

    def write(self, picture, path):
        write(self.task, path, picture)

    def __call__(self, index):
        self.write(self.make(index), job.output(self.task, index))


def shrinking(task):
    reduced = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}
    flag = reduced.get(task["reduce"], cv2.IMREAD_COLOR)

    def work(index):
        picture = cv2.imread(task["inputs"][index], flag)
        small = cv2.resize(picture, (task["width"], task["height"]), interpolation=cv2.INTER_AREA)
        write(task, job.output(task, index), small)

    return work


def converting(task):
    def work(index):
        write(task, job.output(task, index), cv2.imread(task["inputs"][index]))

    return work


if __name__ == "__main__":
    job.main(lambda task: {"save": Saving, "shrink": shrinking, "convert": converting}[task["operation"]](task))
