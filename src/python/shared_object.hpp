// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <pybind11/pybind11.h>

namespace penstock::python {

namespace py = pybind11;

/// A Python object that nodes hold: copied and let go on any thread, with the GIL or without.
class SharedObject {
public:
    SharedObject() = default;
    /// With the GIL.
    explicit SharedObject(const py::object& object);

    [[nodiscard]] py::handle get() const { return {object_.get()}; }
    explicit operator bool() const { return object_ != nullptr; }

private:
    std::shared_ptr<PyObject> object_; // shared: by the copies of a node type
};

} // namespace penstock::python
