# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a picture file: each kind of damage, made of a good file, and how it must be told."""

import os
import struct
import zlib


def with_crc(kind, data):
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width, height, png):
    """The PNG with another size in its header, whose checksum fits."""
    header = struct.pack(">II", width, height) + png[24:29]
    return png[:8] + with_crc(b"IHDR", header) + png[33:]


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1:]


def frame_of(jpeg):
    """Where the header of the frame begins."""
    place = 2
    while jpeg[place + 1] not in (0xC0, 0xC1, 0xC2):
        place += 2 + int.from_bytes(jpeg[place + 2:place + 4], "big")
    return place


def jpeg_of_size(width, height, jpeg):
    place = frame_of(jpeg) + 5
    return jpeg[:place] + struct.pack(">HH", height, width) + jpeg[place + 4:]


def write(path, data):
    path.write_bytes(data)


# name: (format of the good file, what becomes of its bytes, class)
OF_BYTES = {
    "jpeg cut in its header": ("jpg", lambda data: data[:frame_of(data) + 6], "truncated"),
    "jpeg cut in its middle": ("jpg", lambda data: data[:len(data) // 2], "truncated"),
    "jpeg of a header alone": ("jpg", lambda data: data[:2], "unsupported"),
    "jpeg with a wrong first byte": ("jpg", lambda data: flipped(data, 0), "unsupported"),
    "jpeg of another height than it says": ("jpg", lambda data: jpeg_of_size(256, 1920, data), "corrupt"),
    "jpeg that says it is huge": ("jpg", lambda data: jpeg_of_size(65000, 65000, data), "limit"),
    "jpeg of no width": ("jpg", lambda data: jpeg_of_size(0, 192, data), "corrupt"),
    "png cut in its header": ("png", lambda data: data[:20], "truncated"),
    "png cut in its middle": ("png", lambda data: data[:len(data) // 2], "truncated"),
    "png with a flipped byte in its body": ("png", lambda data: flipped(data, len(data) // 2), "corrupt"),
    "png with a wrong checksum of its header": ("png", lambda data: flipped(data, 30), "corrupt"),
    "png that says it is huge": ("png", lambda data: png_of_size(2 ** 31 - 1, 2 ** 31 - 1, data), "limit"),
    "png of no width": ("png", lambda data: png_of_size(0, 192, data), "corrupt"),
    "png with a wrong first byte": ("png", lambda data: flipped(data, 0), "unsupported"),
    "webp cut in its middle": ("webp", lambda data: data[:len(data) // 2], "truncated"),
    "tiff cut in its middle": ("tif", lambda data: data[:len(data) // 2], "truncated"),
    "tiff whose directory is nowhere": ("tif", lambda data: data[:4] + b"\xf0\xff\xff\x7f" + data[8:], "truncated"),
    "text": ("jpg", lambda data: b"This is no picture, whatever its name says.\n", "unsupported"),
    "nothing": ("jpg", lambda data: b"", "unsupported"),
    "zeros": ("png", lambda data: bytes(len(data)), "unsupported"),
}
# name: (extension, how it is made, class)
OF_FILES = {
    "dangling link": ("jpg", lambda path: path.symlink_to("nowhere.jpg"), "missing"),
    "link to itself": ("jpg", lambda path: path.symlink_to(path.name), "io"),
    "folder": ("jpg", lambda path: path.mkdir(), "unsupported"),
    "pipe": ("png", os.mkfifo, "unsupported"),
}
KINDS = [*OF_BYTES, *OF_FILES]


def make(kind, stem, good):
    """Makes a file with that damage; `good` has the bytes of a good file by extension. Its path and its class."""
    extension, damage, error_class = OF_BYTES.get(kind) or OF_FILES[kind]
    path = stem.with_name(f"{stem.name} {kind}.{extension}")
    if kind in OF_FILES:
        damage(path)
    else:
        write(path, damage(good[extension]))
    return path, error_class
