// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_error.hpp"
#include "penstock/load_plugins.hpp"
#include "penstock/version.hpp"

#include "python/arrays.hpp"
#include "python/configs.hpp"
#include "python/run.hpp"
#include "python/saver.hpp"
#include "python/values.hpp"
#include "python/without_gil.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <pybind11/stl.h>
#include <string>
#include <utility>

namespace penstock::python {
namespace {

py::dict issue_dict(const ConfigIssue& issue) {
    py::dict dict;
    dict["file"] = issue.source;
    dict["line"] = issue.origin.line;
    dict["column"] = issue.origin.column;
    dict["path"] = issue.path;
    dict["message"] = issue.message;
    dict["rule"] = issue.rule;
    dict["is_warning"] = issue.severity == ConfigIssue::Severity::warning;
    dict["text"] = issue.to_string();
    return dict;
}

void raise_config_error(const ConfigError& error) {
    py::list issues;
    for (const ConfigIssue& issue : error.issues())
        issues.append(issue_dict(issue));
    const py::object type = py::module_::import("penstock._errors").attr("ConfigError");
    PyErr_SetObject(type.ptr(), type.attr("of")(issues).ptr());
}

void translate(std::exception_ptr thrown) {
    try {
        if (thrown)
            std::rethrow_exception(thrown);
    } catch (const ConfigError& error) {
        raise_config_error(error);
    } catch (const PluginError& error) {
        PyErr_SetString(PyExc_RuntimeError, error.what());
    }
}

// "accepted", "full" or "closed".
const char* push(Run& run,
                 const std::string& source,
                 const std::string& name,
                 const py::object& content,
                 const py::dict& attributes,
                 const std::pair<std::string, std::string>& format,
                 double patience) {
    Pushed item{.name = name, .attributes = attributes_of(attributes), .payload = {}};
    std::optional<ArrayView> view;
    if (py::isinstance<py::bytes>(content)) {
        char* begin = nullptr;
        py::ssize_t size = 0;
        if (PyBytes_AsStringAndSize(content.ptr(), &begin, &size) != 0)
            throw py::error_already_set();
        Buffer buffer = Buffer::allocate(static_cast<std::size_t>(size));
        std::copy_n(reinterpret_cast<const std::byte*>(begin), size, buffer.bytes().data());
        item.payload = Encoded{std::move(buffer), format.first, format.second, {}};
    } else {
        view.emplace(content);
        item.payload = view->borrowed();
    }
    switch (run.push(source, std::move(item), patience)) {
    case PushResult::accepted:
        return "accepted";
    case PushResult::full:
        return "full";
    case PushResult::closed:
        break;
    }
    return "closed";
}

} // namespace
} // namespace penstock::python

PYBIND11_MODULE(_penstock, module) {
    using namespace penstock::python;
    module.doc() = "What the package penstock is made of. Use that.";
    module.attr("version") = penstock::version();
    py::register_exception_translator(&translate);
    module.def("node_types", &node_types, "Every node type that penstock brings, as dicts.");
    module.def("threads_without_gil",
               &WithoutGil::count,
               "How many threads are in calls of this module that let others run.");
    module.def("forget_threads", &WithoutGil::forget_all, "For a process that was forked.");
    module.def("make_run", &make_run, "Reads a config and makes a run of it.");
    bind_saver(module);
    py::class_<Run>(module, "Run", "A run that goes on in the background.")
        .def("check_process", &Run::check_process, "Raises in a process that was forked.")
        .def("start", &Run::start)
        .def("wait", &Run::wait, "Whether it has ended, within so many seconds.")
        .def("push", &push, "Hands over an item: \"accepted\", \"full\" or \"closed\".")
        .def("close_source", &Run::close_source)
        .def("request_stop", &Run::request_stop)
        .def("cancel", &Run::cancel)
        .def("progress", &Run::progress)
        .def_property_readonly("warnings", &Run::warnings)
        .def_property_readonly("push_sources", &Run::push_sources)
        .def("report", &Run::report, "The report as JSON, when the run has ended.")
        .def("page", &Run::page, "Likewise as a page of HTML.")
        .def("trace_error", &Run::trace_error, "Why there is no trace; empty: there is one.");
}
