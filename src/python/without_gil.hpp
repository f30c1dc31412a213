// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <pybind11/pybind11.h>

namespace penstock::python {

/// While it lives its thread does without the GIL, so that others run.
///
/// A thread that wants the GIL back while the interpreter ends is ended by Python, and the whole
/// process with it, as no C++ call can be left like that. So these are counted, and the end of the
/// interpreter waits for them.
class WithoutGil {
public:
    WithoutGil();
    WithoutGil(const WithoutGil&) = delete;
    WithoutGil& operator=(const WithoutGil&) = delete;
    ~WithoutGil();

    /// How many threads do without it now.
    [[nodiscard]] static std::int64_t count();
    /// For a process that was forked: the threads of its parent are not there.
    static void forget_all();

private:
    PyThreadState* state_;
};

} // namespace penstock::python
