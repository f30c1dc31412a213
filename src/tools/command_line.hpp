// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/exit_code.hpp"

namespace penstock::tools {

/// Does what the arguments of `main` ask for. Throws nothing.
[[nodiscard]] ExitCode run_command_line(int argc, char** argv) noexcept;

} // namespace penstock::tools
