// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/verbs.hpp"

namespace penstock::tools {

/// Whether the files that `penstock run` is to write can be written, each of them another, and none
/// the config: before a long run, not after it. Throws `UsageError`.
void check_outputs(const RunRequest& request);

} // namespace penstock::tools
