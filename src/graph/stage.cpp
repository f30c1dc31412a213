// SPDX-License-Identifier: Apache-2.0
#include "graph/stage.hpp"

#include "graph/call_context.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::graph {
namespace {

/// Memory that libraries take during a call, counted while it lasts.
class WorkingMemory {
public:
    WorkingMemory(AdmittedFamily& family, std::uint64_t bytes) : family_{family}, bytes_{bytes} {
        family_.begin_working(bytes_);
    }
    WorkingMemory(const WorkingMemory&) = delete;
    WorkingMemory& operator=(const WorkingMemory&) = delete;
    ~WorkingMemory() { family_.end_working(bytes_); }

private:
    AdmittedFamily& family_;
    std::uint64_t bytes_;
};

Amount amount_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return image->is_empty() ? Amount{} : Amount{1, image->capacity()};
    if (const auto* encoded = payload.get<Encoded>())
        return {0, encoded->buffer.capacity()};
    return {};
}

std::size_t ordinal_of(const CallTree& tree, CallIndex loader_call) {
    const auto& loaders = tree.calls[0].children;
    return static_cast<std::size_t>(std::ranges::find(loaders, loader_call) - loaders.begin());
}

} // namespace

Stage::Stage(Run& run, const Where& where, Node& node)
    : run_{run}, described_{where.config.nodes()[where.node]}, edges_{where.topology.edges_from(
                                                                   where.node)},
      tree_{where.planner.tree()}, region_{where.region}, index_{where.node},
      loader_{dynamic_cast<LoaderNode*>(&node)}, worker_{dynamic_cast<WorkNode*>(&node)} {
    for (std::size_t edge = 0; edge < edges_.size(); ++edge)
        (edges_[edge].is_dead_letter ? dead_letter_edges_ : out_edges_).push_back(edge);
}

void Stage::read(Item& item) {
    const Admission& admission = item.family->admission();
    const auto& measure = admission.measures[ordinal_of(tree_, item.call)];
    if (item.state != Item::State::whole || item.refusal || admission.skip_reason || !measure ||
        measure->file_bytes == 0)
        return;
    CallContext context{run_, region_, described_.name, item.info, item.family.get()};
    const CallOutcome outcome = guarded_call(
        run_, [&] { item.file = loader_->read(item.info.request, *measure, context); });
    if (!outcome.has_returned()) {
        item.file = {};
        item.refusal = LoadRefusal{outcome.error_class, outcome.message};
    }
}

void Stage::work(Item item, const Emit& emit) {
    if (item.state == Item::State::tombstone) {
        send_tombstones(item, Port::out, emit);
        send_tombstones(item, Port::dead_letter, emit);
        return;
    }
    CallOutcome outcome = loader_ != nullptr ? load(item) : process(item);
    if (outcome.has_returned())
        outcome = settle(item);
    if (outcome.has_returned()) {
        send_result(std::move(item), emit);
        return;
    }
    end_without_result(std::move(item), outcome, emit);
}

NodeReport Stage::report() const {
    NodeReport report;
    report.name = described_.name;
    report.type = described_.type->descriptor.type;
    report.concurrency = described_.concurrency.to_string();
    meter_.report_into(report);
    return report;
}

CallOutcome Stage::load(Item& item) {
    const Admission& admission = item.family->admission();
    if (admission.skip_reason)
        return {.kind = CallOutcome::Kind::skipped,
                .error_class = ErrorClass::node,
                .message = *admission.skip_reason};
    if (item.refusal)
        return {.kind = CallOutcome::Kind::failed,
                .error_class = item.refusal->error_class,
                .message = item.refusal->message};
    const Measure& measure = *admission.measures[ordinal_of(tree_, item.call)];
    CallContext context{run_, region_, described_.name, item.info, item.family.get()};
    return guarded_call(run_, [&] {
        const profiling::CallMeter::Call timed{meter_};
        const WorkingMemory working{*item.family, item.family->amounts_of(item.call).codec};
        tbb::this_task_arena::isolate([&] {
            item.payload = loader_->load(item.info.request, measure, std::move(item.file), context);
        });
        item.file = {};
        if (!measure.format.empty())
            context.set_attribute("format", measure.format);
    });
}

CallOutcome Stage::process(Item& item) {
    const CallAmounts::Of& amounts = item.family->amounts_of(item.call);
    if (!amounts.refusal.empty() && item.state == Item::State::whole)
        return {.kind = CallOutcome::Kind::failed,
                .error_class = amounts.refusal_class,
                .message = amounts.refusal};
    CallContext context{run_, region_, described_.name, item.info, item.family.get()};
    return guarded_call(run_, [&] {
        const profiling::CallMeter::Call timed{meter_};
        const WorkingMemory working{*item.family, amounts.codec};
        take_own_pixels(item);
        const auto call = [&] {
            item.payload = worker_->process(std::exchange(item.payload, {}), context);
        };
        // A body that waits inside oneTBB must not pick up another item on this thread meanwhile.
        // I/O threads are none of oneTBB's, and have nothing to pick up.
        if (blocks())
            call();
        else
            tbb::this_task_arena::isolate(call);
        if (described_.type->descriptor.kind == NodeKind::sink && context.delivered() == 0)
            context.output_delivered({});
    });
}

// A node that takes its image by value writes into it. Where others can still see the pixels, it
// gets a copy.
void Stage::take_own_pixels(Item& item) {
    auto* image = item.payload.get<Image>();
    if (image == nullptr || !described_.type->descriptor.traits.takes_ownership ||
        image->is_unique())
        return;
    Image own = item.family->allocate_image(image->spec());
    image->clone_into(own);
    *image = std::move(own);
}

// What a node returned must fit what it declared: the room was reserved for that.
CallOutcome Stage::settle(const Item& item) const {
    const Amount result = amount_of(item.payload);
    const Amount& declared = item.family->amounts_of(item.call).value;
    if (result.fits(declared))
        return {};
    return {.kind = CallOutcome::Kind::failed,
            .error_class = ErrorClass::limit,
            .message = "the result takes " + std::to_string(result.bytes) +
                       " bytes, and the node declared at most " + std::to_string(declared.bytes)};
}

void Stage::end_without_result(Item item, const CallOutcome& outcome, const Emit& emit) {
    item.payload = {};
    item.refusal.reset();
    item.family->call_ended_without_value(item.call);
    OnError policy = OnError::skip;
    if (outcome.kind == CallOutcome::Kind::failed) {
        meter_.failed();
        policy = described_.on_error.of(outcome.error_class);
    }
    if (policy == OnError::skip)
        item.family->note_skipped();
    else
        record_failure(item, outcome);
    if (policy == OnError::dead_letter) {
        send_failure(std::move(item), emit);
        return;
    }
    send_tombstones(item, Port::out, emit);
    send_tombstones(item, Port::dead_letter, emit);
}

void Stage::record_failure(Item& item, const CallOutcome& outcome) {
    item.family->note_failed();
    Attributes& attributes = item.info.attributes;
    attributes.set("failure.node", described_.name);
    attributes.set("failure.class", std::string{to_string(outcome.error_class)});
    attributes.set("failure.message", outcome.message);
    run_.ledger.failed(region_,
                       {.sequence = item.info.sequence,
                        .name = item.info.request.name,
                        .node = described_.name,
                        .error_class = outcome.error_class,
                        .message = outcome.message});
}

void Stage::send_result(Item item, const Emit& emit) {
    for (const auto& [name, value] : described_.set.entries())
        item.info.attributes.set(name, value);
    if (out_edges_.empty())
        item.family->call_ended_without_value(item.call);
    else
        item.family->call_ended(item.call, amount_of(item.payload));
    send_tombstones(item, Port::dead_letter, emit);
    send(std::move(item), Port::out, out_edges_, Item::State::whole, emit);
}

void Stage::send_failure(Item item, const Emit& emit) {
    send_tombstones(item, Port::out, emit);
    send(std::move(item), Port::dead_letter, dead_letter_edges_, Item::State::failure, emit);
}

void Stage::send_tombstones(const Item& item, Port port, const Emit& emit) {
    std::vector<std::size_t> awaited;
    for (const std::size_t edge : port == Port::out ? out_edges_ : dead_letter_edges_)
        if (edges_[edge].needs_tombstones)
            awaited.push_back(edge);
    if (awaited.empty())
        return;
    Item tombstone;
    tombstone.family = item.family;
    tombstone.call = item.call;
    tombstone.info.sequence = item.info.sequence;
    send(std::move(tombstone), port, awaited, Item::State::tombstone, emit);
}

// One item for each of the edges; the last one is the item itself, so that no handle stays behind.
void Stage::send(Item item,
                 Port port,
                 const std::vector<std::size_t>& edges,
                 Item::State state,
                 const Emit& emit) {
    if (edges.empty())
        return;
    auto parcel =
        std::make_unique<Parcel>((port == Port::out ? out_edges_ : dead_letter_edges_).size());
    const CallTree::Call& call = tree_.calls[item.call];
    for (std::size_t i = 0; i < edges.size(); ++i) {
        Item addressed = i + 1 == edges.size() ? std::move(item) : item;
        addressed.state = state;
        addressed.call = call.children[edges[i]];
        addressed.info.path = tree_.calls[addressed.call].path;
        parcel->add(edges_[edges[i]].to, std::move(addressed));
    }
    emit(port, Message{parcel.release()});
}

} // namespace penstock::graph
