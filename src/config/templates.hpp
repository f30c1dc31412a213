// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

namespace penstock::config {

/// The fields that every item has: `{seq}`, `{stem}`, ...
[[nodiscard]] const std::vector<std::string>& template_fields();

/// Checks the braces and fields of a name template: "{dir}/{stem}_{size}.{ext}", "{seq:06}";
/// `{{` and `}}` are braces.
void check_template(const Value& text,
                    const std::string& path,
                    const std::vector<std::string>& attributes,
                    Issues& issues);

} // namespace penstock::config
