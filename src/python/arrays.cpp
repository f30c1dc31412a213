// SPDX-License-Identifier: Apache-2.0
#include "python/arrays.hpp"

#include "python/without_gil.hpp"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::python {
namespace {

constexpr int most_channels = 4;

// Of others' memory.
class Borrowed : public BufferStorage {
public:
    Borrowed(void* begin, std::uint64_t size) {
        data = static_cast<std::byte*>(begin);
        capacity = size;
    }
};

const char* numpy_name(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return "uint8";
    case PixelType::u16:
        return "uint16";
    case PixelType::f16:
        return "float16";
    case PixelType::f32:
        break;
    }
    return "float32";
}

// Of a format as Python's struct module has them, in native byte order.
std::optional<PixelType> pixel_type_of(std::string_view format) {
    if (!format.empty() && (format[0] == '@' || format[0] == '=' || format[0] == '<'))
        format.remove_prefix(1);
    if (format == "B")
        return PixelType::u8;
    if (format == "H")
        return PixelType::u16;
    if (format == "e")
        return PixelType::f16;
    if (format == "f")
        return PixelType::f32;
    return std::nullopt;
}

// What it is called in NumPy, and how to make pixels of it.
std::string wrong_type(std::string_view format, const py::handle& object) {
    const std::string found = py::hasattr(object, "dtype")
                                  ? std::string{py::str(object.attr("dtype"))}
                                  : fmt::format("format \"{}\"", format);
    const char* remedy = format == "d"   ? "array.astype(\"float32\")"
                         : format == "?" ? "array.astype(\"uint8\") * 255"
                                         : "array.clip(0, 255).astype(\"uint8\")";
    return fmt::format("found an array of {}; expected uint8, uint16, float16 or float32 in native "
                       "byte order; convert it, with {} say",
                       found,
                       remedy);
}

std::string shape_text(const Py_buffer& buffer) {
    std::string text = "(";
    for (int i = 0; i < buffer.ndim; ++i)
        text += fmt::format("{}{}", i == 0 ? "" : ", ", buffer.shape[i]);
    return text + (buffer.ndim == 1 ? ",)" : ")");
}

std::string wrong_shape(const Py_buffer& buffer) {
    std::string text =
        fmt::format("found shape {}; expected (height, width) or (height, width, channels) with 1 "
                    "to {} channels",
                    shape_text(buffer),
                    most_channels);
    if (buffer.ndim == 3 && buffer.shape[0] >= 1 && buffer.shape[0] <= most_channels)
        text += "; channels come last: numpy.moveaxis(array, 0, -1)";
    else if (buffer.ndim == 4)
        text += "; take the pictures of a batch one by one";
    return text;
}

bool is_side(py::ssize_t side) {
    return side >= 1 && side <= std::numeric_limits<std::int32_t>::max();
}

bool is_picture(const Py_buffer& buffer) {
    if (buffer.ndim != 2 && buffer.ndim != 3)
        return false;
    return is_side(buffer.shape[0]) && is_side(buffer.shape[1]) &&
           (buffer.ndim == 2 || (buffer.shape[2] >= 1 && buffer.shape[2] <= most_channels));
}

// What has no buffer is asked for one in other ways, as Pillow's images have them.
py::object with_buffer(const py::object& object) {
    if (PyObject_CheckBuffer(object.ptr()) != 0)
        return object;
    return py::module_::import("penstock._arrays").attr("with_buffer")(object);
}

ImageSpec spec_of(const Py_buffer& buffer, const py::handle& object) {
    const std::string_view format = buffer.format == nullptr ? "B" : buffer.format;
    const auto type = pixel_type_of(format);
    if (!type)
        throw py::type_error(wrong_type(format, object));
    if (!is_picture(buffer))
        throw py::value_error(wrong_shape(buffer));
    ImageSpec spec;
    spec.height = static_cast<std::uint32_t>(buffer.shape[0]);
    spec.width = static_cast<std::uint32_t>(buffer.shape[1]);
    spec.channels = buffer.ndim == 3 ? static_cast<std::uint32_t>(buffer.shape[2]) : 1;
    spec.pixel_type = *type;
    return spec;
}

// Sizes and counts are known to the compiler: it makes loops of loads and stores.
template <class Channel, std::size_t channels>
void gather_row(const std::byte* from,
                py::ssize_t pixel_stride,
                py::ssize_t channel_stride,
                std::span<std::byte> row) {
    constexpr std::size_t pixel_bytes = channels * sizeof(Channel);
    for (std::size_t at = 0; at < row.size(); at += pixel_bytes, from += pixel_stride)
        for (std::size_t c = 0; c < channels; ++c)
            std::memcpy(&row[at + c * sizeof(Channel)],
                        from + static_cast<py::ssize_t>(c) * channel_stride,
                        sizeof(Channel));
}

template <class Channel> auto gather_of(std::uint32_t channels) {
    switch (channels) {
    case 1:
        return &gather_row<Channel, 1>;
    case 2:
        return &gather_row<Channel, 2>;
    case 3:
        return &gather_row<Channel, 3>;
    default:
        return &gather_row<Channel, 4>;
    }
}

auto gather_of(const ImageSpec& spec) {
    switch (bytes_of(spec.pixel_type)) {
    case 1:
        return gather_of<std::uint8_t>(spec.channels);
    case 2:
        return gather_of<std::uint16_t>(spec.channels);
    default:
        return gather_of<std::uint32_t>(spec.channels);
    }
}

template <class Channel> void exchange_red_and_blue(Image& image) {
    auto* channel = reinterpret_cast<Channel*>(image.pixels().data());
    const std::uint64_t count = image.spec().pixels();
    const std::uint32_t channels = image.spec().channels;
    for (std::uint64_t i = 0; i < count; ++i, channel += channels)
        std::swap(channel[0], channel[2]);
}

} // namespace

ArrayView::ArrayView(const py::object& object) : owner_{with_buffer(object)} {
    if (PyObject_GetBuffer(owner_.ptr(), &buffer_, PyBUF_RECORDS_RO) != 0)
        throw py::error_already_set();
    try {
        spec_ = spec_of(buffer_, owner_);
    } catch (...) {
        PyBuffer_Release(&buffer_);
        throw;
    }
    pixel_stride_ = buffer_.strides[1];
    channel_stride_ = buffer_.ndim == 3 ? buffer_.strides[2] : buffer_.itemsize;
}

ArrayView::~ArrayView() {
    PyBuffer_Release(&buffer_);
}

bool ArrayView::is_packed() const {
    return PyBuffer_IsContiguous(&buffer_, 'C') != 0;
}

void ArrayView::copy_into(Image& image) const {
    const auto* from = static_cast<const std::byte*>(buffer_.buf);
    const bool has_whole_rows =
        (spec_.channels == 1 || channel_stride_ == buffer_.itemsize) &&
        pixel_stride_ == static_cast<py::ssize_t>(spec_.channels) * buffer_.itemsize;
    const auto gather = gather_of(spec_);
    for (std::uint32_t y = 0; y < spec_.height; ++y, from += buffer_.strides[0])
        if (const std::span<std::byte> row = image.row(y); has_whole_rows)
            std::memcpy(row.data(), from, row.size());
        else
            gather(from, pixel_stride_, channel_stride_, row);
}

Image ArrayView::borrowed() const {
    if (is_packed())
        return {spec_,
                Buffer{std::make_shared<Borrowed>(buffer_.buf, spec_.bytes()), spec_.bytes()}};
    Image image = Image::allocate(spec_);
    const WithoutGil others_run;
    copy_into(image);
    return image;
}

Image ArrayView::with_red_first() const {
    Image image = Image::allocate(spec_);
    const WithoutGil others_run;
    copy_into(image);
    switch (bytes_of(spec_.pixel_type)) {
    case 1:
        exchange_red_and_blue<std::uint8_t>(image);
        break;
    case 2:
        exchange_red_and_blue<std::uint16_t>(image);
        break;
    default:
        exchange_red_and_blue<std::uint32_t>(image);
    }
    return image;
}

py::object array_of(const Image& image) {
    const ImageSpec& spec = image.spec();
    std::vector<std::uint32_t> shape{spec.height, spec.width};
    if (spec.channels != 1)
        shape.push_back(spec.channels);
    py::tuple sides{shape.size()};
    for (std::size_t i = 0; i < shape.size(); ++i)
        sides[i] = shape[i];
    py::object array =
        py::module_::import("penstock._arrays").attr("empty")(sides, numpy_name(spec.pixel_type));
    Py_buffer buffer = {};
    if (PyObject_GetBuffer(array.ptr(), &buffer, PyBUF_CONTIG) != 0)
        throw py::error_already_set();
    {
        const WithoutGil others_run;
        std::memcpy(buffer.buf, image.pixels().data(), image.pixels().size());
    }
    PyBuffer_Release(&buffer);
    return array;
}

} // namespace penstock::python
