// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/images_saver.hpp"

#include "python/arrays.hpp"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <pybind11/pybind11.h>
#include <string>
#include <sys/types.h>
#include <thread>

namespace penstock::python {

namespace py = pybind11;

/// The pixels of a Python object, ready to be handed over, in RGB.
class Pixels {
public:
    Pixels(const py::object& object, bool is_bgr);

    [[nodiscard]] const Image& image() const { return image_; }

private:
    ArrayView view_;
    Image image_; // after: it may be of the view's memory
};

/// An `ImagesSaver` that lets go of the GIL while it waits, and never waits for
/// long.
class Saver {
public:
    /// `options` is a dict; the Python side writes it. `log` is called for each
    /// failure; or None.
    Saver(const std::string& path, const py::dict& options, const py::object& log);
    Saver(const Saver&) = delete;
    Saver& operator=(const Saver&) = delete;
    ~Saver();

    /// False: no room within so many seconds. `future` is settled when the image
    /// is saved.
    [[nodiscard]] bool try_save(const std::string& filename,
                                const py::object& content,
                                const std::string& sub_folder,
                                double patience,
                                const py::object& future);
    /// Begins to close, and says whether that is done, within so many seconds.
    [[nodiscard]] bool close(double patience);
    [[nodiscard]] py::bytes location() const;
    [[nodiscard]] py::list failures() const;
    [[nodiscard]] py::dict counts() const;

private:
    /// Throws `std::logic_error` in a process that was forked.
    [[nodiscard]] ImagesSaver& saver() const;

    pid_t process_;
    std::unique_ptr<ImagesSaver> saver_;
    std::mutex mutex_;
    std::condition_variable closed_;
    bool is_closed_ = false;
    std::exception_ptr error_;             // that closing ended with, until it has been thrown
    std::unique_ptr<std::thread> closing_; // last: it uses what stands before it
};

/// Makes `Pixels`, `Saver` and what they throw known to Python.
void bind_saver(py::module_& module);

} // namespace penstock::python
