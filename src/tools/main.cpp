// SPDX-License-Identifier: Apache-2.0
#include "tools/command_line.hpp"
#include "tools/exit_guard.hpp"

int main(int argc, char** argv) {
    const penstock::tools::ExitGuard guard;
    return static_cast<int>(penstock::tools::run_command_line(argc, argv));
}
