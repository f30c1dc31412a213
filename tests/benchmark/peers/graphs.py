# SPDX-License-Identifier: Apache-2.0
"""penstock's part: the graphs, each as short as a user would write it. That of W5 is graphs/save_csv_files.json."""

import json

SEED = 7


def chain(*nodes):
    """A graph of nodes, (name, type, params), one behind the other."""
    graph = {"penstock": "1.0"}
    graph["nodes"] = {name: {"type": kind, "params": params} if params else {"type": kind}
                      for name, kind, params in nodes}
    graph["edges"] = [" -> ".join(name for name, _, _ in nodes)]
    return graph


def gate(max_bytes):
    return ("gate", "limiter", {"max_bytes": max_bytes})


def write(task, name):
    return ("write", "write", {"path": f"{task['out']}/{name}.{{ext}}"})


def encode(task):
    params = {"format": task["format"]}
    if task["format"] == "png":
        params |= {"effort": "fast"} if task["fast"] else {"level": task["level"]}
    elif "quality" in task:
        params["quality"] = task["quality"]
    return ("encode", "encode", params)


def pictures(task, pattern="photo"):
    return (("pictures", "generate", {"count": task["count"], "seed": SEED}), gate(task["max_bytes"]),
            ("draw", "render", {"pattern": pattern, "width": task["picture"][0], "height": task["picture"][1]}))


def save(task):
    return chain(*pictures(task), encode(task), write(task, "{seq:06}"))


def draw_alone(task):
    return chain(*pictures(task), ("nothing", "null", {}))


def files(task):
    return ("files", "files", {"paths": task["inputs"][:task["count"]]})


def shrink(task):
    return chain(files(task), gate(task["max_bytes"]), ("decode", "decode", {}),
                 ("shrink", "resize", {"width": task["width"], "height": task["height"]}), encode(task),
                 write(task, "{stem}"))


def convert(task):
    return chain(files(task), gate(task["max_bytes"]), ("decode", "decode", {}), encode(task), write(task, "{stem}"))


def written(graph, folder, name):
    """The graph as a file."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(graph, indent=2) + "\n")
    return path
