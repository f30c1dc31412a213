// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/attributes.hpp"
#include "penstock/value.hpp"

#include <pybind11/pybind11.h>
#include <string>

namespace penstock::python {

namespace py = pybind11;

[[nodiscard]] py::object object_of(const Value& value);

/// A string, a number, a boolean, None, or lists and dicts of these. Throws `TypeError` where it is
/// something else; `name` is what the message calls it.
[[nodiscard]] Value value_of(const py::handle& object, const std::string& name);

/// What stands in a dict by name: strings, numbers and booleans. Throws `TypeError` where there is
/// something else.
[[nodiscard]] Attributes attributes_of(const py::dict& dict);

[[nodiscard]] py::dict dict_of(const Attributes& attributes);

} // namespace penstock::python
