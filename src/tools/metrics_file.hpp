// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "tools/metrics_text.hpp"
#include "tools/talk.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace penstock::tools {

/// Keeps a file with the metrics of a run, for node_exporter, from a thread of its own: when it
/// begins, every five seconds, and once more at the end. Where the file cannot be written, that is
/// said once, and tried again.
class MetricsFile {
public:
    /// The others outlive this.
    MetricsFile(std::string file, const Pipeline& pipeline, Talk& talk, bool is_json);
    MetricsFile(const MetricsFile&) = delete;
    MetricsFile& operator=(const MetricsFile&) = delete;
    /// As `finish`, where that was not called.
    ~MetricsFile();

    /// The run is over. Returns why the file does not say so; empty: it does.
    std::string finish();

private:
    void write_until_over();
    [[nodiscard]] std::string write(bool is_over);
    void tell(const std::string& error);

    std::string file_;
    const Pipeline& pipeline_;
    Talk& talk_;
    bool is_json_;
    bool is_told_ = false;
    LastCounters last_;
    std::chrono::system_clock::time_point start_ = std::chrono::system_clock::now();
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_; // last: it uses the others
};

} // namespace penstock::tools
