// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"

#include "tools/node_types.hpp"
#include "tools/output.hpp"
#include "tools/verbs.hpp"

namespace penstock::tools {

ExitCode show_schema(const std::vector<std::string>& plugins) {
    print(json_schema(installed_and(plugins)));
    return ExitCode::success;
}

} // namespace penstock::tools
