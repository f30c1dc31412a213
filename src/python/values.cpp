// SPDX-License-Identifier: Apache-2.0
#include "python/values.hpp"

#include <fmt/format.h>

#include <string>

namespace penstock::python {
namespace {

// Names of files are bytes; Python has its own way to keep those that are not UTF-8.
py::object text_of(const std::string& text) {
    return py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(
        text.data(), static_cast<py::ssize_t>(text.size()), "surrogateescape"));
}

} // namespace

py::object object_of(const Value& value) {
    if (value.is_bool())
        return py::bool_{value.as_bool()};
    if (value.is_integer())
        return py::int_{value.as_integer()};
    if (value.is_real())
        return py::float_{value.as_real()};
    if (value.is_string())
        return text_of(value.as_string());
    if (value.is_array()) {
        py::list list;
        for (const Value& member : value.as_array())
            list.append(object_of(member));
        return list;
    }
    if (value.is_object()) {
        py::dict dict;
        for (const auto& [key, member] : value.as_object())
            dict[text_of(key)] = object_of(member);
        return dict;
    }
    return py::none();
}

Value value_of(const py::handle& object, const std::string& name) {
    if (object.is_none())
        return nullptr;
    if (py::isinstance<py::bool_>(object))
        return object.cast<bool>();
    if (PyIndex_Check(object.ptr()) != 0)
        return object.cast<std::int64_t>();
    if (PyNumber_Check(object.ptr()) != 0 && !py::isinstance<py::str>(object))
        return object.cast<double>();
    if (py::isinstance<py::str>(object))
        return object.cast<std::string>();
    if (py::isinstance<py::dict>(object)) {
        Value::Object members;
        for (const auto& [key, member] : object.cast<py::dict>()) {
            auto member_name = key.cast<std::string>();
            members.emplace_back(member_name, value_of(member, member_name));
        }
        return members;
    }
    if (py::isinstance<py::list>(object) || py::isinstance<py::tuple>(object)) {
        Value::Array members;
        for (const py::handle member : object)
            members.push_back(value_of(member, name));
        return members;
    }
    throw py::type_error(fmt::format("{}: found {}; expected a string, a number or a boolean",
                                     name,
                                     Py_TYPE(object.ptr())->tp_name));
}

Attributes attributes_of(const py::dict& dict) {
    Attributes attributes;
    for (const auto& [key, object] : dict) {
        const auto name = key.cast<std::string>();
        const Value value = value_of(object, "attribute \"" + name + '"');
        if (value.is_null() || value.is_array() || value.is_object())
            throw py::type_error(fmt::format("attribute \"{}\": found {}; expected a string, a "
                                             "number or a boolean",
                                             name,
                                             Py_TYPE(object.ptr())->tp_name));
        attributes.set(name, value);
    }
    return attributes;
}

py::dict dict_of(const Attributes& attributes) {
    py::dict dict;
    for (const auto& [name, value] : attributes.entries())
        dict[text_of(name)] = object_of(value);
    return dict;
}

} // namespace penstock::python
