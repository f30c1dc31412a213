// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "python/shared_object.hpp"

#include <atomic>
#include <functional>
#include <mutex>

namespace penstock::python {

/// What ends a run that a Python function is called in: KeyboardInterrupt, SystemExit, and whatever
/// else is no `Exception`. The first one counts.
class Interrupt {
public:
    /// Called once, from the thread of the function, when one has been raised.
    std::function<void()> stop_run;

    /// With the GIL.
    void raised(const py::object& exception);
    [[nodiscard]] bool happened() const { return happened_; }
    /// Raises it again, where there is one. With the GIL.
    void rethrow() const;

private:
    std::atomic<bool> happened_ = false;
    mutable std::mutex mutex_;
    SharedObject exception_;
};

} // namespace penstock::python
