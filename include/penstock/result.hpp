// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace penstock {

/// Why a call fails its item, as a value. The run goes on. The same as throwing `ItemError`.
struct Failed {
    ErrorClass error_class = ErrorClass::node;
    std::string message; ///< one line: what was found, what was expected, the remedy
};

/// Why a call skips its item: nothing is wrong, and there is nothing to do. The same as throwing
/// `ItemSkipped`.
struct Skipped {
    std::string reason;
};

/// What a verb returns that tells of errors by value: a T, or `Failed`, or `Skipped`. A sink
/// returns `Result<void>`.
///
///     Result<Image> process(const Image& image, const Params&, NodeContext&) const {
///         if (image.spec().channels != 3)
///             return Failed{ErrorClass::unsupported, "expected RGB; put a convert before it"};
///
/// A value; distinct objects may be used from distinct threads at once.
template <class T> class Result {
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
    /// Of a sink: it is done.
    Result() requires std::is_void_v<T>
    = default;
    Result(Value value) : outcome_{std::in_place_index<0>, std::move(value)} {}
    Result(Failed failed) : outcome_{std::in_place_index<1>, std::move(failed)} {}
    Result(Skipped skipped) : outcome_{std::in_place_index<2>, std::move(skipped)} {}

    [[nodiscard]] bool has_value() const { return outcome_.index() == 0; }
    /// Null where there is a value, or the item was skipped.
    [[nodiscard]] const Failed* failed() const { return std::get_if<1>(&outcome_); }
    /// The value. Throws `ItemError` or `ItemSkipped` where there is none.
    T take() && {
        if (const auto* failed = std::get_if<1>(&outcome_))
            throw ItemError{failed->error_class, failed->message};
        if (const auto* skipped = std::get_if<2>(&outcome_))
            throw ItemSkipped{skipped->reason};
        if constexpr (!std::is_void_v<T>)
            return std::get<0>(std::move(outcome_));
    }

private:
    std::variant<Value, Failed, Skipped> outcome_;
};

} // namespace penstock
