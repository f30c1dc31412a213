// SPDX-License-Identifier: Apache-2.0
#include "python/function_types.hpp"

#include "penstock/make_node_type.hpp"

#include "python/arrays.hpp"
#include "python/values.hpp"
#include "python/without_gil.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace penstock::python {
namespace {

// What a function made, on its way to a sink. Its memory is Python's, and counts nowhere.
struct PythonObject {
    static constexpr const char* payload_name = "python_object";
    [[nodiscard]] std::uint64_t byte_size() const { return own_bytes; }
    SharedObject object;
    std::uint64_t own_bytes = 0;
};

struct Path {
    static constexpr const char* payload_name = "path";
    [[nodiscard]] std::uint64_t byte_size() const { return path.size(); }
    std::string path;
};

py::object name_object(const std::string& name) {
    return object_of(Value{name});
}

py::object python_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return array_of(*image);
    if (const auto* encoded = payload.get<Encoded>()) {
        const auto bytes = encoded->buffer.bytes();
        return py::bytes{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    if (const auto* path = payload.get<Path>())
        return name_object(path->path);
    if (const auto* made = payload.get<PythonObject>())
        return py::reinterpret_borrow<py::object>(made->object.get());
    throw ItemError{ErrorClass::unsupported,
                    fmt::format("a Python function takes images, encoded bytes and paths, and got "
                                "{}",
                                payload.type_name())};
}

// What a function may know of the item beside what it carries.
py::object item_object(const ItemInfo& item) {
    return py::module_::import("penstock._errors")
        .attr("Item")(name_object(item.request.name),
                      name_object(item.request.path),
                      item.sequence,
                      dict_of(item.attributes));
}

/// The part that all roles have: who calls, and what becomes of exceptions.
class Caller {
public:
    Caller(FunctionNodeOptions options, SharedObject function, std::shared_ptr<Interrupt> interrupt)
        : options_{std::move(options)}, function_{std::move(function)}, interrupt_{
                                                                            std::move(interrupt)} {}

    [[nodiscard]] const FunctionNodeOptions& options() const { return options_; }

    /// Calls `use` with the GIL. What it raises fails the item, skips it, or ends the run.
    template <class Use> auto with_python(Use use) const {
        if (interrupt_->happened())
            throw ItemError{ErrorClass::cancelled, "the run was stopped before the call"};
        const py::gil_scoped_acquire gil;
        try {
            return use();
        } catch (py::error_already_set& error) {
            end_item(error);
        } catch (const py::builtin_exception& error) {
            throw ItemError{ErrorClass::node,
                            fmt::format("what {} returned: {}", options_.name, error.what())};
        }
    }

    /// Calls the function, with the item at the end where it takes one.
    py::object call(const py::tuple& arguments, const ItemInfo& item) const {
        const auto function = py::reinterpret_borrow<py::object>(function_.get());
        return options_.takes_item ? function(*arguments, item_object(item)) : function(*arguments);
    }

private:
    [[noreturn]] void end_item(py::error_already_set& error) const {
        const py::object exception = error.value();
        if (error.trace())
            PyException_SetTraceback(exception.ptr(), error.trace().ptr());
        if (!error.matches(PyExc_Exception)) {
            interrupt_->raised(exception);
            throw ItemError{ErrorClass::cancelled,
                            fmt::format("{} in {} ended the run",
                                        Py_TYPE(exception.ptr())->tp_name,
                                        options_.name)};
        }
        const auto errors = py::module_::import("penstock._errors");
        if (py::isinstance(exception, errors.attr("Skip")))
            throw ItemSkipped{py::str(exception)};
        const auto text = errors.attr("failure_text")(exception).cast<std::string>();
        throw ItemError{error.matches(PyExc_MemoryError) ? ErrorClass::resource : ErrorClass::node,
                        text};
    }

    FunctionNodeOptions options_;
    SharedObject function_;
    std::shared_ptr<Interrupt> interrupt_; // shared: by all functions of a run
};

// Counted as an image, so that `max_images` bounds how many results wait for their turn.
PayloadBound counted_as_image(std::uint64_t bytes) {
    PayloadBound bound;
    bound.images = 1;
    bound.bytes = bytes;
    return bound;
}

// The array that a function is called with lies in Python's memory: declared, not charged.
NodeBound bound_of_call(const PayloadBound& input, PayloadBound output, std::uint64_t more) {
    NodeBound bound;
    bound.output = std::move(output);
    bound.codec_bytes = input.bytes + more;
    bound.working_bytes = bound.codec_bytes;
    return bound;
}

ImageSpec largest_of(ImageSpec spec, const LargestImage& largest) {
    spec.width = largest.width.value_or(spec.width);
    spec.height = largest.height.value_or(spec.height);
    spec.channels = largest.channels.value_or(spec.channels);
    spec.pixel_type = largest.pixel_type.value_or(spec.pixel_type);
    spec.shrunk = {};
    return spec;
}

struct Transform {
    struct Params {};

    explicit Transform(Caller with) : caller{std::move(with)} {}

    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound output = input;
        const ImageSpec largest = largest_of(input.spec, caller.options().largest);
        if (largest.bytes() > input.spec.bytes() || largest.pixels() > input.spec.pixels())
            output = PayloadBound::image(largest);
        const std::uint64_t result = output.bytes;
        return bound_of_call(input, std::move(output), result);
    }

    std::optional<Image> process(const Image& image, const Params&, NodeContext& context) const {
        return caller.with_python([&]() -> std::optional<Image> {
            const py::object result = caller.call(py::make_tuple(array_of(image)), context.item());
            if (result.is_none())
                return std::nullopt;
            const ArrayView view{result};
            check_size(view.spec(), image.spec());
            ImageSpec spec = view.spec();
            if (spec.pixel_type == image.spec().pixel_type)
                spec.colour_space = image.spec().colour_space;
            Image copy = context.allocate_image(spec);
            const WithoutGil others_run;
            view.copy_into(copy);
            return copy;
        });
    }

    void check_size(const ImageSpec& found, const ImageSpec& input) const {
        const ImageSpec largest = largest_of(input, caller.options().largest);
        if (found.bytes() > std::max(largest.bytes(), input.bytes()))
            throw ItemError{
                ErrorClass::limit,
                fmt::format("{} got {} and returned {}, which takes more memory than was set aside "
                            "for it; say so to transform: size=({}, {}), channels={}, dtype=...",
                            caller.options().name,
                            input.to_string(),
                            found.to_string(),
                            found.width,
                            found.height,
                            found.channels)};
    }

    Caller caller;
};

struct Call {
    struct Params {};

    explicit Call(Caller with) : caller{std::move(with)} {}

    NodeBound bound(const PayloadBound& input, const Params&) const {
        return bound_of_call(input, counted_as_image(0), 0);
    }

    PythonObject process(const Payload& input, const Params&, NodeContext& context) const {
        return caller.with_python([&] {
            return PythonObject{
                SharedObject{caller.call(py::make_tuple(python_of(input)), context.item())}};
        });
    }

    Caller caller;
};

enum class Order : std::uint8_t { none, source };

struct Sink {
    struct Params {
        Order order = Order::none;
    };

    explicit Sink(Caller with) : caller{std::move(with)} {}

    NodeBound bound(const PayloadBound& input, const Params&) const {
        return bound_of_call(input, {}, 0);
    }

    void process(const Payload& input, const Params&, NodeContext& context) const {
        const std::string& name = context.item().request.name;
        caller.with_python([&] {
            const py::object shown =
                name.empty() ? py::str(py::int_(context.item().sequence)) : name_object(name);
            caller.call(py::make_tuple(shown, python_of(input)), context.item());
        });
        context.output_delivered(name);
    }

    Caller caller;
};

struct PathLoader {
    struct Params {};

    Measure measure(const Request& request, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = counted_as_image(request.path.size());
        return measure;
    }
    Path load(const Request& request, const Measure&, Buffer, const Params&, NodeContext&) const {
        return {request.path};
    }
};

template <class T> NodeType made(Description<T> description, const Caller& caller) {
    const auto make = [caller] { return T{caller}; };
    return NodeTypeMaker<T, decltype(make)>{std::move(description.blocks()), make}.make();
}

} // namespace

NodeType python_function_type(const FunctionNodeOptions& options,
                              const SharedObject& function,
                              std::shared_ptr<Interrupt> interrupt) {
    const Caller caller{options, function, std::move(interrupt)};
    const std::string doc = "The Python function " + options.name + ".";
    switch (options.role) {
    case Role::transform:
        return made(Description<Transform>{options.type, doc}.default_concurrency(1), caller);
    case Role::call:
        return made(Description<Call>{options.type, doc}, caller);
    case Role::sink:
        break;
    }
    return made(Description<Sink>{options.type, doc}.default_concurrency(1).can_order().choice(
                    "order",
                    &Sink::Params::order,
                    {{"none", Order::none}, {"source", Order::source}},
                    {.doc = "Call it as items arrive, or in the order of the source."}),
                caller);
}

NodeType path_loader_type(const std::string& type) {
    return NodeTypeMaker<PathLoader>{
        Description<PathLoader>{type, "Gives the paths of files as they are."}}
        .make();
}

} // namespace penstock::python
