# SPDX-License-Identifier: Apache-2.0
"""A program at a terminal of a given size, and what its screen shows."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata

SEQUENCE = re.compile(r"\x1b\[(\??[0-9;]*)([A-Za-z])")


def width_of(text):
    """How many columns it takes."""
    return sum(0 if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Screen:
    """What stands on a terminal that was told this. A line that reaches the last column is a fault."""

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]  # each has one character for a column; the second half of a wide one is \0
        self.row = self.column = 0
        self.widest = 0
        self.faults = []

    def feed(self, text):
        at = 0
        while at < len(text):
            sequence = SEQUENCE.match(text, at)
            if sequence:
                self._obey(sequence.group(1), sequence.group(2))
                at = sequence.end()
                continue
            self._put(text[at])
            at += 1

    def text(self):
        return "\n".join(line.replace("\0", "").rstrip() for line in self.lines).rstrip("\n")

    def _obey(self, numbers, verb):
        number = int(numbers) if numbers.isdigit() else 0
        if verb == "A":
            self.row -= max(number, 1)
            if self.row < 0:
                self.faults.append("went above the screen")
                self.row = 0
        elif verb == "K" and number == 0:
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif verb == "J" and number == 0:
            self.lines[self.row:] = [self.lines[self.row][:self.column]]
        elif verb == "H" and not numbers:
            self.row = self.column = 0
        elif verb == "J" and number == 2:
            self.lines = [""] * (self.row + 1)
        elif verb == "m":
            pass
        elif verb in "hl" and numbers == "?25":
            pass
        else:
            self.faults.append(f"unknown sequence {numbers}{verb}")

    def _put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
            self.column = 0  # as with OPOST
            while len(self.lines) <= self.row:
                self.lines.append("")
        elif ord(character) < 32 or character == "\x1b":
            self.faults.append(f"control character {ord(character)}")
        else:
            width = width_of(character)
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + character * bool(width) + "\0" * (width - 1) + \
                line[self.column + width:]
            self.column += width
            self.widest = max(self.widest, self.column)
            if self.column >= self.columns:
                self.faults.append(f"reached column {self.column} of {self.columns}: {self.lines[self.row]}")


class Terminal:
    """Runs a program whose standard error is a terminal, or all of its streams (`is_all`)."""

    def __init__(self, command, columns, rows=24, is_all=False, **options):
        self.master, slave = os.openpty()
        settings = termios.tcgetattr(slave)
        settings[1] &= ~termios.OPOST  # so that one write is one piece
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        self.settings = termios.tcgetattr(slave)
        self.resize(columns, rows)
        self.pieces = []  # (when, text)
        self._left = b""
        streams = {"stdin": slave if is_all else subprocess.DEVNULL, "stderr": slave,
                   "stdout": slave if is_all else subprocess.PIPE}
        if is_all:
            options["start_new_session"] = True
            options["preexec_fn"] = lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        environment = {**os.environ, "TERM": "xterm", **options.pop("env", {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        self.begin = time.monotonic()
        self.program = subprocess.Popen([str(word) for word in command], **streams, env=environment, **options)
        self.slave = slave if is_all else None
        if not is_all:
            os.close(slave)

    def resize(self, columns, rows=24):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds=20):
        """The next piece; None when there is none in that time, or no more."""
        if not select.select([self.master], [], [], seconds)[0]:
            return None
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # EIO: nobody has it open any more
            return None
        text = piece.decode()
        self.pieces.append((time.monotonic() - self.begin, text))
        return text

    def read_until(self, is_enough, seconds=60):
        """Reads until that is true of all that was read; false when it never was."""
        end = time.monotonic() + seconds
        while not is_enough():
            if time.monotonic() > end or (self.read(0.2) is None and self.program.poll() is not None):
                return is_enough()
        return True

    def finish(self):
        """Reads to the end, and returns the exit code."""
        while self.program.poll() is None:
            self.read(0.1)
        while self.read(0.1):
            pass
        return self.program.wait()

    def close(self):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        for open_file in (self.master, self.slave):
            if open_file is not None:
                os.close(open_file)
        if self.program.stdout is not None:
            self.program.stdout.close()

    def text(self):
        return "".join(text for _, text in self.pieces)
