# SPDX-License-Identifier: Apache-2.0
"""Files of comma-separated integers, as the standard library of Python writes them fastest.

Number = number of the file + number of its line + number of its column.
"""

import job


def writing(task):
    columns = range(task["columns"])

    def work(index):
        lines = (",".join([str(index + line + column) for column in columns]) for line in range(task["lines"]))
        with open(f"{task['out']}/data-{index:04}.csv", "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")

    return work


if __name__ == "__main__":
    job.main(writing)
