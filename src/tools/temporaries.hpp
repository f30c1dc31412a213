// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock::tools {

/// Removes the temporary files of outputs that this process is writing: for when it is about to
/// end without finishing them. They are named `.NAME.PID-NUMBER.part`, and as long as one exists,
/// this process holds its folder open.
void remove_temporaries();

} // namespace penstock::tools
