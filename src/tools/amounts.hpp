// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

// Numbers as people read them.
namespace penstock::tools {

/// "96 MiB", "1.5 GiB", "4096 B".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

/// "0.42 s", "4.1 s", "3 min 12 s", "2 h 05 min".
[[nodiscard]] std::string time_text(double seconds);

/// "0.84 ms", "12.3 ms", "1.2 s".
[[nodiscard]] std::string call_time_text(double milliseconds);

/// "1220", "122", "12.2", "1.22": as many decimals as say something.
[[nodiscard]] std::string number_text(double number);

/// "122 img/s", "3.4 img/s".
[[nodiscard]] std::string rate_text(double per_second);

/// "1 image", "16 images".
[[nodiscard]] std::string counted(std::uint64_t count, const char* singular, const char* plural);

} // namespace penstock::tools
