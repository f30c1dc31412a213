// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_concepts.hpp"

#include <concepts>
#include <type_traits>
#include <vector>

namespace penstock {

/// What the address of a function is, be it one of an object or of the class.
template <class Address>
concept FunctionAddress = std::is_member_function_pointer_v<Address> ||
    std::is_function_v<std::remove_pointer_t<Address>>;

// What a class may have beside its verb: where it has a public function of that name, it is the one
// that is called. A function that is almost right would never be.

template <class T>
concept OpenFits = HasOpen<T> || !requires {
    requires FunctionAddress<decltype(&T::open)>;
};
template <class T>
concept CloseFits = HasClose<T> || !requires {
    requires FunctionAddress<decltype(&T::close)>;
};
template <class T>
concept CheckFits = HasCheck<T> || !requires {
    requires FunctionAddress<decltype(&T::check)>;
};
template <class T>
concept NotesFit = HasNotes<T> || !requires {
    requires FunctionAddress<decltype(&T::notes)>;
};
template <class T>
concept InputsFit = HasInputs<T> || HasFixedInputs<T> || !requires {
    requires FunctionAddress<decltype(&T::inputs)>;
};
template <class T>
concept OutputsFit = HasOutputs<T> || !requires {
    requires FunctionAddress<decltype(&T::outputs)>;
};
template <class T>
concept ClockFits = HasClock<T> || !requires {
    requires FunctionAddress<decltype(&T::consults_clock)>;
};
template <class T>
concept BoundFits = HasBound<T> || !requires {
    requires FunctionAddress<decltype(&T::bound)>;
};
template <class T>
concept MostResultsFit = HasMostResults<T> || !requires {
    requires FunctionAddress<decltype(&T::most_results)>;
};
template <class T>
concept SkipFits = HasSkip<T> || !requires {
    requires FunctionAddress<decltype(&T::skip_before_loading)>;
};
template <class T>
concept WarningsFit = HasWarnings<T> || !requires {
    requires FunctionAddress<decltype(&T::warnings)>;
};
template <class T>
concept LeastScaleFits = HasLeastScale<T> || !requires {
    requires FunctionAddress<decltype(&T::least_scale)>;
};
template <class T>
concept OutputRootFits = HasOutputRoot<T> || !requires {
    requires FunctionAddress<decltype(&T::output_root)>;
};
template <class T>
concept DropsIncompleteFits = HasDropsIncomplete<T> || !requires {
    requires FunctionAddress<decltype(&T::drops_incomplete)>;
};
template <class T>
concept TotalFits = HasTotal<T> || !requires {
    requires FunctionAddress<decltype(&T::total)>;
};
template <class T>
concept ReadFits = HasRead<T> || !requires {
    requires FunctionAddress<decltype(&T::read)>;
};
template <class T>
concept OrdinaryImageFits = HasOrdinaryImage<T> || !requires {
    requires FunctionAddress<decltype(&T::ordinary_image)>;
};
template <class T>
concept MostMetadataFits = HasMostMetadata<T> || !requires {
    requires FunctionAddress<decltype(&T::most_metadata_bytes)>;
};
template <class T>
concept BeginFits = HasBegin<T> || !requires {
    requires FunctionAddress<decltype(&T::begin)>;
};
template <class T>
concept LongestWaitFits = HasLongestWait<T> || !requires {
    requires FunctionAddress<decltype(&T::longest_wait)>;
};
/// A class with several inputs says what its calls need at most.
template <class T>
concept HasBoundOfPorts = requires(const T node,
                                   const std::vector<PayloadBound>& inputs,
                                   const typename T::Params& params) {
    { node.bound(inputs, params) } -> std::same_as<NodeBound>;
};

/// Does not compile where a class has a function that would never be called, and says what it is to
/// be. Asks for nothing that nodes of this kind do not have: a name is free there.
template <NodeClass T> [[nodiscard]] constexpr bool optional_functions_fit() {
    static_assert(OpenFits<T>, "open is `void open(const Params&, const OpenContext&)`");
    static_assert(CloseFits<T>, "close is `void close()`");
    static_assert(CheckFits<T>, "check is `static void check(const Params&)`");
    static_assert(NotesFit<T>, "notes is `std::vector<std::string> notes(const Params&) const`");
    static_assert(InputsFit<T>,
                  "inputs is `static std::vector<PortDescriptor> inputs(const Params&)`");
    static_assert(OutputsFit<T>,
                  "outputs is `static std::vector<PortDescriptor> outputs(const Params&)`");
    static_assert(ClockFits<T>, "consults_clock is `static bool consults_clock(const Params&)`");
    if constexpr (WorkClass<T>) {
        static_assert(BoundFits<T>,
                      "bound is `NodeBound bound(const PayloadBound&, const Params&) const`");
        static_assert(SkipFits<T>,
                      "skip_before_loading is `std::optional<std::string> "
                      "skip_before_loading(const ItemInfo&, const Params&) const`");
        static_assert(WarningsFit<T>,
                      "warnings is `std::vector<std::string> warnings(const PayloadBound&, const "
                      "Params&) const`");
        static_assert(LeastScaleFits<T>,
                      "least_scale is `double least_scale(const ImageSpec&, const ScaleBehind&, "
                      "const Params&) const`");
        static_assert(OutputRootFits<T>,
                      "output_root is `std::string output_root(const Params&) const`");
    }
    if constexpr (WorkClass<T> || LoaderClass<T>)
        static_assert(MostResultsFit<T>,
                      "most_results is `std::uint32_t most_results(const Params&) const`");
    if constexpr (PortsClass<T>) {
        static_assert(HasBoundOfPorts<T>,
                      "a node with several inputs has `NodeBound bound(const "
                      "std::vector<PayloadBound>&, const Params&) const`");
        static_assert(DropsIncompleteFits<T>,
                      "drops_incomplete is `bool drops_incomplete(const Params&) const`");
    }
    if constexpr (SourceClass<T>)
        static_assert(TotalFits<T>,
                      "total is `std::optional<std::uint64_t> total(const Params&) const`");
    if constexpr (LoaderClass<T>) {
        static_assert(ReadFits<T>,
                      "read is `Buffer read(const Request&, const Measure&, const Params&, "
                      "NodeContext&) const`");
        static_assert(OrdinaryImageFits<T>,
                      "ordinary_image is `std::optional<ImageSpec> ordinary_image(const Params&) "
                      "const`");
        static_assert(MostMetadataFits<T>,
                      "most_metadata_bytes is `std::uint64_t most_metadata_bytes(const Params&) "
                      "const`");
    }
    if constexpr (GatherClass<T>) {
        static_assert(HasBound<T>,
                      "a node that gathers has `NodeBound bound(const PayloadBound&, const "
                      "Params&) const`");
        static_assert(BeginFits<T>, "begin is `void begin(const Params&, NodeContext&)`");
        static_assert(
            LongestWaitFits<T>,
            "longest_wait is `std::optional<Duration> longest_wait(const Params&) const`");
    }
    return true;
}

} // namespace penstock
