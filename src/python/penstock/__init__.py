# SPDX-License-Identifier: Apache-2.0
"""Image pipelines with a strict bound on memory, on all cores.

    run(config)      runs a pipeline from a JSON file, a dict or a line of text
    map(f, files)    calls a function with the picture of each file
    Pipeline()       a pipeline node by node, with iterables and functions of your own
    ImagesSaver(dir) saves images in the background, while a program makes the next ones

Failed items never end a run: they are in what comes back, by name.
"""

from ._errors import ConfigError, ConfigIssue, FailedItems, Failure, Item, SaveError, SaveErrors, Skip
from ._map import map
from ._penstock import version as __version__
from ._pipeline import Function, Pipeline
from ._progress import Progress
from ._report import Report
from ._results import Results
from ._run import run
from ._saver import ImagesSaver

__all__ = ["ConfigError", "ConfigIssue", "FailedItems", "Failure", "Function", "ImagesSaver", "Item", "Pipeline", "Progress",
           "Report", "Results", "SaveError", "SaveErrors", "Skip", "map", "run", "__version__"]
