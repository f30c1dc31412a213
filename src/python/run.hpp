// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "python/interrupt.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <pybind11/pybind11.h>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace penstock::python {

namespace py = pybind11;

/// A run that goes on in the background, so that Python hears of signals meanwhile.
///
/// All verbs let go of the GIL where they wait. A run that is destroyed is cancelled and waited
/// for; in a child process that was forked it is forgotten.
class Run {
public:
    /// `effective_config` is for the page.
    Run(ValidatedConfig config,
        PipelineOptions options,
        std::shared_ptr<Interrupt> interrupt,
        std::string effective_config);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    /// Throws in a process that was forked.
    void check_process() const;
    void start();
    /// Whether the run has ended, within that time.
    [[nodiscard]] bool wait(double seconds);
    [[nodiscard]] PushResult push(const std::string& source, Pushed item, double patience);
    void close_source(const std::string& source);
    void request_stop();
    void cancel();
    [[nodiscard]] py::dict progress() const;
    /// What is probably a mistake in the config, a line each.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
    /// The names of the sources that take what is pushed.
    [[nodiscard]] const std::vector<std::string>& push_sources() const { return push_sources_; }
    /// The report as JSON, when it has ended. Throws what ended it otherwise.
    [[nodiscard]] std::string report();
    /// Likewise as a page of HTML.
    [[nodiscard]] std::string page();
    /// Why there is no trace; empty: there is one, or none was asked for.
    [[nodiscard]] std::string trace_error();

private:
    [[nodiscard]] const RunReport& ended();

    ValidatedConfig config_;
    std::string effective_config_;
    std::shared_ptr<Interrupt> interrupt_; // shared: with the functions that are called
    std::unique_ptr<Pipeline> pipeline_;
    std::vector<std::string> push_sources_;
    std::vector<std::string> warnings_;
    std::uint64_t max_images_ = 0;
    std::uint64_t max_bytes_ = 0;
    pid_t process_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool has_ended_ = false;
    std::optional<RunReport> report_;
    std::exception_ptr error_;
    std::unique_ptr<std::thread> waiting_; // last: it uses what stands before it
};

} // namespace penstock::python
