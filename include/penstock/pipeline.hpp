// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// What a running pipeline has done so far.
struct RunProgress {
    std::optional<std::uint64_t> total; ///< source items, where the sources know
    ItemCounts items;
    std::uint64_t in_flight = 0; ///< families
    std::uint64_t images = 0;    ///< pixel buffers that exist
    std::uint64_t bytes = 0;
    bool is_source_exhausted = false;
};

/// What a config means in numbers, known before the run.
struct LimiterPlan {
    std::string name;
    std::uint64_t max_images = 0;
    std::uint64_t max_bytes = 0;
    std::uint64_t family_images = 0; ///< images that one item needs
    std::optional<std::uint64_t>
        family_bytes; ///< bytes that one item needs, where that does not depend on the input
    std::uint64_t items_at_once = 0; ///< by images, and by bytes where they are known
};

struct PipelineOptions {
    std::optional<std::uint32_t> threads; ///< instead of `limits.threads`
    /// Called for each output that a sink delivered, from any thread, one call at a time.
    std::function<void(std::string_view item, std::string_view output)> on_output;
    /// Called for each item that failed, likewise.
    std::function<void(const Failure&)> on_failure;
};

/// A graph, ready to run once.
///
/// Construction checks what needs the nodes themselves (budgets against what one item needs) and
/// throws `ConfigError`. All verbs but `run` may be called from any thread while it runs.
class PENSTOCK_API Pipeline {
public:
    explicit Pipeline(ValidatedConfig config, PipelineOptions options = {});
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    ~Pipeline();

    /// Processes everything that the sources yield, then returns. Blocks; the calling thread
    /// computes too. Failed items are in the report, not thrown. Throws `ConfigError` where a node
    /// cannot open, `std::logic_error` if called twice.
    [[nodiscard]] RunReport run();

    /// Admits nothing more; what is in flight is finished, the rest counts as not started.
    void request_stop();

    [[nodiscard]] RunProgress progress() const;
    [[nodiscard]] std::vector<LimiterPlan> plan() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace penstock
