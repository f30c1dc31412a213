// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A run as a closed queueing network, by what was measured: how long each resource was in use, and
// how many of it there are.
namespace penstock::profiling {

/// Items that were let in, which all have ended.
[[nodiscard]] double items_done(const RunReport& report);
[[nodiscard]] double items_per_second(const RunReport& report);

/// How many calls a node's `concurrency` allows; nothing: as many as there are threads.
[[nodiscard]] std::optional<std::uint32_t> calls_at_once(std::string_view concurrency);

/// How many calls a node may have at once, by its concurrency and the threads that there are.
[[nodiscard]] double slots_of(const NodeReport& node, const RunReport& report);

/// A run with the times that everything would have taken alone: no item waits, no call shares a
/// processor with others, and a limiter gives room only for what is worked on.
struct ResourceModel {
    RunReport run;
    std::vector<double> unused_images; ///< of each limiter: too few of its images for another item
};
[[nodiscard]] ResourceModel without_queueing(const RunReport& report);

/// Whether that limiter has too few images, and not too few bytes, for what is let in.
[[nodiscard]] bool lacks_images(const ResourceModel& model, const std::string& limiter);

/// Where the run takes another time, or an item, what limiters give out is another share.
void scale_room(RunReport& report, double factor);

/// The same with other numbers. Throws `std::invalid_argument` where there is no such node or
/// limiter, or where a number cannot be.
[[nodiscard]] ResourceModel changed(ResourceModel model, const RunChanges& changes);

/// More than 1 where the run could not be as fast as the model says.
[[nodiscard]] std::vector<ResourceUse> uses_of(const ResourceModel& model);

} // namespace penstock::profiling
