// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config {

/// One word of a short pipeline, without its quotes and backslashes.
struct PipeWord {
    std::string text;
    std::size_t offset = 0;                 ///< in the pipe
    std::size_t length = 0;                 ///< as it was typed
    std::size_t equals = std::string::npos; ///< where in `text` the first `=` without quotes stands
    std::size_t value_offset = 0;           ///< in the pipe, of what stands behind it
};

/// What stands between two `!`.
struct PipeStage {
    std::vector<PipeWord> words;
    std::size_t offset = 0; ///< where in the pipe it begins
};

struct SplitPipe {
    std::vector<PipeStage> stages;
    std::optional<std::size_t> open_quote; ///< a quote that nothing closes
};

/// Splits as a shell does: blanks separate, single quotes keep everything, double quotes keep all
/// but `\"` and `\\`, a backslash keeps the next character. A `!` that stands alone separates
/// stages.
[[nodiscard]] SplitPipe split_pipe(std::string_view pipe);

} // namespace penstock::config
