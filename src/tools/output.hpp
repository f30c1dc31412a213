// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace penstock::tools {

/// What was asked for could not be put where it belongs.
class OutputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Puts data on standard output, at once. A reader that went away is no mistake; anything else
/// throws `OutputError`.
void print(std::string_view text);

/// Writes all of it to a descriptor. Returns 0 or errno.
[[nodiscard]] int write_all(int file, std::string_view text);

/// A folder, a device or a pipe: it cannot be renamed over. /dev/null and pipes are written to as
/// they are.
[[nodiscard]] bool is_special(const std::string& file);

/// Throws `OutputError` where a file of that name could not be made: better before a long run than
/// after it.
void check_writable(const std::string& file);

/// Writes a whole file under a temporary name and renames it. Throws `OutputError`.
void write_file(const std::string& file, std::string_view text);

} // namespace penstock::tools
