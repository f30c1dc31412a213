// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// The ids of rules, for the checks that set `ConfigIssue::rule`. What each means is said in
// rules.cpp. An id stays with its rule for ever.
namespace penstock::config::rule {

// A source goes to a limiter and elsewhere
inline constexpr std::string_view source_elsewhere = "F1";
// A source goes to a loader without one
inline constexpr std::string_view source_without_limiter = "F2";
// A limiter stands behind something else than a source
inline constexpr std::string_view misplaced_limiter = "F3";
// A limiter stands behind a limiter
inline constexpr std::string_view second_limiter = "F4";
// Two limiters reach one node
inline constexpr std::string_view joined_limiters = "F5";
// A loader stands behind something else than a limiter
inline constexpr std::string_view misplaced_loader = "F6";
// Edges lead in a circle
inline constexpr std::string_view circle = "F7";
// An edge leads from a node to itself
inline constexpr std::string_view self_edge = "F8";
// An edge stands twice
inline constexpr std::string_view double_edge = "F9";
// An edge leaves a sink or enters a source
inline constexpr std::string_view wrong_end = "F10";
// A graph has no source
inline constexpr std::string_view no_source = "F11";
// A graph has no sink
inline constexpr std::string_view no_sink = "F12";
// No edge names a node
inline constexpr std::string_view unconnected_node = "F13";
// Nothing leads to an input
inline constexpr std::string_view unconnected_input = "F14";
// Nothing takes an output
inline constexpr std::string_view unconnected_output = "F15";
// Nothing takes one of several outputs: of a switch, say
inline constexpr std::string_view unconnected_branch = "F16";
// An edge joins ports that carry different things
inline constexpr std::string_view unlike_payloads = "F17";
// A rule sends items to a dead-letter port that leads nowhere
inline constexpr std::string_view dead_letter_unconnected = "F18";
// An edge leaves a dead-letter port that no rule uses
inline constexpr std::string_view dead_letter_unused = "F19";
// A dead letter leads to something else than a sink
inline constexpr std::string_view dead_letter_rejoins = "F20";
// A node that works in source order has concurrency
inline constexpr std::string_view ordered_and_concurrent = "F21";
// An item can take more than 10,000 ways
inline constexpr std::string_view too_many_ways = "F22";
// `max_images` is less than one item needs
inline constexpr std::string_view family_images = "F23";
// `max_bytes` is less than one item needs
inline constexpr std::string_view family_bytes = "F24";
// `limits.memory` is less than the sum of `max_bytes`
inline constexpr std::string_view sum_of_limiters = "F25";
// What a gathering node retains and one item more do not fit
inline constexpr std::string_view large_batch = "F26";
// `oversize` is "alone" and a node gathers
inline constexpr std::string_view oversize_and_gather = "F27";
// A node splits into nobody knows how many
inline constexpr std::string_view unbounded_split = "F28";
// The inputs of a join get different numbers of pieces
inline constexpr std::string_view unequal_pieces = "F29";
// Several things of one item arrive at one input of a join
inline constexpr std::string_view several_at_one_input = "F30";
// The inputs of a join get what was counted differently
inline constexpr std::string_view different_origins = "F31";
// Nothing leads to an input of a join
inline constexpr std::string_view unfed_join_input = "F32";
// A node puts together what nothing has split
inline constexpr std::string_view untile_without_split = "F33";
// A node that works in source order is reached from different origins
inline constexpr std::string_view mixed_order = "F34";

} // namespace penstock::config::rule
