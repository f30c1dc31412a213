// SPDX-License-Identifier: Apache-2.0
#include "tools/stopping.hpp"

#include "tools/listener.hpp"
#include "tools/temporaries.hpp"
#include "tools/watchdog.hpp"

#include <fmt/format.h>

#include <string_view>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

std::string_view name_of(RunPhase phase) {
    switch (phase) {
    case RunPhase::planning:
        return "planning";
    case RunPhase::running:
        return "running";
    case RunPhase::ending:
        break;
    }
    return "ending";
}

std::string_view unfinished(RunPhase phase) {
    switch (phase) {
    case RunPhase::planning:
        return "the nodes were not ready to run";
    case RunPhase::running:
        return "what is in flight was not finished";
    case RunPhase::ending:
        break;
    }
    return "the run is over, and its nodes did not end";
}

} // namespace

std::string aborting_text(RunPhase phase, const std::vector<RunningCall>& calls) {
    std::string text = fmt::format("aborting: {} within the grace time; --grace gives {} more",
                                   unfinished(phase),
                                   phase == RunPhase::running ? "it" : "them");
    if (phase != RunPhase::running)
        return text;
    return text + (calls.empty() ? ", and no node holds an item: one is being opened or closed, or "
                                   "a source does not answer"
                                 : ":" + calls_text(calls));
}

std::string aborting_event(RunPhase phase, const std::vector<RunningCall>& calls) {
    return fmt::format(
        R"({{"event":"aborting","phase":"{}","calls":[{}]}})", name_of(phase), calls_json(calls));
}

std::string
state_text(RunPhase phase, const ProgressView& view, const std::vector<RunningCall>& calls) {
    switch (phase) {
    case RunPhase::planning:
        return "state: the nodes are not ready to run yet";
    case RunPhase::running:
        return "state: " + progress_line(view) + (calls.empty() ? "" : ":" + calls_text(calls));
    case RunPhase::ending:
        break;
    }
    return "state: the run is over, and its nodes are ending";
}

std::string
state_event(RunPhase phase, const ProgressView& view, const std::vector<RunningCall>& calls) {
    return fmt::format(R"({{"event":"state","phase":"{}","progress":{},"calls":[{}]}})",
                       name_of(phase),
                       phase == RunPhase::running ? progress_json(view) : "null",
                       calls_json(calls));
}

Stopping::Stopping(Talk& talk, ProgressStyle style, Duration grace)
    : talk_{talk}, style_{style}, signals_{
                                      {.first = [this] { stop(); },
                                       .second = [this](ExitCode code) { abort(code); },
                                       .out_of_time = [this](ExitCode code) { out_of_time(code); },
                                       .tell = [this] { tell(); }},
                                      grace} {}

Stopping::During::During(Stopping& stopping, Pipeline& pipeline, std::function<ProgressView()> look)
    : stopping_{stopping} {
    const std::scoped_lock lock{stopping.mutex_};
    stopping.pipeline_ = &pipeline;
    stopping.look_ = std::move(look);
    stopping.phase_ = RunPhase::running;
    if (stopping.is_asked_)
        pipeline.request_stop();
}

Stopping::During::~During() {
    const std::scoped_lock lock{stopping_.mutex_};
    stopping_.pipeline_ = nullptr;
    stopping_.look_ = {};
    stopping_.phase_ = RunPhase::ending;
}

// The run can end while temporary files are being removed, if only because nothing opens any more.
// Whoever brought it to its end then waits for the end of the process, and says nothing of it.
void Stopping::run_is_over() {
    signals_.forget_grace();
    while (is_aborting_)
        ::pause();
}

void Stopping::stop() {
    {
        const std::scoped_lock lock{mutex_};
        is_asked_ = true;
        if (pipeline_ != nullptr)
            pipeline_->request_stop();
    }
    talk_.line(style_ == ProgressStyle::json
                   ? R"({"event":"stopping"})"
                   : "stopping: what is in flight will be finished; once more to abort");
}

void Stopping::tell() {
    RunPhase phase{};
    ProgressView view;
    std::vector<RunningCall> calls;
    {
        const std::scoped_lock lock{mutex_};
        phase = phase_;
        if (pipeline_ != nullptr) {
            view = look_();
            calls = pipeline_->running_calls();
        }
    }
    talk_.line(style_ == ProgressStyle::json ? state_event(phase, view, calls)
                                             : state_text(phase, view, calls));
}

void Stopping::out_of_time(ExitCode code) {
    RunPhase phase{};
    std::vector<RunningCall> calls;
    {
        const std::scoped_lock lock{mutex_};
        phase = phase_;
        if (pipeline_ != nullptr)
            calls = pipeline_->running_calls();
    }
    talk_.line(style_ == ProgressStyle::json ? aborting_event(phase, calls)
                                             : aborting_text(phase, calls));
    abort(code);
}

void Stopping::abort(ExitCode code) {
    is_aborting_ = true;
    Listener::remove_socket();
    const auto nothing_opens = remove_temporaries();
    if (style_ == ProgressStyle::bar)
        say({}); // the prompt of the shell gets a line of its own
    ::_exit(static_cast<int>(code));
}

} // namespace penstock::tools
