# SPDX-License-Identifier: Apache-2.0
"""Small files of kinds that penstock reads, made or kept here."""

import base64
import struct
import zlib


# A JPEG of 16x16 pixels of four inks: all of the magenta and of the yellow.
CMYK_JPEG = base64.b64decode(
    "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSww"
    "MTQ0NB8nOT04MjwuMzQy/9sAQwEJCQkMCwwYDQ0YMiEcITIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
    "MjIyMjIyMjIyMjIy/8AAFAgAEAAQBAEiAAIRAQMRAQQiAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAGB//EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAGB//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAOBAEAAhEDEQQAAD8AswCZ"
    "DW/gP//Z")


# A GIF of 2x1 pixels with two frames, of which each has one of the pixels.
ANIMATED_GIF = (b"GIF89a\2\0\1\0\x80\0\0\1\2\3\4\5\6"
                b",\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0" b",\1\0\0\0\1\0\1\0\0\2\2\x4c\1\0;")


def tiff(*pages):
    """A TIFF of gray pictures, each a list of rows of numbers; of 16 bits where a number needs them."""
    file = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for rows in pages:
        bits = 16 if max(map(max, rows)) > 255 else 8
        pixels = b"".join(number.to_bytes(bits // 8, "little") for row in rows for number in row)
        place = len(file)
        file += pixels + b"\0" * (len(pixels) % 2)
        file[link:link + 4] = len(file).to_bytes(4, "little")
        entries = [(256, len(rows[0])), (257, len(rows)), (258, bits), (259, 1), (262, 1), (273, place), (277, 1),
                   (278, len(rows)), (279, len(pixels))]
        file += struct.pack("<H", len(entries))
        for tag, value in entries:
            file += struct.pack("<HHII", tag, 4, 1, value)
        link = len(file)
        file += bytes(4)
    return bytes(file)


def exr(width, height, value):
    """An OpenEXR file of half floats, all of them of that value in red, green and blue."""
    def attribute(name, kind, content):
        return name + b"\0" + kind + b"\0" + struct.pack("<i", len(content)) + content

    window = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    channels = b"".join(name + b"\0" + struct.pack("<iiii", 1, 0, 1, 1) for name in (b"B", b"G", b"R")) + b"\0"
    head = (struct.pack("<ii", 20000630, 2) + attribute(b"channels", b"chlist", channels) +
            attribute(b"compression", b"compression", b"\0") + attribute(b"dataWindow", b"box2i", window) +
            attribute(b"displayWindow", b"box2i", window) + attribute(b"lineOrder", b"lineOrder", b"\0") +
            attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1)) +
            attribute(b"screenWindowCenter", b"v2f", struct.pack("<ff", 0, 0)) +
            attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1)) + b"\0")
    row = struct.pack("<e", value) * (3 * width)
    first = len(head) + 8 * height
    places = struct.pack(f"<{height}Q", *(first + y * (8 + len(row)) for y in range(height)))
    return head + places + b"".join(struct.pack("<ii", y, len(row)) + row for y in range(height))


def light_profile():
    """An ICC profile whose numbers are light, in the primaries of sRGB: version 2.4, a matrix and curves."""
    def number(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    white = (0.9642, 1.0, 0.8249)  # D50
    tags = {b"wtpt": xyz(*white), b"rXYZ": xyz(0.4361, 0.2225, 0.0139), b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
            b"bXYZ": xyz(0.1431, 0.0606, 0.7141)}
    tags |= {name: b"curv" + bytes(8) for name in (b"rTRC", b"gTRC", b"bTRC")}
    table, content = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        table += name + struct.pack(">II", 128 + 4 + 12 * len(tags) + len(content), len(tag))
        content += tag
    head = (struct.pack(">I4sI", 128 + len(table) + len(content), b"", 0x02400000) + b"mntrRGB XYZ " + bytes(12) + b"acsp" +
            bytes(28) + b"".join(map(number, white)))
    return head.ljust(128, b"\0") + table + content


def first_pixel(png):
    """Of a PNG of 8 bits in red, green and blue: whatever filter its row has, the first pixel stands there as it is."""
    start = png.index(b"IDAT") + 4
    return tuple(zlib.decompressobj().decompress(png[start:])[1:4])
