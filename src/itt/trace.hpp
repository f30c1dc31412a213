// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "itt/line.hpp"
#include "itt/track.hpp"

#include <cstdint>

/// The trace of the process: its clock, the tracks of its threads, and its end.
///
/// It begins with the first event. It ends when the program calls exit() or returns from main; what
/// happens later is not in it. Whatever ends the process otherwise leaves what was written by then,
/// which is all but the last half second. A child that is forked has no trace.
namespace penstock::itt::trace {

/// Nanoseconds since the library was loaded.
[[nodiscard]] std::uint64_t now();
/// The track of this thread. Null: nothing is to be told any more.
[[nodiscard]] Track* mine();
[[nodiscard]] TraceOutput& output();
/// Whether nothing was told of that item before, as far as it is remembered.
[[nodiscard]] bool is_new_item(std::uint64_t number);

} // namespace penstock::itt::trace
