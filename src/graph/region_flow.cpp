// SPDX-License-Identifier: Apache-2.0
#include "graph/region_flow.hpp"

#include "graph/call_context.hpp"
#include "graph/guarded_call.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <utility>

namespace penstock::graph {

RegionFlow::RegionFlow(const Setup& setup)
    : setup_{setup}, budget_{std::make_shared<Budget>(setup.limiter.limit)},
      notice_{std::make_shared<EndNotice>([this](profiling::ItemState state) {
          setup_.run.ledger.ended(state);
          --in_flight_;
          gate_node_.try_put(GateMessage{nullptr, 1});
      })},
      sources_{setup.graph, setup.run, setup.config, setup.region.sources, setup.nodes},
      limiter_{setup.graph, setup.limiter.limit.images + setup.look_ahead},
      measure_lane_{setup.io, 0}, measure_{setup.graph,
                                           tbb::flow::unlimited,
                                           [this](const RequestMessage& message,
                                                  MeasureNode::output_ports_type&) {
                                               measure(message);
                                           }},
      gate_{gate_setup()}, gate_node_{
                               setup.graph,
                               tbb::flow::serial,
                               [this](const GateMessage& message, GateNode::output_ports_type&) {
                                   gate_received(message);
                               }} {
    for (const Topology::Edge& edge : setup.topology.edges_from(setup.region.limiter))
        loaders_.push_back(edge.to);
    for (const NodeIndex node : setup.region.nodes) {
        const ValidatedNode& described = setup.config.nodes()[node];
        if (described.type->descriptor.kind == NodeKind::sink)
            sinks_.push_back(node);
        if (described.type->descriptor.kind == NodeKind::loader)
            is_measuring_blocking_ =
                is_measuring_blocking_ || described.type->descriptor.traits.blocks;
        const Stage::Where where{setup.config, setup.topology, setup.planner, setup.number, node};
        stages_.push_back(std::make_unique<StageFlow>(
            setup.graph,
            setup.io,
            std::make_unique<Stage>(setup.run, where, *setup.nodes.find(node)),
            setup.topology.is_ordered(node),
            setup.planner.tree().paths[node]));
    }
    budget_->set_on_room([this] { gate_node_.try_put(GateMessage{}); });
    connect();
    set_names();
}

RegionFlow::~RegionFlow() {
    budget_->set_on_room({});
    notice_->close();
}

void RegionFlow::connect() {
    sources_.connect_to(limiter_);
    tbb::flow::make_edge(limiter_, measure_);
    tbb::flow::make_edge(tbb::flow::output_port<0>(measure_), gate_node_);
    tbb::flow::make_edge(tbb::flow::output_port<1>(gate_node_), limiter_.decrementer());
    const auto flow_of = [this](NodeIndex node) -> StageFlow& {
        return **std::ranges::find_if(
            stages_, [node](const auto& flow) { return flow->stage().index() == node; });
    };
    for (const NodeIndex loader : loaders_)
        tbb::flow::make_edge(tbb::flow::output_port<0>(gate_node_), flow_of(loader).entry());
    for (const auto& flow : stages_)
        for (const Topology::Edge& edge : setup_.topology.edges_from(flow->stage().index())) {
            if (edge.is_dead_letter)
                tbb::flow::make_edge(tbb::flow::output_port<1>(flow->node()),
                                     flow_of(edge.to).entry());
            else
                tbb::flow::make_edge(tbb::flow::output_port<0>(flow->node()),
                                     flow_of(edge.to).entry());
        }
}

void RegionFlow::set_names() {
    const std::string& name = setup_.config.nodes()[setup_.region.limiter].name;
    tbb::profiling::set_name(limiter_, name.c_str());
    tbb::profiling::set_name(measure_, (name + "/measure").c_str());
    tbb::profiling::set_name(gate_node_, (name + "/gate").c_str());
}

void RegionFlow::measure(RequestMessage message) {
    std::unique_ptr<Admission> admission{message.admission};
    sources_.passed_limiter(*admission);
    if (!is_measuring_blocking_) {
        measure_now(*admission);
        tbb::flow::output_port<0>(measure_).try_put(GateMessage{admission.release(), 0});
        return;
    }
    measure_lane_.post(
        io_task([this, admission = std::move(admission), hold = GraphHold{setup_.graph}]() mutable {
            measure_now(*admission);
            tbb::flow::output_port<0>(measure_).try_put(GateMessage{admission.release(), 0});
        }));
}

void RegionFlow::measure_now(Admission& admission) {
    admission.measures.resize(loaders_.size());
    admission.refused.resize(loaders_.size());
    admission.amounts = CallAmounts::nothing(setup_.planner.tree());
    if (setup_.run.is_stopping())
        return; // the gate will not let it in
    const CallOutcome outcome =
        guarded_call(setup_.run, [&] { admission.skip_reason = skip_reason(admission.info); });
    if (admission.skip_reason && outcome.has_returned())
        return;
    for (std::size_t loader = 0; loader < loaders_.size(); ++loader)
        measure_for(admission, loader);
    admission.amounts = setup_.planner.amounts(admission.measures);
}

void RegionFlow::measure_for(Admission& admission, std::size_t loader) {
    const ValidatedNode& described = setup_.config.nodes()[loaders_[loader]];
    CallContext context{setup_.run, setup_.number, described.name, admission.info, nullptr};
    const CallOutcome outcome = guarded_call(setup_.run, [&] {
        admission.measures[loader] =
            setup_.nodes.loader(loaders_[loader]).measure(admission.info.request, context);
    });
    if (!outcome.has_returned()) {
        admission.measures[loader].reset();
        admission.refused[loader] = LoadRefusal{outcome.error_class, outcome.message};
    }
}

// An item is not loaded when every sink says beforehand that it does not want it.
std::optional<std::string> RegionFlow::skip_reason(const ItemInfo& info) const {
    std::optional<std::string> reason;
    for (const NodeIndex sink : sinks_) {
        reason = setup_.nodes.work(sink).skip_before_loading(info);
        if (!reason)
            return std::nullopt;
    }
    return reason;
}

void RegionFlow::gate_received(const GateMessage& message) {
    if (message.ended != 0)
        tbb::flow::output_port<1>(gate_node_).try_put(message.ended);
    if (message.arrived != nullptr)
        gate_.arrive(std::unique_ptr<Admission>{message.arrived});
    else
        gate_.admit_waiting();
}

void RegionFlow::admit(std::shared_ptr<AdmittedFamily> family) {
    const std::uint64_t now = ++in_flight_;
    std::uint64_t most = most_in_flight_;
    while (most < now && !most_in_flight_.compare_exchange_weak(most, now)) {
    }
    auto parcel = std::make_unique<Parcel>(loaders_.size());
    const CallTree& tree = setup_.planner.tree();
    for (std::size_t loader = 0; loader < loaders_.size(); ++loader) {
        Item item;
        item.family = family;
        item.call = tree.calls[0].children[loader];
        item.info = family->admission().info;
        item.info.path = tree.calls[item.call].path;
        item.refusal = family->admission().refused[loader];
        parcel->add(loaders_[loader], std::move(item));
    }
    family.reset();
    tbb::flow::output_port<0>(gate_node_).try_put(Message{parcel.release()});
}

Gate::Setup RegionFlow::gate_setup() {
    return {.run = setup_.run,
            .tree = setup_.planner.tree(),
            .budget = budget_,
            .notice = notice_,
            .oversize = setup_.limiter.oversize,
            .limiter_name = setup_.config.nodes()[setup_.region.limiter].name,
            .admit = [this](std::shared_ptr<AdmittedFamily> family) { admit(std::move(family)); },
            .discard = [this] { tbb::flow::output_port<1>(gate_node_).try_put(1); }};
}

LimiterReport RegionFlow::limiter_report() const {
    const Amount peak = budget_->pool().peak();
    LimiterReport report;
    report.name = setup_.config.nodes()[setup_.region.limiter].name;
    report.max_images = budget_->limit().images;
    report.max_bytes = budget_->limit().bytes;
    report.peak_images = peak.images;
    report.peak_bytes = peak.bytes;
    report.items_at_once = most_in_flight_;
    return report;
}

void RegionFlow::add_node_reports(std::vector<NodeReport>& reports) const {
    for (const auto& flow : stages_)
        reports.push_back(flow->stage().report());
}

} // namespace penstock::graph
