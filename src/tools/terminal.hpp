// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::tools {

/// Standard error is a terminal that can redraw a line.
[[nodiscard]] bool stderr_redraws();
/// Likewise, standard output.
[[nodiscard]] bool stdout_redraws();

/// Columns of the terminal behind standard error; 80 where nobody knows.
[[nodiscard]] std::size_t stderr_columns();

enum class Colour { red, yellow, green, faint, bold };

/// The text, coloured where standard error is a terminal and `NO_COLOR` is not set.
[[nodiscard]] std::string coloured(Colour colour, std::string_view text);

} // namespace penstock::tools
