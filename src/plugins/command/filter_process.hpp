// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"
#include "penstock/units.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// Runs a program, looked for in PATH, with `input` as its standard input, and what it prints in
/// `output`. Returns how much that was. Throws `ItemError`: missing (no such program), limit (it
/// printed more than there is room), node (it failed; with the last line of its standard error),
/// cancelled (the run is being stopped, or the call has taken too long, and it has not ended
/// `grace` later: the program is killed).
///
/// Any thread. Holds a slot for open files while the program runs, until its output is closed.
[[nodiscard]] std::size_t run_filter(const std::vector<std::string>& argv,
                                     std::span<const std::byte> input,
                                     std::span<std::byte> output,
                                     penstock::Duration grace,
                                     penstock::NodeContext& context);
