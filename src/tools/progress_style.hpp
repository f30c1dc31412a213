// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock::tools {

/// How a run tells how far it is, on standard error.
enum class ProgressStyle : std::uint8_t {
    automatic, ///< a bar on a terminal, else plain
    bar,       ///< one line that is redrawn
    plain,     ///< a line now and then
    json,      ///< one object a line, every second; everything that is said is JSON then
    none,
};

} // namespace penstock::tools
