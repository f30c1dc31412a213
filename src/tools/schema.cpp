// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"

#include "tools/output.hpp"
#include "tools/verbs.hpp"

namespace penstock::tools {

ExitCode show_schema() {
    print(json_schema(built_in_nodes()));
    return ExitCode::success;
}

} // namespace penstock::tools
