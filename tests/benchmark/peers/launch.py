# SPDX-License-Identifier: Apache-2.0
"""Runs a command as a child of this small process, and says what it cost: the system counts as a child's peak memory what
its parent had when it began.

    launch.py RESULT LOG COMMAND...
"""

import json
import os
import sys
import time


def main():
    result, log, *command = sys.argv[1:]
    words = os.open(log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    begin = time.monotonic()
    try:
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, words, 1), (os.POSIX_SPAWN_DUP2, words, 2)])
    except OSError as error:
        sys.exit(f"cannot start {command[0]}: {error.strerror}")
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    with open(result, "w", encoding="ascii") as file:
        json.dump({"code": os.waitstatus_to_exitcode(status), "wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
                   "largest": usage.ru_maxrss * 1024}, file)


if __name__ == "__main__":
    main()
