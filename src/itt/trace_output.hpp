// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace penstock::itt {

/// The file of the trace. It has a temporary name until it is complete; what is there of it can be
/// read at any moment, as JSON traces may lack their end.
///
/// PENSTOCK_ITT_TRACE names it, in which %p stands for the number of the process; without it, it is
/// itt-trace-%p.json. Where it cannot be written, standard error is told so, once. Thread-safe, but
/// for `open`.
class TraceOutput {
public:
    /// Whether there is a file to write to.
    [[nodiscard]] bool open();
    /// Whole lines, each with a comma at its end.
    void write(std::string_view lines);
    /// The last line, without a comma. The file gets its name.
    void complete(std::string_view last_line);
    [[nodiscard]] bool is_open() const;

private:
    void write_all(std::string_view text);
    void fail(const char* what);
};

} // namespace penstock::itt
