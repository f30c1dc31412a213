// SPDX-License-Identifier: Apache-2.0
#include "graph/region_flow.hpp"

#include "core/counting.hpp"
#include "graph/call_stage.hpp"
#include "graph/join_stage.hpp"
#include "graph/tbb_stage.hpp"
#include "profiling/probes.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

double share_of(double seconds, std::uint64_t limit, double wall_seconds) {
    const double all = static_cast<double>(limit) * wall_seconds;
    return all > 0 ? std::min(seconds / all, 1.0) : 0; // one item alone can take more
}

} // namespace

RegionFlow::RegionFlow(const Setup& setup)
    : setup_{setup}, budget_{std::make_shared<Budget>(setup.limits.gate)},
      notice_{std::make_shared<EndNotice>(
          [this](profiling::ItemState state, std::shared_ptr<Admission> admission) {
              ended(state, std::move(admission));
          })},
      result_notice_{std::make_shared<EndNotice>(
          [](profiling::ItemState, const std::shared_ptr<Admission>&) {})},
      parcels_{setup.topology.edges_from(setup.region.limiter).size()},
      sources_{{.graph = setup.graph,
                .run = setup.run,
                .config = setup.config,
                .limiter = setup.config.nodes()[setup.region.limiter].name,
                .sources = setup.region.sources,
                .nodes = setup.nodes,
                .only = setup.only}},
      limiter_{setup.graph, setup.limits.total.images + setup.look_ahead + setup.limits.held_items},
      measuring_{{.graph = setup.graph,
                  .io = setup.io,
                  .timer = setup.timer,
                  .run = setup.run,
                  .config = setup.config,
                  .topology = setup.topology,
                  .region = setup.region,
                  .number = setup.number,
                  .nodes = setup.nodes,
                  .planner = setup.planner,
                  .sources = sources_}},
      gate_{gate_setup()}, gate_node_{
                               setup.graph,
                               tbb::flow::serial,
                               [this](const GateMessage& message, GateNode::output_ports_type&) {
                                   gate_received(message);
                               }} {
    for (const Amount& reserve : setup.limits.reserves)
        reserves_.push_back(std::make_shared<Budget>(reserve));
    for (const Topology::Edge& edge : setup.topology.edges_from(setup.region.limiter))
        loaders_.push_back(edge.to);
    for (const NodeIndex node : setup.region.nodes)
        stages_.push_back(std::make_unique<StageFlow>(
            setup.graph, setup.io, setup.timer, make_stage(node), ordered_paths(node)));
    for (const auto& lineage : setup.planner.lineages())
        if (lineage->number > 0) {
            StageFlow& flow = flow_of(lineage->node);
            gatherers_.emplace_back(dynamic_cast<GatherStage*>(&flow.stage()), &flow);
            reserves_[lineage->number - 1]->set_on_room(
                [&flow] { flow.signal(Message{.signal = Message::Signal::room}); });
        }
    budget_->set_on_room([this] { wake_gate(); });
    connect();
    set_names();
}

RegionFlow::~RegionFlow() {
    budget_->set_on_room({});
    for (const auto& reserve : reserves_)
        reserve->set_on_room({});
    notice_->close();
}

bool RegionFlow::flush() {
    for (const auto& [stage, flow] : gatherers_)
        if (stage->has_open_group()) {
            flow->signal(Message{.signal = Message::Signal::flush});
            return true;
        }
    return false;
}

void RegionFlow::trim_unused() {
    if (in_flight_ != 0)
        return;
    budget_->pool().trim_unused();
    for (const auto& reserve : reserves_)
        reserve->pool().trim_unused();
}

bool RegionFlow::has_source(NodeIndex source) const {
    return std::ranges::find(setup_.region.sources, source) != setup_.region.sources.end();
}

Amount RegionFlow::claim_of(const Request& request) const {
    const std::shared_ptr<const CallAmounts> amounts = measuring_.amounts_of(request);
    return amounts ? amounts->claim(setup_.planner.tree()) : Amount{};
}

// Who is measured or waits at the gate goes first, whatever there is.
bool RegionFlow::has_room(NodeIndex source, const Amount& claim) const {
    const auto& sources = setup_.region.sources;
    const auto place = std::ranges::find(sources, source) - sources.begin();
    return sources_.has_come_to(static_cast<std::size_t>(place)) &&
           sources_.yielded() == admitted_ &&
           (budget_->claimed() + claim).fits(max(budget_->limit(), claim));
}

std::unique_ptr<Stage> RegionFlow::make_stage(NodeIndex node) {
    const NodeKind kind = setup_.config.nodes()[node].type->descriptor.kind;
    if (kind == NodeKind::gather)
        return make_gather_stage(node);
    if (auto* own_flow = dynamic_cast<TbbNode*>(setup_.nodes.find(node)))
        return std::make_unique<TbbStage>(setup_.run,
                                          setup_.config,
                                          setup_.topology,
                                          node,
                                          setup_.number,
                                          *own_flow,
                                          setup_.graph,
                                          setup_.timer);
    if (kind == NodeKind::join)
        return std::make_unique<JoinStage>(setup_.run,
                                           setup_.config,
                                           setup_.topology,
                                           node,
                                           setup_.number,
                                           setup_.nodes.join(node));
    return std::make_unique<CallStage>(
        setup_.run, setup_.config, setup_.topology, node, setup_.number, *setup_.nodes.find(node));
}

std::unique_ptr<Stage> RegionFlow::make_gather_stage(NodeIndex node) {
    const Lineage& made = setup_.planner.lineage_of(node);
    Amount retained;
    for (const auto& lineage : setup_.planner.lineages())
        for (const Lineage::Gathering& gathering : lineage->gatherings)
            if (gathering.node == node)
                retained = gathering.retained;
    GatherStage::Setup setup{.lineage = made,
                             .reserve = reserves_[made.number - 1],
                             .notice = result_notice_,
                             .retained = retained,
                             .remind = [this, node](Duration delay, std::uint64_t group) {
                                 StageFlow& flow = flow_of(node);
                                 setup_.timer.schedule(
                                     delay, io_task([&flow, group] {
                                         flow.signal(Message{.parcel = nullptr,
                                                             .signal = Message::Signal::timeout,
                                                             .group = group});
                                     }));
                             }};
    return std::make_unique<GatherStage>(setup_.run,
                                         setup_.config,
                                         setup_.topology,
                                         node,
                                         setup_.number,
                                         setup_.nodes.gather(node),
                                         std::move(setup));
}

// In how many ways an item comes to a node that puts items in order. Only families of one kind come
// there: the plan refused others.
std::optional<std::uint32_t> RegionFlow::ordered_paths(NodeIndex node) const {
    if (!setup_.topology.is_ordered(node))
        return std::nullopt;
    for (const auto& lineage : setup_.planner.lineages())
        if (lineage->tree.paths[node] > 0)
            return lineage->tree.paths[node];
    return 1;
}

StageFlow& RegionFlow::flow_of(NodeIndex node) {
    return **std::ranges::find_if(
        stages_, [node](const auto& flow) { return flow->stage().index() == node; });
}

void RegionFlow::connect() {
    sources_.connect_to(limiter_);
    tbb::flow::make_edge(limiter_, measuring_.node());
    tbb::flow::make_edge(tbb::flow::output_port<0>(measuring_.node()), gate_node_);
    tbb::flow::make_edge(tbb::flow::output_port<1>(gate_node_), limiter_.decrementer());
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
    tbb::profiling::set_name(gate_node_, (name + "/gate").c_str());
}

void RegionFlow::gate_received(const GateMessage& message) {
    if (message.arrived != nullptr) {
        setup_.run.item_events.emit(sources_.limiter(), message.arrived->info.sequence);
        gate_.arrive(message.arrived);
        return;
    }
    is_gate_woken_ = false; // before looking: what happens from here on sends another message
    if (const int ended = ended_.exchange(0); ended != 0)
        tbb::flow::output_port<1>(gate_node_).try_put(ended);
    gate_.admit_waiting();
}

// A family that ends gives room first, and then tells that it has ended.
void RegionFlow::wake_gate() {
    if (!is_gate_woken_.exchange(true))
        gate_node_.try_put(GateMessage{});
}

void RegionFlow::admit(std::shared_ptr<AdmittedFamily> family) {
    ++admitted_;
    const std::uint64_t now = ++in_flight_;
    std::uint64_t most = most_in_flight_;
    while (most < now && !most_in_flight_.compare_exchange_weak(most, now)) {
    }
    family->call_ended(0, {}, 0, 1);
    setup_.run.item_events.emit(sources_.limiter(), family->admission().info.sequence);
    profiling::probes::admitted(sources_.limiter(), family->admission().info.sequence);
    ParcelPool::Owner parcel = parcels_.take();
    const CallTree& tree = family->tree();
    const auto sent_at = counting_now();
    for (std::size_t loader = 0; loader < loaders_.size(); ++loader) {
        Item& item = parcel->add(loaders_[loader]);
        item.family = family;
        item.ready_at = sent_at;
        item.place = family->admission().place;
        if (loader > 0 && item.place.flow != 0)
            item.place = setup_.run.trace->fork(item.place);
        item.call = tree[0].children[loader].call;
        item.info = family->admission().info;
        item.info.path = tree[item.call].path;
        item.refusal = family->admission().refused[loader];
        if (setup_.run.edge_tally)
            setup_.run.edge_tally->add(
                setup_.topology.edges_from(setup_.region.limiter)[loader].number, 0);
    }
    family.reset();
    trace_claims();
    tbb::flow::output_port<0>(gate_node_).try_put(Message{.parcel = parcel.release()});
}

void RegionFlow::ended(profiling::ItemState state, std::shared_ptr<Admission> admission) {
    profiling::probes::item_done(
        sources_.limiter(), admission->info.sequence, static_cast<int>(state));
    sources_.use_again(std::move(admission));
    setup_.run.item_ended(state);
    trace_claims();
    --in_flight_;
    ++ended_;
    wake_gate();
}

void RegionFlow::trace_claims() const {
    if (setup_.run.trace)
        setup_.run.trace->count(static_cast<std::uint32_t>(setup_.region.limiter), claimed());
}

Gate::Setup RegionFlow::gate_setup() {
    return {.run = setup_.run,
            .lineage = *setup_.planner.lineages().front(),
            .budget = budget_,
            .notice = notice_,
            .largest_claim = setup_.limits.largest_claim,
            .oversize = setup_.limits.oversize,
            .admit = [this](std::shared_ptr<AdmittedFamily> family) { admit(std::move(family)); },
            .discard = [this] { tbb::flow::output_port<1>(gate_node_).try_put(1); }};
}

Amount RegionFlow::in_use() const {
    Amount sum = budget_->pool().in_use();
    for (const auto& reserve : reserves_)
        sum += reserve->pool().in_use();
    return sum;
}

Amount RegionFlow::peak() const {
    Amount sum = budget_->pool().peak();
    for (const auto& reserve : reserves_)
        sum += reserve->pool().peak();
    return sum;
}

Amount RegionFlow::claimed() const {
    Amount sum = budget_->claimed();
    for (const auto& reserve : reserves_)
        sum += reserve->claimed();
    return sum;
}

LimiterReport RegionFlow::limiter_report(double wall_seconds) const {
    LimiterReport report;
    report.name = setup_.config.nodes()[setup_.region.limiter].name;
    report.max_images = setup_.limits.total.images;
    report.max_bytes = setup_.limits.total.bytes;
    report.peak_images = peak().images;
    report.peak_bytes = peak().bytes;
    report.items_at_once = most_in_flight_;
    const Budget::OverTime claimed = budget_->claimed_over_time();
    report.image_room_used = share_of(claimed.image_seconds, budget_->limit().images, wall_seconds);
    report.byte_room_used = share_of(claimed.byte_seconds, budget_->limit().bytes, wall_seconds);
    report.waiting_seconds = std::chrono::duration<double>(gate_.waiting()).count();
    report.shut_seconds = std::chrono::duration<double>(gate_.shut()).count();
    report.source_seconds = std::chrono::duration<double>(sources_.source_time()).count();
    report.computing_source_seconds =
        std::chrono::duration<double>(sources_.computing_source_time()).count();
    report.sends_to = receivers_of(setup_.region.limiter);
    return report;
}

void RegionFlow::add_node_reports(std::vector<NodeReport>& reports) const {
    for (const auto& flow : stages_) {
        reports.push_back(flow->stage().report());
        reports.back().may_be_concurrent = flow->stage().traits().is_concurrent &&
                                           !setup_.topology.is_ordered(flow->stage().index());
        reports.back().sends_to = receivers_of(flow->stage().index());
    }
}

std::vector<std::string> RegionFlow::receivers_of(NodeIndex sender) const {
    std::set<NodeIndex> receivers; // two edges can lead to one
    for (const Topology::Edge& edge : setup_.topology.edges_from(sender))
        receivers.insert(edge.to);
    std::vector<std::string> names;
    for (const NodeIndex receiver : receivers)
        names.push_back(setup_.config.nodes()[receiver].name);
    return names;
}

void RegionFlow::add_progress(RunProgress& progress) const {
    const Amount used = in_use();
    progress.limiters.push_back({.name = setup_.config.nodes()[setup_.region.limiter].name,
                                 .in_flight = in_flight_,
                                 .images = used.images,
                                 .bytes = used.bytes});
    const LimiterProgress& limiter = progress.limiters.back();
    progress.images += limiter.images;
    progress.bytes += limiter.bytes;
    progress.in_flight += limiter.in_flight;
    for (const auto& flow : stages_)
        progress.nodes.push_back({.name = flow->stage().described().name,
                                  .calls = setup_.run.calls.calls_now(flow->stage().index())});
}

} // namespace penstock::graph
