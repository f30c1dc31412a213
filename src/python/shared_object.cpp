// SPDX-License-Identifier: Apache-2.0
#include "python/shared_object.hpp"

namespace penstock::python {
namespace {

// At the end of the interpreter there is no GIL to be had any more, and nobody misses the object.
void let_go(PyObject* object) {
    if (Py_IsInitialized() == 0 || _Py_IsFinalizing() != 0)
        return;
    const py::gil_scoped_acquire gil;
    Py_DECREF(object);
}

} // namespace

SharedObject::SharedObject(const py::object& object)
    : object_{py::object{object}.release().ptr(), let_go} {}

} // namespace penstock::python
