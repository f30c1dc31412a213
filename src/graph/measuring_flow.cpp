// SPDX-License-Identifier: Apache-2.0
#include "graph/measuring_flow.hpp"

#include "graph/retry_delay.hpp"
#include "graph/watched_call.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::graph {

MeasuringFlow::MeasuringFlow(const Setup& setup)
    : setup_{setup}, lane_{setup.io, 0}, node_{setup.graph,
                                               tbb::flow::unlimited,
                                               [this](const RequestMessage& message,
                                                      MeasureNode::output_ports_type&) {
                                                   received(message);
                                               }} {
    for (const Topology::Edge& edge : setup.topology.edges_from(setup.region.limiter))
        loaders_.push_back(edge.to);
    for (const NodeIndex node : setup.region.nodes) {
        const NodeDescriptor& type = setup.config.nodes()[node].type->descriptor;
        if (type.kind == NodeKind::sink)
            sinks_.push_back(node);
        if (type.kind == NodeKind::loader)
            blocks_ = blocks_ || type.traits.blocks;
    }
    if (setup.planner.lineages().size() > 1)
        sinks_.clear(); // what an item becomes is not known before it is gathered
    const std::string& name = setup.config.nodes()[setup.region.limiter].name;
    tbb::profiling::set_name(node_, (name + "/measure").c_str());
}

std::shared_ptr<const CallAmounts> MeasuringFlow::amounts_of(const Request& request) const {
    Admission admission;
    admission.info.request = request;
    admission.measures.resize(loaders_.size());
    admission.refused.resize(loaders_.size());
    for (std::size_t loader = 0; loader < loaders_.size(); ++loader) {
        measure_for(admission, loader);
        if (admission.refused[loader])
            return nullptr;
    }
    return setup_.planner.amounts(admission.measures);
}

void MeasuringFlow::received(RequestMessage message) {
    std::shared_ptr<Admission> admission = std::move(message.admission);
    setup_.run.item_events.emit(setup_.sources.limiter(), admission->info.sequence);
    setup_.sources.passed_limiter(*admission);
    if (blocks_)
        post(std::move(admission));
    else
        measure(std::move(admission));
}

void MeasuringFlow::post(std::shared_ptr<Admission> admission) {
    lane_.post(
        io_task([this, admission = std::move(admission), hold = GraphHold{setup_.graph}]() mutable {
            measure(std::move(admission));
        }));
}

void MeasuringFlow::measure(std::shared_ptr<Admission> admission) {
    admission->measures.assign(loaders_.size(), std::nullopt);
    admission->refused.assign(loaders_.size(), std::nullopt);
    admission->amounts = nullptr;
    if (setup_.run.is_stopping()) {
        send(std::move(admission)); // the gate will not let it in
        return;
    }
    const CallOutcome outcome =
        guarded_call(setup_.run, [&] { admission->skip_reason = skip_reason(admission->info); });
    if (!admission->skip_reason || !outcome.has_returned()) {
        admission->skip_reason.reset();
        for (std::size_t loader = 0; loader < loaders_.size(); ++loader)
            measure_for(*admission, loader);
        if (try_again(admission))
            return;
        if (std::ranges::any_of(admission->measures,
                                [](const auto& measure) { return measure.has_value(); }))
            admission->amounts = setup_.planner.amounts(admission->measures);
    }
    send(std::move(admission));
}

void MeasuringFlow::send(std::shared_ptr<Admission> admission) {
    if (admission->amounts == nullptr)
        admission->amounts = CallAmounts::nothing(setup_.planner.tree());
    tbb::flow::output_port<0>(node_).try_put(GateMessage{std::move(admission)});
}

// A file that cannot be looked at may be there a moment later.
bool MeasuringFlow::try_again(std::shared_ptr<Admission>& admission) {
    for (std::size_t loader = 0; loader < loaders_.size(); ++loader) {
        if (!admission->refused[loader] || admission->refused[loader]->is_skip)
            continue;
        const std::optional<Retry>& policy =
            setup_.config.nodes()[loaders_[loader]]
                .on_error.of(admission->refused[loader]->error_class)
                .retry;
        if (!policy || admission->measured + 1 >= policy->attempts || setup_.run.is_stopping())
            continue;
        ++admission->measured;
        const Duration delay =
            retry_delay(*policy, admission->measured, admission->info.sequence, 0);
        setup_.timer.schedule(
            delay,
            io_task([this,
                     admission = std::move(admission),
                     hold = GraphHold{setup_.graph}]() mutable { post(std::move(admission)); }));
        return true;
    }
    return false;
}

void MeasuringFlow::measure_for(Admission& admission, std::size_t loader) const {
    const ValidatedNode& described = setup_.config.nodes()[loaders_[loader]];
    const bool is_traced = setup_.run.trace && admission.place.flow != 0;
    const auto begin = is_traced ? std::chrono::steady_clock::now() : profiling::Trace::Time{};
    const CallOutcome outcome = watched_call(
        setup_.run,
        described,
        {setup_.number, described.name},
        admission.info,
        [&](CallContext& context) {
            admission.measures[loader] =
                setup_.nodes.loader(loaders_[loader]).measure(admission.info.request, context);
        });
    if (is_traced)
        setup_.run.trace->add({.what = profiling::TraceWhat::measure,
                               .node = static_cast<std::uint32_t>(loaders_[loader]),
                               .item = admission.info.request.name,
                               .sequence = admission.info.sequence,
                               .tries = admission.measured + 1,
                               .end = static_cast<profiling::TraceEnd>(outcome.kind),
                               .error_class = outcome.error_class,
                               .begin = begin,
                               .finish = std::chrono::steady_clock::now()},
                              admission.place,
                              profiling::TraceFlow::goes_on);
    if (!outcome.has_returned()) {
        admission.measures[loader].reset();
        admission.refused[loader] = refusal_of(outcome);
    }
}

// An item is not loaded when every sink says beforehand that it does not want it.
std::optional<std::string> MeasuringFlow::skip_reason(const ItemInfo& info) const {
    std::optional<std::string> reason;
    for (const NodeIndex sink : sinks_) {
        std::optional<RunningCalls::Entry> entry;
        if (setup_.run.watches_calls())
            entry.emplace(setup_.run.running_calls, setup_.config.nodes()[sink].name, info);
        reason = setup_.nodes.work(sink).skip_before_loading(info);
        if (!reason)
            return std::nullopt;
    }
    return reason;
}

} // namespace penstock::graph
