// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace penstock::tools {

/// One look at a running pipeline.
struct ProgressView {
    RunProgress run;
    double seconds = 0;           ///< since it started
    std::uint64_t max_images = 0; ///< of all limiters together
    std::uint64_t max_bytes = 0;
    std::string limited_by; ///< a node, mostly; empty: nothing that is known
};

/// "[#####-----] 123 of 500   3.1 s left   122 img/s   ...", narrower than `columns`: the last one
/// would make some terminals wrap. What does not fit is left out, least important first, and the
/// bar gives way to how many and how long.
[[nodiscard]] std::string progress_bar(const ProgressView& view, std::size_t columns);

/// The same facts without a bar, as wide as they are.
[[nodiscard]] std::string progress_line(const ProgressView& view);

/// The same facts as a JSON object on one line.
[[nodiscard]] std::string progress_json(const ProgressView& view);

} // namespace penstock::tools
