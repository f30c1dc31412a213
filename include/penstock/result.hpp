// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include <optional>
#include <string>
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

/// What a verb returns that tells of errors by value: a T, or `Failed`, or `Skipped`.
///
///     Result<Image> process(const Image& image, const Params&, NodeContext&) const {
///         if (image.spec().channels != 3)
///             return Failed{ErrorClass::unsupported, "expected RGB; put a convert before it"};
///
/// A value; distinct objects may be used from distinct threads at once.
template <class T> class Result {
public:
    Result(T value) : outcome_{std::move(value)} {}
    Result(Failed failed) : outcome_{std::move(failed)} {}
    Result(Skipped skipped) : outcome_{std::move(skipped)} {}

    [[nodiscard]] bool has_value() const { return std::holds_alternative<T>(outcome_); }
    /// Null where there is a value, or the item was skipped.
    [[nodiscard]] const Failed* failed() const { return std::get_if<Failed>(&outcome_); }
    /// The value. Throws `ItemError` or `ItemSkipped` where there is none.
    [[nodiscard]] T take() && {
        if (auto* failed = std::get_if<Failed>(&outcome_))
            throw ItemError{failed->error_class, failed->message};
        if (auto* skipped = std::get_if<Skipped>(&outcome_))
            throw ItemSkipped{skipped->reason};
        return std::move(std::get<T>(outcome_));
    }

private:
    std::variant<T, Failed, Skipped> outcome_;
};

/// Of a sink: nothing, or why not.
template <> class Result<void> {
public:
    Result() = default;
    Result(Failed failed) : outcome_{std::move(failed)} {}
    Result(Skipped skipped) : outcome_{std::move(skipped)} {}

    [[nodiscard]] bool has_value() const { return outcome_.index() == 0; }
    [[nodiscard]] const Failed* failed() const { return std::get_if<Failed>(&outcome_); }
    void take() && {
        if (auto* failed = std::get_if<Failed>(&outcome_))
            throw ItemError{failed->error_class, failed->message};
        if (auto* skipped = std::get_if<Skipped>(&outcome_))
            throw ItemSkipped{skipped->reason};
    }

private:
    std::variant<std::monostate, Failed, Skipped> outcome_;
};

} // namespace penstock
