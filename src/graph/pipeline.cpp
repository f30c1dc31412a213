// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "penstock/run_history.hpp"
#include "penstock/version.hpp"

#include "core/push_queue.hpp"
#include "graph/flow.hpp"
#include "graph/graph_plan.hpp"
#include "graph/machine.hpp"
#include "graph/named_thread.hpp"
#include "graph/recording.hpp"
#include "graph/run.hpp"
#include "graph/scheduler_use.hpp"
#include "graph/thrown.hpp"
#include "graph/visitors.hpp"
#include "profiling/resource_usage.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock {
namespace {

using graph::Flow;
using graph::GraphPlan;
using graph::NodeIndex;
using graph::RegionFlow;
using graph::Run;
using graph::Visitors;

// Under which name a push source shares its queue, before its own.
constexpr std::string_view push_prefix = "penstock.push.";

// As good as for ever, and no clock overflows.
constexpr Duration longest_patience = std::chrono::hours{24 * 365};

} // namespace

struct Pipeline::State {
    using Time = std::chrono::steady_clock::time_point;

    State(ValidatedConfig config, const PipelineOptions& pipeline_options)
        : options{pipeline_options}, plan{std::move(config), options}, run{plan.config(), options} {
    }

    void begin();
    void end_flow();
    void drop_flow();
    void open_nodes();
    void close_nodes();
    [[nodiscard]] RunSample sample(double seconds) const;
    void execute();
    void keep_recording();
    void execute_flow();
    void execute_and_close();
    void hurry();
    void stop_pushing();
    void note_built();
    void add_notes(const std::vector<std::string>& notes);
    void measure_into(RunReport& report, Time now) const;
    [[nodiscard]] PushQueue& push_queue(std::string_view source);
    [[nodiscard]] PushResult push_within(std::string_view source, Pushed item, Duration patience);
    [[nodiscard]] std::optional<Amount> claim_of(NodeIndex source, const Request& request) const;
    [[nodiscard]] bool has_room(NodeIndex source, const Amount& claim) const;
    [[nodiscard]] RunReport report() const;

    PipelineOptions options;
    GraphPlan plan;
    Run run;
    std::optional<graph::Recording> recording;
    std::vector<NodeIndex> open;
    std::map<std::string, std::shared_ptr<void>> shared; // what nodes share: OpenContext::shared
    std::atomic<bool> is_open{false};                    // from then on `shared` does not change
    std::atomic<bool> has_run{false};
    std::atomic<bool> is_started{false}; // in the background
    std::atomic<bool> is_awaited{false};
    std::atomic<bool> is_built{false}; // the flow has been there, or will never be
    // Others look at what follows while it runs. Within no lock of the run.
    mutable std::mutex flow_mutex;
    std::unique_ptr<Flow> flow; // after all that its bodies use
    Time wall_start;
    std::optional<Time> ended_at; // the last item has ended
    std::int64_t cpu_start = 0;
    RunReport result; // what is not known at any time
    std::exception_ptr background_error;
    std::mutex patient_mutex; // of those who push with patience one at a time is let in
    Visitors pushers;
    std::jthread background; // last: it uses everything above
};

Pipeline::Pipeline(ValidatedConfig config, PipelineOptions options)
    : state_{std::make_unique<State>(std::move(config), options)} {}

// What goes on in the background is dropped, and waited for: nothing of a run survives it.
Pipeline::~Pipeline() {
    if (state_->background.joinable()) {
        cancel();
        state_->background.join();
    }
    state_->pushers.await_all();
}

RunReport Pipeline::run() {
    const graph::SchedulerUse in_use;
    state_->begin();
    state_->execute_and_close();
    return state_->report();
}

void Pipeline::start() {
    auto in_use = std::make_unique<graph::SchedulerUse>();
    state_->begin();
    try {
        state_->background =
            graph::named_thread("penstock-run", [state = state_.get(), in_use = std::move(in_use)] {
                try {
                    state->execute_and_close();
                } catch (...) {
                    state->background_error = std::current_exception();
                }
                state->note_built();
            });
    } catch (...) {
        state_->close_nodes();
        state_->run.trace.reset();
        throw;
    }
    state_->is_built.wait(false); // so that a push that does not wait finds room
    state_->is_started = true;
}

RunReport Pipeline::wait() {
    if (!state_->is_started || state_->is_awaited.exchange(true))
        throw std::logic_error{"nothing was started; call start before wait, and wait once"};
    state_->background.join();
    if (state_->background_error)
        std::rethrow_exception(state_->background_error);
    return state_->report();
}

// Pushing ends first: what is let go of because the run is stopped was not accepted.
void Pipeline::request_stop() {
    state_->stop_pushing();
    state_->run.request_stop();
    state_->hurry();
}

void Pipeline::cancel() {
    state_->stop_pushing();
    state_->run.cancel();
    state_->hurry();
}

PushResult Pipeline::push(std::string_view source, Pushed item, std::optional<Duration> patience) {
    const Visitors::Visit visit{state_->pushers};
    if (patience)
        return state_->push_within(source, std::move(item), *patience);
    return state_->push_queue(source).push(std::move(item));
}

void Pipeline::close_source(std::string_view source) {
    state_->push_queue(source).close();
}

std::vector<RunningCall> Pipeline::running_calls() const {
    return state_->run.running_calls.now();
}

RunProgress Pipeline::progress() const {
    RunProgress progress;
    progress.items = state_->run.ledger.counts();
    const std::scoped_lock lock{state_->flow_mutex};
    if (!state_->flow)
        return progress;
    progress.total = 0;
    progress.is_source_exhausted = true;
    progress.open_files = state_->run.file_slots.taken();
    for (const auto& region : state_->flow->regions()) {
        region->add_progress(progress);
        progress.is_source_exhausted =
            progress.is_source_exhausted && region->sources().is_exhausted();
        const auto total = region->sources().total();
        progress.total =
            progress.total && total ? std::optional{*progress.total + *total} : std::nullopt;
    }
    return progress;
}

RunReport Pipeline::report_so_far() const {
    return state_->report();
}

std::map<std::string, std::string> Pipeline::shrinking() const {
    return state_->plan.shrinking().notes();
}

std::vector<ConfigIssue> Pipeline::warnings() const {
    return state_->plan.warnings();
}

std::vector<LimiterPlan> Pipeline::plan() const {
    std::vector<LimiterPlan> result;
    for (const auto& region : state_->plan.regions())
        result.push_back(region.summary);
    return result;
}

void Pipeline::State::begin() {
    if (has_run.exchange(true))
        throw std::logic_error{"a Pipeline runs once; make another one"};
    recording.emplace(plan.config(), options, run);
    try {
        open_nodes();
    } catch (...) {
        run.trace.reset();
        throw;
    }
}

// Who waits for its time, or for somebody to push, need not any more.
void Pipeline::State::hurry() {
    const std::scoped_lock lock{flow_mutex};
    if (flow)
        flow->hurry();
}

void Pipeline::State::note_built() {
    is_built = true;
    is_built.notify_all();
}

PushQueue& Pipeline::State::push_queue(std::string_view source) {
    const auto found =
        is_open ? shared.find(std::string{push_prefix} + std::string{source}) : shared.end();
    if (found == shared.end())
        throw std::invalid_argument{"there is no push source \"" + std::string{source} +
                                    "\" in this pipeline, or it has not been started"};
    return *static_cast<PushQueue*>(found->second.get());
}

// Asks for room first: an item that is handed over will be counted.
PushResult Pipeline::State::push_within(std::string_view source, Pushed item, Duration patience) {
    PushQueue& queue = push_queue(source);
    const auto end = std::chrono::steady_clock::now() + std::min(patience, longest_patience);
    const auto node =
        static_cast<NodeIndex>(plan.config().find(source) - plan.config().nodes().data());
    const Request request =
        PushQueue::request_of(std::make_shared<PushQueue::Ticket>(Pushed{item}));
    std::optional<Amount> claim;
    while (!queue.is_closed()) {
        if (!claim)
            claim = claim_of(node, request);
        if (claim) {
            // Until it has been taken over: where there is room, that is soon.
            const std::scoped_lock lock{patient_mutex};
            if (const auto pushed = queue.push_if(item, [&] { return has_room(node, *claim); }))
                return *pushed;
        }
        if (std::chrono::steady_clock::now() >= end)
            return PushResult::full;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return PushResult::closed;
}

// Nothing where the flow is not there yet, or no longer.
std::optional<Amount> Pipeline::State::claim_of(NodeIndex source, const Request& request) const {
    const std::scoped_lock lock{flow_mutex};
    return flow ? std::optional{flow->region_of(source).claim_of(request)} : std::nullopt;
}

bool Pipeline::State::has_room(NodeIndex source, const Amount& claim) const {
    const std::scoped_lock lock{flow_mutex};
    return flow && flow->region_of(source).has_room(source, claim);
}

void Pipeline::State::open_nodes() {
    for (NodeIndex node = 0; node < plan.config().nodes().size(); ++node) {
        Node* object = plan.nodes().find(node);
        if (object == nullptr)
            continue;
        const ValidatedNode& described = plan.config().nodes()[node];
        try {
            OpenContext context = plan.open_context(node);
            context.shared = &shared;
            context.stop_requested = [this] { return run.is_stopping(); };
            object->open(context);
        } catch (const ConfigError&) {
            close_nodes();
            throw;
        } catch (...) {
            const std::string message = graph::thrown_text();
            close_nodes();
            throw ConfigError{
                {plan.config().issue_at(described.origin, "nodes." + described.name, message)}};
        }
        open.push_back(node);
    }
    is_open = true;
}

// What a node could not finish when it was closed ends the run like a full disk does.
void Pipeline::State::close_nodes() {
    std::string unclosed;
    for (const NodeIndex node : open) {
        const std::string& name = plan.config().nodes()[node].name;
        try {
            std::vector<std::string> notes = plan.nodes().find(node)->notes();
            for (std::string& note : notes)
                note.insert(0, name + ": ");
            add_notes(notes);
        } catch (...) {
            add_notes({name + ": its notes() threw: " + graph::thrown_text()});
        }
        try {
            plan.nodes().find(node)->close();
        } catch (...) {
            unclosed += (unclosed.empty() ? "nodes." : "; nodes.") + name +
                        ": it could not be closed: " + graph::thrown_text();
        }
    }
    if (!unclosed.empty())
        run.exhausted_at_end(unclosed);
    open.clear();
    stop_pushing();
}

void Pipeline::State::add_notes(const std::vector<std::string>& notes) {
    const std::scoped_lock lock{flow_mutex};
    result.notes.insert(result.notes.end(), notes.begin(), notes.end());
}

// Whoever still waits with an item waits in vain: nobody will ask the source for it. The last
// source first: when one that is being read ends, nothing is taken from the next any more.
void Pipeline::State::stop_pushing() {
    if (!is_open)
        return;
    for (const ValidatedNode& node : plan.config().nodes() | std::views::reverse)
        if (const auto found = shared.find(std::string{push_prefix} + node.name);
            found != shared.end())
            static_cast<PushQueue*>(found->second.get())->stop();
}

void Pipeline::State::execute_and_close() {
    try {
        execute();
    } catch (...) {
        close_nodes();
        throw;
    }
    close_nodes();
    if (const std::exception_ptr error = run.observer_error())
        std::rethrow_exception(error);
}

RunSample Pipeline::State::sample(double seconds) const {
    RunSample sample{
        .seconds = seconds, .items = run.ledger.counts(), .rss_bytes = profiling::rss_bytes()};
    sample.limiters.resize(plan.regions().size());
    const std::scoped_lock lock{flow_mutex};
    if (!flow)
        return sample;
    for (std::size_t i = 0; i < flow->regions().size(); ++i) {
        const RegionFlow& region = *flow->regions()[i];
        const Amount used = region.in_use();
        const Amount claimed = region.claimed();
        sample.in_flight += region.in_flight();
        sample.limiters[i] = {.images = used.images,
                              .bytes = used.bytes,
                              .claimed_images = claimed.images,
                              .claimed_bytes = claimed.bytes};
    }
    return sample;
}

void Pipeline::State::execute() {
    try {
        execute_flow();
    } catch (...) {
        drop_flow();
        keep_recording();
        throw;
    }
    keep_recording();
}

void Pipeline::State::keep_recording() {
    graph::Recording::Outcome outcome = recording->finish();
    add_notes(outcome.notes);
    const std::scoped_lock lock{flow_mutex};
    result.trace_error = std::move(outcome.trace_error);
    result.history = std::move(outcome.history);
}

// What the flow has counted until `now`. It is there, and locked.
void Pipeline::State::measure_into(RunReport& report, Time now) const {
    report.wall_seconds = std::chrono::duration<double>(now - wall_start).count();
    report.cpu_seconds = static_cast<double>(profiling::process_cpu_ns() - cpu_start) * 1e-9;
    flow->add_reports(report);
}

// The run is over, and what it comes to is kept.
void Pipeline::State::end_flow() {
    run.ledger.close();
    run.set_on_stop({}, {});
    {
        const std::scoped_lock lock{flow_mutex};
        ended_at = std::chrono::steady_clock::now();
    }
    recording->end_looking(); // looks once more, at the flow
    const std::scoped_lock lock{flow_mutex};
    measure_into(result, *ended_at);
    for (const auto& region : flow->regions()) {
        const Amount claimed = region->claimed();
        result.claims_outstanding += claimed.bytes + claimed.images;
        region->trace_claims();
    }
    flow.reset();
}

// After the last call to oneTBB.
void Pipeline::State::drop_flow() {
    run.set_on_stop({}, {});
    const std::scoped_lock lock{flow_mutex};
    flow.reset();
}

void Pipeline::State::execute_flow() {
    {
        const std::scoped_lock lock{flow_mutex};
        wall_start = std::chrono::steady_clock::now();
        cpu_start = profiling::process_cpu_ns();
        result.rss_start_bytes = profiling::rss_bytes();
    }
    recording->begin(wall_start, [this](double seconds) { return sample(seconds); });
    tbb::task_arena arena{static_cast<int>(plan.threads())};
    arena.execute([this] {
        {
            auto built = std::make_unique<Flow>(plan, options, run);
            const std::scoped_lock lock{flow_mutex};
            flow = std::move(built);
        }
        note_built();
        run.set_on_stop([this] { stop_pushing(); }, [this] { flow->hurry(); });
        if (run.is_stopping()) {
            stop_pushing();
            flow->hurry();
        }
        flow->run();
    });
    end_flow();
}

RunReport Pipeline::State::report() const {
    RunReport report;
    bool is_going_on = false;
    {
        const std::scoped_lock lock{flow_mutex};
        report = result;
        is_going_on = flow != nullptr;
        if (is_going_on)
            measure_into(report, ended_at.value_or(std::chrono::steady_clock::now()));
    }
    report.name = plan.config().content().name;
    report.items = run.ledger.counts();
    report.outputs = run.ledger.outputs();
    report.version = version();
    report.fingerprint = plan.config().fingerprint();
    report.plugins = plan.config().plugins();
    report.end = run.end();
    report.end_reason = run.end_reason();
    report.peak_open_files = run.file_slots.peak();
    report.peak_rss_bytes = profiling::peak_rss_bytes();
    report.threads = plan.threads();
    report.io_threads = plan.io_threads();
    report.processors = graph::available_processors();
    report.open_files = plan.config().limits().open_files;
    if (!is_going_on) // there can be many, and they are in order when the run is over
        report.failures = run.ledger.failures();
    return report;
}

} // namespace penstock
