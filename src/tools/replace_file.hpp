// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace penstock::tools {

/// Puts a whole file there, again and again: whoever reads it finds one of those, never a part. The
/// temporary name beside it, `.NAME.part`, is always the same: a process that is killed leaves at
/// most one such file, which the next one takes over. Several processes may do that at once. Throws
/// `OutputError`.
void replace_file(const std::string& file, std::string_view text);

} // namespace penstock::tools
