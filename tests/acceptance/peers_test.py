#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the operations make of real pictures, beside what ImageMagick makes of them. peers_test.py TOOL

One pair is a file and an operation. Both sides decode the file themselves. Values are compared as 16 bits, colours
weighted with their alpha: what is transparent has no colour that counts."""

import ast
import hashlib
import json
import operator
import shutil
import struct
import subprocess
from array import array
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from peer_pictures import FILES, SRGB_PICTURE, WIDE_PICTURE
from proof import CORPUS, Proof, main, say

COMPARE = shutil.which("compare-im6") or shutil.which("compare")
MAGICK = shutil.which("convert-im6") or shutil.which("magick") or shutil.which("convert")
LEAST_PAIRS = 150
STEP = 257  # of 8 bits, in 16

# A small picture with alpha that lies on others; what it measures.
MARK = CORPUS / "pillow/Tests/images/icc_profile_none.png"
MARK_SIZE = (57, 57)

OCIO_CONFIG = Path(__file__).resolve().parents[1] / "support/show.ocio"

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # of fonts-dejavu-core


class Operation:
    """`nodes` are what penstock does, `magick(width, height, attributes)` what ImageMagick does; the attributes are those
    that the nodes gave the picture. `most` and `mean` are how far a value may be off, at most and on average over a
    picture; in steps of 8 bits. `bits` are what ImageMagick writes. `overlay` are the nodes on the way to the second
    input of the last of the nodes."""

    def __init__(self, nodes, magick, most=0.0, mean=0.0, bits=16, overlay=()):
        self.nodes, self.most, self.mean, self.bits, self.overlay = nodes, most, mean, bits, overlay
        self.is_encoded = nodes[-1][0] == "tensor"
        self.magick = magick if callable(magick) else lambda width, height, attributes: magick


def inside(width, height, box_width, box_height):
    """The size of a picture that was fitted into a box, as src/pixels/fit.cpp rounds it."""
    if box_height * width >= box_width * height:
        return box_width, max((height * box_width + width // 2) // width, 1)
    return max((width * box_height + height // 2) // height, 1), box_height


def padded(width, height, attributes):
    fitted = inside(width, height, 90, 90)
    left, top = (90 - fitted[0]) // 2, (90 - fitted[1]) // 2
    return ["-filter", "Mitchell", "-resize", f"{fitted[0]}x{fitted[1]}!", "-background", BACKGROUND, "-compose",
            "Copy", "-gravity", "NorthWest", "-extent", f"90x90-{left}-{top}"]


def resized(name, magick_name, most, mean):
    return Operation([("resize", {"width": 60, "height": 45, "fit": "fill", "filter": name, "enlarge": True})],
                     ["-filter", magick_name, "-resize", "60x45!"], most, mean)


def marked(gravity, margin, scale=None, opacity=1):
    """The mark as wide as that share of the picture, or as it is, and as small as fits."""
    def magick(width, height, attributes):
        size = MARK_SIZE if scale is None else inside(*MARK_SIZE, int(width * scale + 0.5), 1 << 32)
        room = max(width - 2 * margin, 1), max(height - 2 * margin, 1)
        if size[0] > room[0] or size[1] > room[1]:
            size = inside(*MARK_SIZE, *room)
        return ["(", MARK, "-filter", "Lanczos", "-resize", f"{size[0]}x{size[1]}!", "-alpha", "set", "-channel", "A",
                "-evaluate", "multiply", str(opacity), "+channel", ")", "-gravity", gravity, "-geometry",
                f"+{margin}+{margin}", "-compose", "Over", "-composite"]
    return magick


def composed(params, magick, most, mean):
    """The picture under a small copy of itself, which lies on its head."""
    small = [("resize", {"width": 60, "height": 45, "fit": "fill", "filter": "nearest", "enlarge": True}),
             ("flip", {"axis": "vertical"})]
    return Operation([("composite", params)], ["(", "+clone", "-filter", "point", "-resize", "60x45!", "-flip", *magick[0],
                                               ")", *magick[1:], "-composite"], most, mean, overlay=small)


def in_words(*nodes):
    """What changes tones is compared in 16 bits: those of 8 are the same, rounded."""
    return [("convert", {"pixel_type": "u16"}), *nodes]


def saturation_matrix(amount):
    """Each row makes one colour of all three."""
    weights = (0.2126, 0.7152, 0.0722)
    return " ".join(str((1 - amount) * weights[from_] + amount * (from_ == to)) for to in range(3) for from_ in range(3))


def mirrored(width, height, attributes):
    return {"none": [], "horizontal": ["-flop"], "vertical": ["-flip"], "both": ["-rotate", "180"]}[attributes["flipped"]]


def jittered(width, height, attributes):
    amounts = [100 * attributes["jitter_brightness"], 100 * attributes["jitter_contrast"]]
    return ["-brightness-contrast", "{}x{}".format(*amounts), "-color-matrix",
            saturation_matrix(attributes["jitter_saturation"])]


# Gray, so that it is the same for gray pictures: ours get its luma, ImageMagick's become coloured.
BACKGROUND = "#505050"

OPERATIONS = {
    "crop": Operation([("crop", {"x": 5, "y": 7, "width": 50, "height": 30})],
                      ["-crop", "50x30+5+7", "+repage"]),
    "tile and untile": Operation([("tile", {"width": 200, "height": 150, "overlap": 5}), ("untile", {})], []),
    "crop from the corner": Operation([("crop", {"x": 3, "y": 2, "width": 50, "height": 30,
                                                 "gravity": "bottom_right"})],
                                      ["-gravity", "SouthEast", "-crop", "50x30+3+2", "+repage"]),
    "pad": Operation([("pad", {"left": 5, "top": 3, "right": 7, "bottom": 11, "background": BACKGROUND})],
                     lambda width, height, attributes: ["-background", BACKGROUND, "-compose", "Copy", "-gravity", "NorthWest",
                                            "-extent", f"{width + 12}x{height + 14}-5-3"]),
    "pad to a size": Operation([("pad", {"width": 1301, "height": 1200, "gravity": "bottom",
                                         "background": BACKGROUND})],
                               lambda width, height, attributes: ["-background", BACKGROUND, "-compose", "Copy", "-gravity",
                                                      "NorthWest", "-extent",
                                                      f"1301x1200-{(1301 - width) // 2}-{1200 - height}"]),
    # No picture of the corpus has a border of its own that both call one: it gets one.
    "trim": Operation([("pad", {"left": 5, "top": 3, "right": 7, "bottom": 11, "background": "#ffffff"}), ("trim", {})],
                      lambda width, height, attributes: ["-background", "white", "-compose", "Copy", "-gravity", "NorthWest",
                                             "-extent", f"{width + 12}x{height + 14}-5-3", "-trim", "+repage"]),
    "flip horizontal": Operation([("flip", {"axis": "horizontal"})], ["-flop"]),
    "flip vertical": Operation([("flip", {"axis": "vertical"})], ["-flip"]),
    "rotate 90": Operation([("rotate", {"degrees": 90})], ["-rotate", "90"]),
    "rotate 180": Operation([("rotate", {"degrees": 180})], ["-rotate", "180"]),
    "rotate 270": Operation([("rotate", {"degrees": 270})], ["-rotate", "270"]),
    # Filters that overshoot differ at hard edges: ImageMagick clamps and rounds to 16 bits between the two directions,
    # ours does neither. The means say whether it is the same filter: rounding to 8 bits alone makes them 0.19.
    "resize box": Operation([("resize", {"width": 60, "height": 45, "fit": "fill", "filter": "box", "enlarge": True})],
                            ["-scale", "60x45!"], 1.5, 0.3),
    "resize triangle": resized("triangle", "Triangle", 1.0, 0.25),
    "resize catrom": resized("catrom", "Catrom", 13.0, 0.3),
    "resize mitchell": resized("mitchell", "Mitchell", 6.0, 0.25),
    "resize lanczos2": resized("lanczos2", "Lanczos2", 13.0, 0.3),
    "resize lanczos3": resized("lanczos3", "Lanczos", 22.0, 0.45),
    "enlarge catrom": Operation([("resize", {"width": 700, "height": 500, "fit": "fill", "filter": "catrom",
                                             "enlarge": True})],
                                ["-filter", "Catrom", "-resize", "700x500!"], 30.0, 0.25),
    "resize inside": Operation([("resize", {"width": 80, "height": 80, "filter": "mitchell", "enlarge": True})],
                               ["-filter", "Mitchell", "-resize", "80x80"], 4.0, 0.25),
    "resize cover": Operation([("resize", {"width": 36, "height": 36, "fit": "cover", "filter": "mitchell"})],
                              ["-filter", "Mitchell", "-resize", "36x36^", "-gravity", "Center", "-crop", "36x36+0+0",
                               "+repage"], 5.0, 0.25),
    "resize pad": Operation([("resize", {"width": 90, "height": 90, "fit": "pad", "filter": "mitchell",
                                         "enlarge": True, "background": BACKGROUND})], padded, 4.0, 0.25),
    "resize linear": Operation([("resize", {"width": 60, "height": 45, "fit": "fill", "filter": "triangle",
                                            "enlarge": True, "linear": True})],
                               ["-colorspace", "RGB", "-filter", "Triangle", "-resize", "60x45!", "-colorspace",
                                "sRGB"], 1.0, 0.25),
    "rotate 30": Operation([("rotate", {"degrees": 30, "filter": "bilinear", "expand": False,
                                        "background": BACKGROUND})],
                           ["-virtual-pixel", "background", "-background", BACKGROUND, "-filter", "point",
                            "-interpolate", "bilinear", "-distort", "SRT", "30"], 1.0, 0.25),
    "flatten": Operation([("flatten", {"background": BACKGROUND})],
                         ["-background", BACKGROUND, "-alpha", "remove", "-alpha", "off"], 0.51, 0.25),
    # Colours and alpha are rounded to 8 bits each, and compared as one.
    "composite over": composed({"x": 9, "y": 5, "opacity": 0.5},
                               [["-alpha", "set", "-channel", "A", "-evaluate", "multiply", "0.5", "+channel"],
                                "-gravity", "NorthWest", "-geometry", "+9+5", "-compose", "Over"], 1.0, 0.1),
    "composite outside": composed({"gravity": "bottom_right", "x": -30, "y": -20},
                                  [[], "-gravity", "SouthEast", "-geometry", "-30-20", "-compose", "Over"], 0.0, 0.0),
    "composite add": composed({"operation": "add"}, [[], "-gravity", "NorthWest", "-compose", "Plus"], 1.0, 0.1),
    "composite multiply": composed({"operation": "multiply"}, [[], "-gravity", "NorthWest", "-compose", "Multiply"],
                                   1.0, 0.1),
    "composite screen": composed({"operation": "screen"}, [[], "-gravity", "NorthWest", "-compose", "Screen"], 1.0, 0.1),
    # One picture is so low that the mark is scaled there, too: see above of filters that overshoot.
    "watermark": Operation([("watermark", {"image": str(MARK), "margin": 7, "opacity": 0.6})],
                           marked("SouthEast", 7, opacity=0.6), 4.0, 0.1),
    "watermark scaled": Operation([("watermark", {"image": str(MARK), "margin": 3, "scale": 0.25,
                                                  "gravity": "top_left"})], marked("NorthWest", 3, 0.25), 13.0, 0.1),
    # The same outlines; ImageMagick fits them to the pixels first. A text one pixel beside it makes 6 on average.
    "text": Operation([("resize", {"width": 400, "height": 100, "fit": "fill", "filter": "nearest", "enlarge": True}),
                       ("text", {"text": "Penstock 42 AV", "font": str(FONT), "size": 40, "gravity": "top_left",
                                 "margin": 10})],
                      ["-filter", "point", "-resize", "400x100!", "-font", FONT, "-pointsize", "40", "-fill", "white",
                       "-gravity", "NorthWest", "-annotate", "+10+10", "Penstock 42 AV"], 255.0, 3.0),
    "convert to u16": Operation([("convert", {"pixel_type": "u16"})], []),
    # ImageMagick 6 takes the integer below, penstock the nearest.
    "convert to u8": Operation([("convert", {"pixel_type": "u8"})], [], 1.0, 0.4, bits=8),
    "convert to gray": Operation([("convert", {"channels": 1})],
                                 ["-alpha", "off", "-grayscale", "Rec709Luma"], 0.52, 0.25),
    "color_convert to linear": Operation([("convert", {"pixel_type": "u16"}), ("color_convert", {"to": "linear"})],
                                         ["-colorspace", "RGB", "-set", "colorspace", "sRGB"], 0.01, 0.001),
    "levels": Operation(in_words(("levels", {"black": 0.1, "white": 0.9, "gamma": 1.4, "out_black": 0.05,
                                             "out_white": 0.95})),
                        ["-level", "10%,90%,1.4", "+level", "5%,95%"], 0.02, 0.01),
    "gamma": Operation(in_words(("gamma", {"value": 0.6})), ["-gamma", "0.6"], 0.01, 0.01),
    "brightness_contrast": Operation(in_words(("brightness_contrast", {"brightness": 0.1, "contrast": 0.3})),
                                     ["-brightness-contrast", "10x30"], 0.01, 0.01),
    "saturation": Operation(in_words(("saturation", {"amount": 1.6})),
                            ["-color-matrix", saturation_matrix(1.6)], 0.02, 0.01),
    "ocio_convert": Operation([("convert", {"channels": 4, "pixel_type": "u16"}),
                               ("ocio_convert", {"config": str(OCIO_CONFIG), "from": "light", "to": "mixed"})],
                              ["-color-matrix", "0 1 0 1 0 0 0.25 0 0.75"], 0.01, 0.01),
    # ImageMagick's Gaussian is the mean over a third of a pixel, and rounded between the two directions.
    "blur": Operation(in_words(("blur", {"sigma": 2})), ["-virtual-pixel", "edge", "-channel", "RGBA,sync", "-blur", "0x2", "+channel"], 1.5, 0.12),
    # It compares twice the difference with its threshold, and weights colours with their alpha in a way of its own.
    "unsharp": Operation([("convert", {"pixel_type": "u16", "channels": 3}),
                          ("unsharp", {"sigma": 1.5, "amount": 0.8, "threshold": 0.02})],
                         ["-alpha", "off", "-virtual-pixel", "edge", "-unsharp", "0x1.5+0.8+0.04"], 6.0, 0.15),
    "normalize": Operation([("normalize", {"mean": -0.25, "deviation": 2}), ("convert", {"pixel_type": "u16"})],
                           ["-function", "Polynomial", "0.5,0.125"], 0.01, 0.01),
    "tensor of planes": Operation([("tensor", {"layout": "chw"})], [], 0.01, 0.01),
    "tensor of pixels": Operation([("tensor", {"layout": "hwc", "pixel_type": "f16"})], [], 0.13, 0.05),
    "random_crop": Operation([("random_crop", {"width": 40, "height": 25, "seed": 3})],
                             lambda width, height, attributes: ["-crop", "40x25+{crop_x}+{crop_y}".format(**attributes),
                                                                "+repage"]),
    "random_flip": Operation([("random_flip", {"horizontal": 0.5, "vertical": 0.5})], mirrored),
    "jitter": Operation(in_words(("jitter", {"brightness": 0.2, "contrast": 0.2, "saturation": 0.5})), jittered,
                        0.03, 0.01),
}


class Picture:
    """RGBA of 16 bits."""

    def __init__(self, width, height, samples):
        self.width, self.height, self.samples = width, height, samples

    def weighted(self):
        alpha = self.samples[3::4]
        if min(alpha) == 65535:
            return self.samples
        result = array("H", self.samples)
        for channel in range(3):
            result[channel::4] = array("H", map(lambda value, weight: (value * weight + 32767) // 65535,
                                                self.samples[channel::4], alpha))
        return result

    def difference(self, other):
        """The largest, and the mean, in steps of 8 bits."""
        distances = list(map(abs, map(operator.sub, self.weighted(), other.weighted())))
        return max(distances) / STEP, sum(distances) / len(distances) / STEP


def read_tiff(path):
    """An uncompressed TIFF of 8 or 16 bits, little-endian, as penstock writes it."""
    data = path.read_bytes()
    assert data[:4] == b"II*\0", path
    at = int.from_bytes(data[4:8], "little")
    tags = {}
    for i in range(int.from_bytes(data[at:at + 2], "little")):
        entry = data[at + 2 + 12 * i:at + 14 + 12 * i]
        tag, kind, count = (int.from_bytes(entry[:2], "little"), int.from_bytes(entry[2:4], "little"),
                            int.from_bytes(entry[4:8], "little"))
        size = {1: 1, 3: 2, 4: 4}.get(kind)
        if size is None:
            continue
        where = entry[8:12] if size * count <= 4 else data[int.from_bytes(entry[8:12], "little"):]
        tags[tag] = [int.from_bytes(where[size * k:size * k + size], "little") for k in range(count)]
    width, height, channels, bits = tags[256][0], tags[257][0], tags[277][0], tags[258][0]
    pixels = b"".join(data[begin:begin + size] for begin, size in zip(tags[273], tags[279]))
    return Picture(width, height, as_rgba(in_16_bits(pixels, bits), channels))


def read_npy(path):
    """An array of floats between 0 and 1, little-endian, as numpy.load would read it."""
    data = path.read_bytes()
    assert data[:8] == b"\x93NUMPY\1\0", path
    begin = 10 + int.from_bytes(data[8:10], "little")
    assert begin % 64 == 0 and data[begin - 1:begin] == b"\n", path
    header = ast.literal_eval(data[10:begin].decode("ascii"))
    assert header["fortran_order"] is False and set(header) == {"descr", "fortran_order", "shape"}, path
    code = {"<f4": "f", "<f2": "e"}[header["descr"]]
    size = struct.calcsize(code)
    samples = array("H", (round(65535 * value) for value in
                          struct.unpack(f"<{(len(data) - begin) // size}{code}", data[begin:])))
    is_planar = header["shape"][0] <= 4
    channels, height, width = header["shape"] if is_planar else header["shape"][2:] + header["shape"][:2]
    assert len(samples) == channels * height * width, path
    if is_planar:
        planes, samples = samples, array("H", bytes(2 * len(samples)))
        for channel in range(channels):
            samples[channel::channels] = planes[channel * width * height:(channel + 1) * width * height]
    return Picture(width, height, as_rgba(samples, channels))


def read(path, is_array):
    return read_npy(path.with_name(path.name + ".npy")) if is_array else read_tiff(path.with_name(path.name + ".tif"))


def in_16_bits(samples, bits):
    return array("H", samples if bits == 16 else map(STEP.__mul__, samples))


def as_rgba(samples, channels):
    count = len(samples) // channels
    result = array("H", bytes([255]) * (8 * count))
    for channel in range(3):
        result[channel::4] = samples[channel if channels > 2 else 0::channels]
    if channels % 2 == 0:
        result[3::4] = samples[channels - 1::channels]
    return result


class Peers(Proof):
    def setUp(self):
        super().setUp()
        if MAGICK is None:
            self.skipTest("there is no ImageMagick here")
        if not (CORPUS / "MANIFEST.tsv").exists():
            self.skipTest(f"there is no corpus at {CORPUS}")

    def penstock_makes_all(self):
        """One graph: every file is decoded once and goes through every operation."""
        nodes = {
            "files": ("files", {"paths": [str(CORPUS / name) for name in FILES]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "encode": ("encode", {"format": "tiff", "compression": "none"}),
            "write": ("write", {"path": "${out}/{op}/{stem}.{source_ext}.{ext}"}),
            "record": ("record", {"path": "${out}/attributes.jsonl"}),
        }
        edges = ["files -> gate -> decode", "encode -> [write, record]"]
        for number, (name, operation) in enumerate(OPERATIONS.items()):
            chain = []
            for position, (node_type, params) in enumerate(operation.nodes):
                chain.append(f"op{number}_{position}")
                nodes[chain[-1]] = (node_type, params)
            nodes[chain[-1]] += ({"set": {"op": name}},)
            end = "[write, record]" if operation.is_encoded else "encode"
            if operation.overlay:
                over = []
                for position, node in enumerate(operation.overlay):
                    over.append(f"over{number}_{position}")
                    nodes[over[-1]] = node
                edges.append(" -> ".join(["decode", *over, f"{chain[-1]}.overlay"]))
                edges += [" -> ".join(["decode", *chain[:-1], f"{chain[-1]}.image"]), f"{chain[-1]} -> {end}"]
            else:
                edges.append(" -> ".join(["decode", *chain, end]))
        report = self.run_config(self.config("peers.json", nodes, *edges))
        self.assertEqual((len(FILES), 2 * len(FILES) * len(OPERATIONS)), (report["items"]["written"], report["outputs"]))
        lines = map(json.loads, (self.folder / "out/attributes.jsonl").read_text().splitlines())
        self.attributes = {(Path(line["name"]).name, line["attributes"]["op"]): line["attributes"] for line in lines}

    def magick_makes_all(self, name):
        """One process for each file. Returns the pictures, by operation."""
        size = subprocess.run([MAGICK, CORPUS / name, "-auto-orient", "-format", "%w %h", "info:"],
                              capture_output=True, check=True, text=True).stdout
        width, height = map(int, size.split())
        command = [MAGICK, CORPUS / name, "-auto-orient", "+repage"]
        folder = self.folder / "magick" / Path(name).name
        folder.mkdir(parents=True)
        for number, (title, operation) in enumerate(OPERATIONS.items()):
            attributes = self.attributes[Path(name).name, title]
            command += ["(", "+clone", *operation.magick(width, height, attributes), "-depth", str(operation.bits), "-endian", "LSB",
                        "-format", "%w %h", "-write", f"info:{folder}/{number}.txt", "-type", "TrueColorAlpha",
                        "-write", f"rgba:{folder}/{number}.rgba", "+delete", ")"]
        subprocess.run([*command, "null:"], check=True)
        return {name: self.raw(folder, number, operation.bits)
                for number, (name, operation) in enumerate(OPERATIONS.items())}

    @staticmethod
    def raw(folder, number, bits):
        width, height = map(int, (folder / f"{number}.txt").read_text().split())
        samples = in_16_bits((folder / f"{number}.rgba").read_bytes(), bits)
        return Picture(width, height, samples)

    def test_operations_agree_with_imagemagick(self):
        self.penstock_makes_all()
        with ThreadPoolExecutor(cpu_count()) as pool:
            theirs = dict(zip(FILES, pool.map(self.magick_makes_all, FILES)))
        pairs = 0
        say(f"{'operation':24} {'pairs':>5} {'largest':>8} {'allowed':>8} {'mean':>7} {'allowed':>8}   (steps of 8 bits)")
        for operation, bounds in OPERATIONS.items():
            worst = [0.0, 0.0]
            for name in FILES:
                ours = read(self.folder / "out" / operation / Path(name).name, bounds.is_encoded)
                peer = theirs[name][operation]
                with self.subTest(operation=operation, file=name):
                    self.assertEqual((peer.width, peer.height), (ours.width, ours.height))
                    most, mean = ours.difference(peer)
                    worst = [max(worst[0], most), max(worst[1], mean)]
                    self.assertLessEqual(most, bounds.most)
                    self.assertLessEqual(mean, bounds.mean)
                    pairs += 1
            say(f"{operation:24} {len(FILES):5} {worst[0]:8.3f} {bounds.most:8.3f} {worst[1]:7.3f} {bounds.mean:8.3f}")
        say(f"{pairs} pairs agree")
        self.assertGreaterEqual(pairs, LEAST_PAIRS)

    def test_profiles_are_used_as_imagemagick_uses_them(self):
        srgb, wide = (f"icc:{self.folder}/{kind}.icc" for kind in ("srgb", "wide"))
        subprocess.run([MAGICK, SRGB_PICTURE, srgb], check=True)
        subprocess.run([MAGICK, WIDE_PICTURE, wide], check=True)
        (self.folder / "in").mkdir()
        for name in FILES:  # the same numbers, as if they were of the wide colours; of gray pictures too
            subprocess.run([MAGICK, CORPUS / name, "-auto-orient", "+repage", "-type", "TrueColorAlpha", "-depth", "16",
                            "-compress", "none", "+profile", "*", "-profile", wide[4:],
                            f"tiff:{self.folder}/in/{Path(name).name}"], check=True)
        self.run_config(self.config("profiles.json", {
            "files": ("files", {"paths": [f"in/{Path(name).name}" for name in FILES]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "to_srgb": ("to_srgb", {"intent": "relative"}, {"set": {"by": "to_srgb"}}),
            "to_profile": ("to_profile", {"profile": srgb[4:], "intent": "relative"}, {"set": {"by": "to_profile"}}),
            "encode": ("encode", {"format": "tiff", "compression": "none"}),
            "write": ("write", {"path": "${out}/{by}/{stem}.{source_ext}.{ext}"}),
        }, "files -> gate -> decode -> [to_srgb, to_profile] -> encode -> write"))
        worst, changed = {"to_srgb": [0.0, 0.0], "to_profile": [0.0, 0.0]}, 0.0
        for name in map(lambda name: Path(name).name, FILES):
            command = [MAGICK, f"tiff:{self.folder}/in/{name}", "-depth", "16", "-endian", "LSB"]
            before = subprocess.run([*command, "rgba:-"], check=True, capture_output=True).stdout
            after = subprocess.run([*command, "-intent", "Relative", "-black-point-compensation", "-profile", srgb[4:],
                                    "rgba:-"], check=True, capture_output=True).stdout
            for node, found in worst.items():
                ours = read_tiff(self.folder / "out" / node / f"{name}.tif")
                with self.subTest(file=name, node=node):
                    peer = Picture(ours.width, ours.height, in_16_bits(after, 16))
                    most, mean = ours.difference(peer)
                    found[:] = [max(found[0], most), max(found[1], mean)]
                    self.assertLessEqual(most, 0.5)
                    self.assertLessEqual(mean, 0.05)
            changed = max(changed, ours.difference(Picture(ours.width, ours.height, in_16_bits(before, 16)))[0])
        for node, (most, mean) in worst.items():
            say(f"{node:24} {len(FILES):5} {most:8.3f}    0.500 {mean:7.3f}    0.050   (changes up to {changed:.0f})")
        self.assertGreater(changed, 20)

    def penstock_measures_all(self):
        """Returns what it says of each file, by its name."""
        path = "${out}/%s/{stem}.{source_ext}.{ext}"
        report = self.run_config(self.config("measures.json", {
            "files": ("files", {"paths": [str(CORPUS / name) for name in FILES]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "rgb": ("convert", {"channels": 3, "pixel_type": "u8"}),
            "look": ("hash", {"algorithm": "dhash"}),
            "keep": ("annotate", {"set": {"dhash": "{hash}"}}),
            "hash": ("hash", {}),
            "stats": ("stats", {}),
            "soft": ("blur", {"sigma": 1}),
            "compare": ("compare", {}),
            "record": ("record", {"path": "${out}/measures.jsonl"}),
            "tensor": ("tensor", {"layout": "hwc", "pixel_type": "u8"}),
            "write_tensor": ("write", {"path": path % "sharp"}),
            "sharp": ("encode", {"format": "png"}),
            "write_sharp": ("write", {"path": path % "sharp"}),
            "blurred": ("encode", {"format": "png"}),
            "write_blurred": ("write", {"path": path % "soft"}),
        }, "files -> gate -> decode -> rgb -> look -> keep -> hash -> stats -> [compare.image, soft, tensor, sharp]",
            "soft -> [compare.reference, blurred]", "compare -> record", "tensor -> write_tensor",
            "sharp -> write_sharp", "blurred -> write_blurred"))
        self.assertEqual(len(FILES), report["items"]["written"])
        lines = map(json.loads, (self.folder / "out/measures.jsonl").read_text().splitlines())
        return {Path(line["name"]).name: line["attributes"] for line in lines}

    def magick_measures(self, name):
        """The same, as far as ImageMagick can, which knows no ssim: least, most, mean and deviation of each channel, psnr
        of the sharp and the soft picture, and the bits of the difference hash."""
        sharp, soft = (self.folder / "out" / kind / f"{Path(name).name}.png" for kind in ("sharp", "soft"))
        figures = " ".join(f"%[fx:{figure}.{channel}]" for channel in "rgb"
                           for figure in ("minima", "maxima", "mean", "standard_deviation"))
        numbers = subprocess.run([MAGICK, sharp, "-type", "TrueColor", "-format", figures, "info:"], check=True,
                                 capture_output=True, text=True).stdout.split()
        psnr = subprocess.run([COMPARE, "-metric", "PSNR", sharp, soft, "null:"], capture_output=True, text=True).stderr
        grays = subprocess.run([MAGICK, sharp, "-scale", "9x8!", "-grayscale", "Rec709Luma", "-depth", "16", "-endian",
                                "LSB", "gray:-"], check=True, capture_output=True).stdout
        rows = struct.unpack("<72H", grays)
        bits = "".join(str(int(rows[9 * y + x] < rows[9 * y + x + 1])) for y in range(8) for x in range(8))
        return [float(number) for number in numbers], float(psnr), int(bits, 2)

    def test_measures_agree_with_imagemagick(self):
        ours = self.penstock_measures_all()
        with ThreadPoolExecutor(cpu_count()) as pool:
            theirs = dict(zip(FILES, pool.map(self.magick_measures, FILES)))
        worst = dict.fromkeys(("figures", "psnr", "bits of dhash"), 0)
        allowed = {"figures": 1e-4, "psnr": 0.01, "bits of dhash": 4}  # where pixels are equal but for rounding
        for name in FILES:
            found = ours[Path(name).name]
            figures, psnr, bits = theirs[name]
            own = [found[f"stats.{figure}"][channel] for channel in range(3)
                   for figure in ("min", "max", "mean", "deviation")]
            distances = {"figures": max(map(abs, map(operator.sub, own, figures))), "psnr": abs(found["psnr"] - psnr),
                         "bits of dhash": bin(bits ^ int(found["dhash"], 16)).count("1")}
            pixels = (self.folder / "out/sharp" / f"{Path(name).name}.npy").read_bytes()
            header = ast.literal_eval(pixels[10:128].decode())
            spec = "{1}x{0} u8 x {2} srgb\n".format(*header["shape"]).encode()
            with self.subTest(file=name):
                self.assertEqual(hashlib.sha256(spec + pixels[128:]).hexdigest(), found["hash"])
                for figure, distance in distances.items():
                    worst[figure] = max(worst[figure], distance)
                    self.assertLessEqual(distance, allowed[figure], figure)
        for figure, distance in worst.items():
            say(f"{figure:24} {len(FILES):5} largest {distance:.6f}, allowed {allowed[figure]}")


if __name__ == "__main__":
    main()
