// SPDX-License-Identifier: Apache-2.0
#include "python/run.hpp"

#include "penstock/report_page.hpp"

#include "python/without_gil.hpp"

#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace penstock::python {
namespace {

Duration duration_of(double seconds) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>{seconds});
}

} // namespace

Run::Run(ValidatedConfig config,
         PipelineOptions options,
         std::shared_ptr<Interrupt> interrupt,
         std::string effective_config)
    : config_{std::move(config)}, effective_config_{std::move(effective_config)},
      interrupt_{std::move(interrupt)}, process_{::getpid()} {
    for (const ValidatedNode& node : config_.nodes())
        if (node.type->descriptor.type == "push")
            push_sources_.push_back(node.name);
    for (const ConfigIssue& issue : config_.content().warnings)
        warnings_.push_back(issue.to_string());
    const WithoutGil others_run;
    pipeline_ = std::make_unique<Pipeline>(config_, std::move(options));
    interrupt_->stop_run = [this] {
        const WithoutGil also_others_run;
        pipeline_->request_stop();
    };
    for (const ConfigIssue& issue : pipeline_->warnings())
        warnings_.push_back(issue.to_string());
    for (const LimiterPlan& limiter : pipeline_->plan()) {
        max_images_ += limiter.max_images;
        max_bytes_ += limiter.max_bytes;
    }
}

Run::~Run() {
    if (process_ != ::getpid()) {
        // Its threads are those of the parent, and so is what they hold.
        static_cast<void>(pipeline_.release());
        static_cast<void>(waiting_.release());
        return;
    }
    const WithoutGil others_run;
    if (waiting_) {
        pipeline_->cancel();
        waiting_->join();
    }
    pipeline_.reset();
}

void Run::check_process() const {
    if (process_ != ::getpid())
        throw std::runtime_error{
            "this run belongs to the process that started it, and this one was "
            "forked from it; build a pipeline of its own in each process"};
}

void Run::start() {
    check_process();
    const WithoutGil others_run;
    pipeline_->start();
    waiting_ = std::make_unique<std::thread>([this] {
        std::optional<RunReport> report;
        std::exception_ptr error;
        try {
            report = pipeline_->wait();
        } catch (...) {
            error = std::current_exception();
        }
        const std::scoped_lock lock{mutex_};
        report_ = std::move(report);
        error_ = error;
        has_ended_ = true;
        ended_.notify_all();
    });
}

bool Run::wait(double seconds) {
    check_process();
    const WithoutGil others_run;
    std::unique_lock lock{mutex_};
    return ended_.wait_for(lock, duration_of(seconds), [this] { return has_ended_; });
}

PushResult Run::push(const std::string& source, Pushed item, double patience) {
    check_process();
    const WithoutGil others_run;
    return pipeline_->push(source, std::move(item), duration_of(patience));
}

void Run::close_source(const std::string& source) {
    check_process();
    const WithoutGil others_run;
    pipeline_->close_source(source);
}

void Run::request_stop() {
    check_process();
    const WithoutGil others_run;
    pipeline_->request_stop();
}

void Run::cancel() {
    check_process();
    const WithoutGil others_run;
    pipeline_->cancel();
}

py::dict Run::progress() const {
    check_process();
    const RunProgress progress = [this] {
        const WithoutGil others_run;
        return pipeline_->progress();
    }();
    py::dict dict;
    if (progress.total)
        dict["total"] = *progress.total;
    else
        dict["total"] = py::none();
    dict["done"] = progress.items.ended() - progress.items.not_started;
    dict["written"] = progress.items.written;
    dict["failed"] = progress.items.failed;
    dict["skipped"] = progress.items.skipped;
    dict["dropped"] = progress.items.dropped;
    dict["in_flight"] = progress.in_flight;
    dict["images"] = progress.images;
    dict["max_images"] = max_images_;
    dict["bytes"] = progress.bytes;
    dict["max_bytes"] = max_bytes_;
    return dict;
}

const RunReport& Run::ended() {
    check_process();
    interrupt_->rethrow();
    const std::scoped_lock lock{mutex_};
    if (error_)
        std::rethrow_exception(error_);
    if (!report_)
        throw std::logic_error{"the run has not ended"};
    return *report_;
}

std::string Run::report() {
    return to_json(ended());
}

std::string Run::page() {
    return to_html(ended(), config_, effective_config_);
}

std::string Run::trace_error() {
    return ended().trace_error;
}

} // namespace penstock::python
