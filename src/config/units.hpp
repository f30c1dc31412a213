// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::config {

/// What a text with a unit means, or why it means nothing: "found ...; expected ...".
struct UnitResult {
    std::optional<std::int64_t> amount; ///< bytes, pixels or nanoseconds
    std::string mistake;
};

/// "512MiB", "2GB", "4096B", "1.5GiB"; exact, nothing wraps.
[[nodiscard]] UnitResult parse_byte_size(std::string_view text);
/// "64Mpx", "500kpx", "1px".
[[nodiscard]] UnitResult parse_pixel_count(std::string_view text);
/// "250ms", "20s", "5min", "2h".
[[nodiscard]] UnitResult parse_duration(std::string_view text);

} // namespace penstock::config
