// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

namespace penstock {

std::string_view to_string(ErrorClass error_class) {
    switch (error_class) {
    case ErrorClass::missing:
        return "missing";
    case ErrorClass::permission:
        return "permission";
    case ErrorClass::unsupported:
        return "unsupported";
    case ErrorClass::corrupt:
        return "corrupt";
    case ErrorClass::truncated:
        return "truncated";
    case ErrorClass::limit:
        return "limit";
    case ErrorClass::io:
        return "io";
    case ErrorClass::resource:
        return "resource";
    case ErrorClass::node:
        return "node";
    case ErrorClass::cancelled:
        return "cancelled";
    }
    return "node";
}

ItemError::ItemError(ErrorClass error_class, const std::string& message)
    : std::runtime_error{message}, class_{error_class} {}
ItemError::~ItemError() = default;

ItemSkipped::ItemSkipped(const std::string& reason) : std::runtime_error{reason} {}
ItemSkipped::~ItemSkipped() = default;

ResourceExhausted::ResourceExhausted(const std::string& message)
    : ItemError{ErrorClass::resource, message} {}
ResourceExhausted::~ResourceExhausted() = default;

} // namespace penstock
