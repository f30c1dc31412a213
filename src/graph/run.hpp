// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "graph/file_slots.hpp"
#include "profiling/ledger.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace penstock::graph {

/// What all regions of one run share. Thread-safe.
class Run {
public:
    Run(const Limits& limits, const PipelineOptions& options)
        : ledger{options.on_failure}, file_slots{limits.open_files}, on_output_{options.on_output} {
    }

    profiling::Ledger ledger;
    FileSlots file_slots;

    void request_stop() { is_stopping_ = true; }
    /// Nothing more is to be admitted.
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }

    /// A node found that going on is pointless. The first reason counts.
    void exhausted(const std::string& reason) {
        const std::scoped_lock lock{mutex_};
        if (exhaustion_.empty())
            exhaustion_ = reason;
        is_stopping_ = true;
    }
    /// Empty: that has not happened.
    [[nodiscard]] std::string exhaustion() const {
        const std::scoped_lock lock{mutex_};
        return exhaustion_;
    }

    void delivered(std::string_view item, std::string_view output) {
        ledger.delivered();
        if (!on_output_)
            return;
        const std::scoped_lock lock{mutex_};
        on_output_(item, output);
    }

private:
    std::atomic<bool> is_stopping_{false};
    mutable std::mutex mutex_;
    std::string exhaustion_;
    std::function<void(std::string_view, std::string_view)> on_output_;
};

} // namespace penstock::graph
