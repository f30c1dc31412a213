// SPDX-License-Identifier: Apache-2.0
#include "graph/stage_flow.hpp"

#include <oneapi/tbb/profiling.h>

#include <utility>

namespace penstock::graph {
namespace {

bool reads_files(const Stage& stage) {
    return stage.is_loader() && stage.blocks();
}

} // namespace

StageFlow::StageFlow(tbb::flow::graph& graph,
                     IoPool& io,
                     std::unique_ptr<Stage> stage,
                     bool is_ordered,
                     std::uint32_t paths)
    : graph_{graph}, stage_{std::move(stage)}, reorder_{is_ordered
                                                            ? std::optional<ReorderBuffer>{paths}
                                                            : std::nullopt},
      lane_{io, reads_files(*stage_) ? 0 : stage_->described().concurrency.limit},
      node_{
          graph, node_concurrency(), [this](const Message& message, StageNode::output_ports_type&) {
              if (std::optional<Item> item = message.take(stage_->index()))
                  receive(std::move(*item));
          }} {
    emit_ = [this](Port port, const Message& message) {
        if (port == Port::out)
            tbb::flow::output_port<0>(node_).try_put(message);
        else
            tbb::flow::output_port<1>(node_).try_put(message);
    };
    const std::string& name = stage_->described().name;
    tbb::profiling::set_name(node_, name.c_str());
    if (!reads_files(*stage_))
        return;
    read_node_.emplace(
        graph, tbb::flow::unlimited, [this](const Message& message, ReadNode::output_ports_type&) {
            if (std::optional<Item> item = message.take(stage_->index()))
                post_read(std::move(*item));
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
    if (reorder_ || (stage_->blocks() && !stage_->is_loader()))
        return tbb::flow::serial;
    return tbb_concurrency(stage_->described().concurrency);
}

void StageFlow::receive(Item item) {
    if (!reorder_) {
        dispatch(std::move(item));
        return;
    }
    reorder_->push(std::move(item));
    while (std::optional<Item> next = reorder_->pop())
        dispatch(std::move(*next));
}

void StageFlow::dispatch(Item item) {
    if (!stage_->blocks() || stage_->is_loader()) {
        stage_->work(std::move(item), emit_);
        return;
    }
    lane_.post(io_task([this, item = std::move(item), hold = GraphHold{graph_}]() mutable {
        stage_->work(std::move(item), emit_);
    }));
}

void StageFlow::post_read(Item item) {
    lane_.post(io_task([this, item = std::move(item), hold = GraphHold{graph_}]() mutable {
        stage_->read(item);
        auto parcel = std::make_unique<Parcel>(1);
        parcel->add(stage_->index(), std::move(item));
        tbb::flow::output_port<0>(*read_node_).try_put(Message{parcel.release()});
    }));
}

} // namespace penstock::graph
