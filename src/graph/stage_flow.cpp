// SPDX-License-Identifier: Apache-2.0
#include "graph/stage_flow.hpp"

#include "graph/call_stage.hpp"

#include <oneapi/tbb/profiling.h>

#include <chrono>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

bool reads_files(const Stage& stage) {
    return stage.kind() == NodeKind::loader && stage.traits().blocks;
}

// On I/O threads. A loader that blocks does so while it reads.
bool is_called_elsewhere(const Stage& stage) {
    return stage.kind() != NodeKind::loader && stage.traits().blocks;
}

} // namespace

StageFlow::StageFlow(tbb::flow::graph& graph,
                     IoPool& io,
                     Timer& timer,
                     std::unique_ptr<Stage> stage,
                     std::optional<std::uint32_t> paths)
    : graph_{graph}, timer_{timer}, stage_{std::move(stage)},
      reorder_{paths ? std::optional<ReorderBuffer>{*paths} : std::nullopt},
      lane_{io, reads_files(*stage_) ? 0 : stage_->described().concurrency.limit},
      node_{graph,
            node_concurrency(),
            [this](const Message& message, StageNode::output_ports_type&) { received(message); }} {
    emit_ = [this](Side side, const Message& message) {
        if (side == Side::out)
            tbb::flow::output_port<0>(node_).try_put(message);
        else
            tbb::flow::output_port<1>(node_).try_put(message);
    };
    if (auto* calls = dynamic_cast<CallStage*>(stage_.get()))
        calls->set_again([this](Item item, Duration delay) { try_again(std::move(item), delay); });
    const std::string& name = stage_->described().name;
    tbb::profiling::set_name(node_, name.c_str());
    if (!reads_files(*stage_))
        return;
    read_node_.emplace(
        graph, tbb::flow::unlimited, [this](const Message& message, ReadNode::output_ports_type&) {
            if (Arrival item = message.take(stage_->index())) {
                stage_->announce(*item);
                post_read(std::move(*item));
            }
        });
    tbb::profiling::set_name(*read_node_, (name + "/read").c_str());
    tbb::flow::make_edge(tbb::flow::output_port<0>(*read_node_), node_);
}

tbb::flow::receiver<Message>& StageFlow::entry() {
    if (read_node_)
        return *read_node_;
    return node_;
}

// Where the calls run elsewhere, the body only hands them over, in order; the lane bounds how many
// run.
std::size_t StageFlow::node_concurrency() const {
    if (reorder_ || is_called_elsewhere(*stage_))
        return tbb::flow::serial;
    return tbb_concurrency(stage_->described().concurrency);
}

void StageFlow::received(const Message& message) {
    if (message.signal == Message::Signal::done) {
        is_held_ = false;
        dispatch_in_order();
        return;
    }
    if (message.signal != Message::Signal::none) {
        stage_->signal(message, emit_);
        return;
    }
    Arrival item = message.take(stage_->index());
    if (!item)
        return;
    stage_->announce(*item);
    if (!reorder_) {
        dispatch(std::move(*item));
        return;
    }
    if (item->tries > 0) {
        is_held_ = false;
        dispatch(std::move(*item));
    } else {
        reorder_->push(std::move(*item));
    }
    item.reset(); // nothing of it is to last while others are worked on
    dispatch_in_order();
}

void StageFlow::dispatch_in_order() {
    while (!is_held_) {
        std::optional<Item> next = reorder_->pop();
        if (!next)
            return;
        stage_->announce(*next);
        dispatch(std::move(*next));
    }
}

void StageFlow::dispatch(Item&& item) {
    if (!is_called_elsewhere(*stage_)) {
        stage_->work(std::move(item), emit_);
        return;
    }
    // What may come again must not be overtaken. Otherwise the lane keeps the order.
    const bool is_holding = reorder_ && stage_->described().on_error.uses_retry();
    is_held_ = is_holding;
    lane_.post(
        io_task([this, is_holding, item = std::move(item), hold = GraphHold{graph_}]() mutable {
            // Temporaries: what is left of the item afterwards must not outlive the hold.
            if (!is_holding) {
                stage_->work(Item{std::move(item)}, emit_);
                return;
            }
            is_again_ = false;
            stage_->work(Item{std::move(item)}, emit_);
            if (!is_again_)
                node_.try_put(Message{.parcel = nullptr, .signal = Message::Signal::done});
        }));
}

void StageFlow::post_read(Item&& item) {
    lane_.post(io_task([this, item = std::move(item), hold = GraphHold{graph_}]() mutable {
        stage_->read(item);
        ParcelPool::Owner parcel = parcels_.take();
        parcel->add(stage_->index()) = std::move(item);
        tbb::flow::output_port<0>(*read_node_).try_put(Message{.parcel = parcel.release()});
    }));
}

// Nobody waits: the item comes back as a message when its time has come.
void StageFlow::try_again(Item item, Duration delay) {
    if (reorder_) {
        is_again_ = true;
        if (!is_called_elsewhere(*stage_))
            is_held_ = true;
    }
    timer_.schedule(delay,
                    io_task([this, item = std::move(item), hold = GraphHold{graph_}]() mutable {
                        bring_again(std::move(item));
                    }));
}

void StageFlow::bring_again(Item&& item) {
    item.ready_at = std::chrono::steady_clock::now(); // the delay is no waiting
    ParcelPool::Owner parcel = parcels_.take();
    parcel->add(stage_->index()) = std::move(item);
    const Message message{.parcel = parcel.release()};
    if (read_node_)
        read_node_->try_put(message);
    else
        node_.try_put(message);
}

} // namespace penstock::graph
