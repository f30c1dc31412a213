// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

#include "tools/output.hpp"
#include "tools/verbs.hpp"

namespace penstock::tools {

ExitCode show_version() {
    print("penstock " + version() + '\n' + library_versions());
    return ExitCode::success;
}

} // namespace penstock::tools
