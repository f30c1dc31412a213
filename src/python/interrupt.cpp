// SPDX-License-Identifier: Apache-2.0
#include "python/interrupt.hpp"

namespace penstock::python {

void Interrupt::raised(const py::object& exception) {
    {
        const std::scoped_lock lock{mutex_};
        if (exception_)
            return;
        exception_ = SharedObject{exception};
    }
    happened_ = true;
    if (stop_run)
        stop_run();
}

void Interrupt::rethrow() const {
    py::handle exception;
    {
        const std::scoped_lock lock{mutex_};
        exception = exception_.get();
    }
    if (!exception)
        return;
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
    throw py::error_already_set();
}

} // namespace penstock::python
