// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace penstock::codec {

// The table of formats for readers, in Markdown: a line for each format.

/// What `decode` takes and delivers, and through whom.
[[nodiscard]] std::string table_of_read_formats();
/// What `encode` takes, with which parameters, and through whom.
[[nodiscard]] std::string table_of_written_formats();

} // namespace penstock::codec
