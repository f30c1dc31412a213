// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <memory>
#include <pybind11/pybind11.h>

namespace penstock::python {

namespace py = pybind11;

/// The pixels of a Python object that has them: of an array, of whatever has a buffer, of a Pillow
/// image. Holds the object's buffer while it lives; made and destroyed with the GIL.
class ArrayView {
public:
    /// Throws `TypeError` or `ValueError` where these are no pixels: what was found, what was
    /// expected, the remedy.
    explicit ArrayView(const py::object& object);
    ArrayView(const ArrayView&) = delete;
    ArrayView& operator=(const ArrayView&) = delete;
    ~ArrayView();

    [[nodiscard]] const ImageSpec& spec() const { return spec_; }
    /// Into packed rows. Needs no GIL.
    void copy_into(Image& image) const;
    /// An image of these very pixels where their rows are packed, else of a copy. For those who
    /// read only, and only as long as this lives.
    [[nodiscard]] Image borrowed() const;
    /// A copy of BGR or BGRA with red and blue exchanged. With the GIL, which is let go meanwhile.
    [[nodiscard]] Image with_red_first() const;

private:
    [[nodiscard]] bool is_packed() const;

    py::object owner_;
    Py_buffer buffer_ = {};
    ImageSpec spec_;
    py::ssize_t pixel_stride_ = 0;
    py::ssize_t channel_stride_ = 0;
};

/// A NumPy array of its own with these pixels: (height, width) of one channel, else (height, width,
/// channels). With the GIL, which is let go while pixels are copied.
[[nodiscard]] py::object array_of(const Image& image);

} // namespace penstock::python
