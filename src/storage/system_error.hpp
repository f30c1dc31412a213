// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace penstock::storage {

// The system's words for an errno: "No space left on device".
[[nodiscard]] std::string words_of(int error);

// Throws what an errno means while an output is made: `ResourceExhausted` where no item could be
// written any more (disk or quota full, read-only), else an `ItemError`: resource (descriptors,
// memory), permission, limit (a name that is too long, a file that is too large), io. The message
// is `what`, the path and the system's words.
[[noreturn]] void throw_output_error(int error, std::string_view what, std::string_view path);

} // namespace penstock::storage
