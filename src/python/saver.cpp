// SPDX-License-Identifier: Apache-2.0
#include "python/saver.hpp"

#include "python/shared_object.hpp"
#include "python/values.hpp"
#include "python/without_gil.hpp"

#include <exception>
#include <pybind11/stl.h>
#include <stdexcept>
#include <unistd.h>
#include <utility>
#include <vector>

namespace penstock::python {
namespace {

Duration patience_of(double seconds) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>{seconds});
}

py::tuple tuple_of(const SaveFailure& failure) {
    return py::make_tuple(
        py::bytes{failure.name}, std::string{to_string(failure.error_class)}, failure.message);
}

template <class T> std::optional<T> option(const py::dict& options, const char* name) {
    const py::object value = options[name];
    return value.is_none() ? std::nullopt : std::optional<T>{value.cast<T>()};
}

ImagesSaverOptions options_of(const py::dict& options, const py::object& log) {
    ImagesSaverOptions result;
    result.queue_size = options["queue_size"].cast<std::size_t>();
    if (const auto max_bytes = option<std::uint64_t>(options, "max_bytes"))
        result.max_bytes = ByteSize{*max_bytes};
    result.threads = option<std::uint32_t>(options, "threads");
    result.quality = option<int>(options, "quality");
    result.level = option<int>(options, "level");
    result.errors = SaveErrorsAtClose::collect; // the Python side raises
    for (const auto& [format, params] : options["encode"].cast<py::dict>())
        result.encode[format.cast<std::string>()] = value_of(params, "encode").as_object();
    if (!log.is_none())
        result.on_failure = [log = SharedObject{log}](const SaveFailure& failure) {
            const py::gil_scoped_acquire gil;
            try {
                py::reinterpret_borrow<py::object>(log.get())(*tuple_of(failure));
            } catch (py::error_already_set& error) {
                error.discard_as_unraisable("penstock.ImagesSaver");
            }
        };
    return result;
}

// Settles a future. What it throws is of a program that settled it by itself:
// nobody else hears.
void settle(const SharedObject& future, const SaveOutcome& outcome) {
    const py::gil_scoped_acquire gil;
    try {
        const py::object failure =
            outcome.failure ? py::object{tuple_of(*outcome.failure)} : py::object{py::none()};
        py::module_::import("penstock._saver")
            .attr("_settle")(future.get(), py::bytes{outcome.path.native()}, failure);
    } catch (py::error_already_set& error) {
        error.discard_as_unraisable("penstock.ImagesSaver");
    }
}

void raise_save_error(const SaveError& error) {
    const SaveFailure& failure = error.failure();
    const py::object type = py::module_::import("penstock._errors").attr("SaveError");
    const py::object name = object_of(Value{failure.name});
    PyErr_SetObject(type.ptr(),
                    type(name, std::string{to_string(failure.error_class)}, failure.message).ptr());
}

void translate_save_error(std::exception_ptr thrown) {
    try {
        if (thrown)
            std::rethrow_exception(thrown);
    } catch (const SaveError& error) {
        raise_save_error(error);
    }
}

} // namespace

Pixels::Pixels(const py::object& object, bool is_bgr) : view_{object} {
    image_ = is_bgr && view_.spec().channels >= 3 ? view_.with_red_first() : view_.borrowed();
}

Saver::Saver(const std::string& path, const py::dict& options, const py::object& log)
    : process_{::getpid()} {
    ImagesSaverOptions made = options_of(options, log);
    const WithoutGil others_run;
    saver_ = std::make_unique<ImagesSaver>(path, std::move(made));
}

Saver::~Saver() {
    if (process_ != ::getpid()) {
        // Its threads are those of the parent, and so is what they hold.
        static_cast<void>(closing_.release());
        static_cast<void>(saver_.release());
        return;
    }
    const WithoutGil others_run;
    if (closing_)
        closing_->join();
    saver_.reset();
}

ImagesSaver& Saver::saver() const {
    if (process_ != ::getpid())
        throw std::logic_error{"this saver belongs to the process that made it, and this one was "
                               "forked from it; make a saver in each process"};
    return *saver_;
}

bool Saver::try_save(const std::string& filename,
                     const py::object& content,
                     const std::string& sub_folder,
                     double patience,
                     const py::object& future) {
    const auto done = [future = SharedObject{future}](const SaveOutcome& outcome) {
        settle(future, outcome);
    };
    const Duration wait = patience_of(patience);
    ImagesSaver& saver = this->saver();
    if (py::isinstance<py::bytes>(content)) {
        char* begin = nullptr;
        py::ssize_t size = 0;
        if (PyBytes_AsStringAndSize(content.ptr(), &begin, &size) != 0)
            throw py::error_already_set();
        const FileBytes file{
            {reinterpret_cast<const std::byte*>(begin), static_cast<std::size_t>(size)}};
        const WithoutGil others_run;
        return saver.try_save(filename, file, sub_folder, wait, done);
    }
    const Image& image = content.cast<const Pixels&>().image();
    const WithoutGil others_run;
    return saver.try_save(filename, image, sub_folder, wait, done);
}

bool Saver::close(double patience) {
    ImagesSaver& saver = this->saver();
    const WithoutGil others_run;
    std::unique_lock lock{mutex_};
    if (!closing_ && !is_closed_)
        closing_ = std::make_unique<std::thread>([this, &saver] {
            std::exception_ptr error;
            try {
                saver.close();
            } catch (...) {
                error = std::current_exception();
            }
            const std::scoped_lock closed{mutex_};
            error_ = error;
            is_closed_ = true;
            closed_.notify_all();
        });
    const bool is_closed =
        closed_.wait_for(lock, patience_of(patience), [this] { return is_closed_; });
    if (is_closed && closing_) {
        closing_->join(); // nothing of a closed saver is left for a fork to find
        closing_.reset();
    }
    if (const std::exception_ptr error = std::exchange(error_, nullptr))
        std::rethrow_exception(error);
    return is_closed;
}

py::bytes Saver::location() const {
    return py::bytes{saver().location().native()};
}

py::list Saver::failures() const {
    const std::vector<SaveFailure> failures = [this] {
        const ImagesSaver& ours = saver();
        const WithoutGil others_run;
        return ours.failures();
    }();
    py::list list;
    for (const SaveFailure& failure : failures)
        list.append(tuple_of(failure));
    return list;
}

py::dict Saver::counts() const {
    const SaverCounts counts = [this] {
        const ImagesSaver& ours = saver();
        const WithoutGil others_run;
        return ours.counts();
    }();
    py::dict dict;
    dict["held"] = counts.held;
    dict["saved"] = counts.saved;
    dict["failed"] = counts.failed;
    return dict;
}

void bind_saver(py::module_& module) {
    py::register_exception_translator(&translate_save_error);
    py::class_<Pixels>(module, "Pixels", "The pixels of an array, ready to be saved.")
        .def(py::init<const py::object&, bool>());
    py::class_<Saver>(module, "Saver", "What ImagesSaver is made of.")
        .def(py::init<const std::string&, const py::dict&, const py::object&>())
        .def("try_save", &Saver::try_save)
        .def("close", &Saver::close)
        .def_property_readonly("location", &Saver::location)
        .def("failures", &Saver::failures)
        .def("counts", &Saver::counts);
}

} // namespace penstock::python
