// SPDX-License-Identifier: Apache-2.0
#include "python/without_gil.hpp"

#include <atomic>

namespace penstock::python {
namespace {

// Of the process, as the GIL is.
std::atomic<std::int64_t>& threads_without() {
    static std::atomic<std::int64_t> count = 0;
    return count;
}

} // namespace

WithoutGil::WithoutGil() {
    ++threads_without();
    state_ = PyEval_SaveThread();
}

WithoutGil::~WithoutGil() {
    PyEval_RestoreThread(state_);
    --threads_without();
}

std::int64_t WithoutGil::count() {
    return threads_without();
}

void WithoutGil::forget_all() {
    threads_without() = 0;
}

} // namespace penstock::python
