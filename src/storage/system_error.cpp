// SPDX-License-Identifier: Apache-2.0
#include "storage/system_error.hpp"

#include "penstock/failure.hpp"

#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace penstock::storage {

std::string words_of(int error) {
    return std::generic_category().message(error);
}

void throw_output_error(int error, std::string_view what, std::string_view path) {
    const std::string message = fmt::format("{} {}: {}", what, quoted(path), words_of(error));
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EROFS:
        throw ResourceExhausted(message);
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        throw ItemError(ErrorClass::resource, message);
    case EACCES:
    case EPERM:
        throw ItemError(ErrorClass::permission, message);
    case ENAMETOOLONG:
    case EFBIG:
        throw ItemError(ErrorClass::limit, message);
    default:
        throw ItemError(ErrorClass::io, message);
    }
}

} // namespace penstock::storage
