# SPDX-License-Identifier: Apache-2.0
"""Whether outputs are what they should be: pixels, PSNR and SSIM, sizes, bytes."""

import io
import os
from pathlib import Path

import numpy
from PIL import Image

SAMPLE = 4  # outputs that are decoded
LOSS_ALLOWED = {"save": 1, "convert": 1, "shrink": 6}  # dB below a plain encoder; other filters shrink otherwise


def pixels(path):
    with Image.open(path) as image:
        return numpy.asarray(image.convert("RGB"))


def luma(image):
    return image.astype(numpy.float32) @ numpy.array([0.299, 0.587, 0.114], numpy.float32)


def psnr(one, other):
    """Of two luma planes, in decibel."""
    error = float(numpy.mean((one - other) ** 2, dtype=numpy.float64))
    return 99.0 if error == 0 else min(99.0, 10 * numpy.log10(255 * 255 / error))


def windows(plane, side=8):
    """Means of all windows of side x side, by sums that run along."""
    sums = numpy.cumsum(numpy.cumsum(plane.astype(numpy.float64), 0), 1)
    sums = numpy.pad(sums, ((1, 0), (1, 0)))
    return (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2


def ssim(one, other):
    """The structural similarity of two luma planes, over windows of 8x8: 1 is equal."""
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_one, mean_other = windows(one), windows(other)
    var_one = windows(one * one) - mean_one**2
    var_other = windows(other * other) - mean_other**2
    both = windows(one * other) - mean_one * mean_other
    values = ((2 * mean_one * mean_other + c1) * (2 * both + c2) /
              ((mean_one**2 + mean_other**2 + c1) * (var_one + var_other + c2)))
    return float(values.mean())


def paths_of(task, ending):
    if task["operation"] == "tables":
        return [Path(task["out"]) / f"data-{index:04}.{ending}" for index in range(task["count"])]
    if task["operation"] == "save":
        return [Path(task["out"]) / f"{index:06}.{ending}" for index in range(task["count"])]
    return [Path(task["out"]) / f"{Path(name).stem}.{ending}" for name in task["inputs"][:task["count"]]]


def missing(task, ending):
    """A sentence where outputs are not there, or empty; else nothing."""
    paths = paths_of(task, ending)
    gone = [path for path in paths if not path.exists() or path.stat().st_size == 0]
    extra = len(os.listdir(task["out"])) - len(paths)
    if gone:
        return f"{len(gone)} of {len(paths)} outputs are missing or empty, such as {gone[0].name}"
    return f"{extra} files too many" if extra else ""


class Pictures:
    """Compares the first outputs of a row with what should be in them."""

    def __init__(self, task, ending):
        self.ending = ending
        self.count = min(SAMPLE, task["count"])
        sources = [pixels(name) for name in task["inputs"][:self.count]]
        if task["operation"] == "shrink":
            size = (task["width"], task["height"])
            sources = [numpy.asarray(Image.fromarray(source).resize(size, Image.Resampling.LANCZOS)) for source in sources]
        self.sources = sources
        self.planes = [luma(source) for source in sources]
        self.is_lossless = task["format"] == "png"
        self.least = self.plain_encoder(task) - LOSS_ALLOWED[task["operation"]]

    def plain_encoder(self, task):
        """What the encoder that everybody uses keeps of the same pixels at the same setting."""
        if self.is_lossless:
            return 99.0
        reached = []
        for source, plane in zip(self.sources, self.planes):
            file = io.BytesIO()
            more = {"subsampling": "4:2:0"} if task["format"] == "jpeg" else {}
            Image.fromarray(source).save(file, task["format"].upper(), quality=task["quality"], **more)
            reached.append(psnr(luma(pixels(file)), plane))
        return float(numpy.mean(reached))

    def judge(self, task):
        """Figures about the outputs; `wrong` is a sentence where they are not what they should be."""
        wrong = missing(task, self.ending)
        if wrong:
            return {"wrong": wrong}
        paths = paths_of(task, self.ending)
        result = {"mean_bytes": sum(path.stat().st_size for path in paths) / len(paths)}
        decibel, similarity = [], []
        for path, source, plane in zip(paths, self.sources, self.planes):
            image = pixels(path)
            if image.shape != source.shape:
                return result | {"wrong": f"{path.name} has the shape {image.shape} instead of {source.shape}"}
            if self.is_lossless and not numpy.array_equal(image, source):
                return result | {"wrong": f"{path.name} has other pixels"}
            decibel.append(psnr(luma(image), plane))
            similarity.append(ssim(luma(image), plane))
        result |= {"psnr": float(numpy.mean(decibel)), "ssim": float(numpy.mean(similarity))}
        if result["psnr"] < self.least:
            result["wrong"] = f"{result['psnr']:.1f} dB; expected at least {self.least:.1f}"
        return result


class Tables:
    """Compares all bytes of the first and last files."""

    def judge(self, task):
        wrong = missing(task, "csv")
        if wrong:
            return {"wrong": wrong}
        paths = paths_of(task, "csv")
        for index in {0, task["count"] // 2, task["count"] - 1}:
            lines = (",".join(str(index + line + column) for column in range(task["columns"]))
                     for line in range(task["lines"]))
            if paths[index].read_text() != "\n".join(lines) + "\n":
                return {"wrong": f"{paths[index].name} has other bytes"}
        return {"mean_bytes": sum(path.stat().st_size for path in paths) / len(paths)}
