// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "python/run.hpp"

#include <memory>
#include <pybind11/pybind11.h>

namespace penstock::python {

/// Reads a config, with the Python functions that its nodes name, and makes a run of it. `request`
/// is a dict; the Python side writes it:
///
///     kind        "file", "text" or "pipe"
///     config      the path, or the text
///     vars, sets, profiles    lists of strings, as the command line takes them
///     threads     a number, or None
///     functions   a list of dicts: type, name, role, function, takes_item, width, height,
///                 channels, dtype
///     attributes  a list of names: what receive_with_attributes gives
///     takes_pushes    whether the sources of type `push` get anything
[[nodiscard]] std::unique_ptr<Run> make_run(const py::dict& request);

/// Every node type that penstock brings, as dicts.
[[nodiscard]] py::list node_types();

} // namespace penstock::python
