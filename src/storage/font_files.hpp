// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// Where systems, and users, have their fonts; those that come first are preferred.
[[nodiscard]] std::vector<std::string> font_folders();

// The file of a font. A name with "/" or the ending of a font is a path, and is not looked at.
// Another one is that of a file in the folders or below them, without its ending; letter case,
// spaces, "-" and "_" do not count. An empty one: of the usual fonts the first that is there, or
// else any. Throws `std::runtime_error` with the remedy where there is none: the names that are
// nearest, or how to install one.
[[nodiscard]] std::string find_font(std::string_view name, const std::vector<std::string>& folders);

} // namespace penstock::storage
