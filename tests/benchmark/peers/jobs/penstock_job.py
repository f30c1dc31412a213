# SPDX-License-Identifier: Apache-2.0
"""The arrays that Pillow's job saves, saved through penstock.ImagesSaver.

    penstock_job.py TASK.json        (the task as job.py describes it; of PNG, `level`, or `fast`)
"""

import json
import sys
from pathlib import Path

import numpy
import penstock
from PIL import Image

import job


def options(task):
    if task["format"] == "png":
        return {"encode": {"png": {"effort": "fast"}}} if task["fast"] else {"level": task["level"]}
    return {"quality": task["quality"]}


def main():
    task = json.loads(Path(sys.argv[1]).read_text())
    pictures = [numpy.asarray(Image.open(name)) for name in task["inputs"]]
    with penstock.ImagesSaver(task["out"], **options(task)) as saver:
        for index in range(task["count"]):
            picture = pictures[index % len(pictures)].copy()  # stands for making one
            saver.save(Path(job.output(task, index)).name, picture)


if __name__ == "__main__":
    main()
