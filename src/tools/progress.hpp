// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "tools/progress_style.hpp"
#include "tools/progress_text.hpp"
#include "tools/recent_reports.hpp"
#include "tools/talk.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace penstock::tools {

/// What `automatic` means here and now.
[[nodiscard]] ProgressStyle settled(ProgressStyle style);

/// Tells how far a run is, from a thread of its own, while this lives; and once more at the end.
class Progress {
public:
    /// `style` is not `automatic`. The others outlive this.
    Progress(ProgressStyle style, const Pipeline& pipeline, Talk& talk);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    /// How far it is now. Any thread.
    [[nodiscard]] ProgressView look() const;

private:
    void tell_until_over();
    void tell();
    [[nodiscard]] std::string limit() const;

    ProgressStyle style_;
    const Pipeline& pipeline_;
    Talk& talk_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::uint64_t max_images_ = 0;
    std::uint64_t max_bytes_ = 0;
    mutable std::mutex recent_mutex_; // guards what follows: SIGUSR1 has it looked at, too
    mutable RecentReports recent_;
    mutable std::string limit_; // in the last ones
    mutable std::optional<std::chrono::steady_clock::time_point> limit_at_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_; // last: it uses the others
};

} // namespace penstock::tools
