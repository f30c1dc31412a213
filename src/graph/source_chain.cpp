// SPDX-License-Identifier: Apache-2.0
#include "graph/source_chain.hpp"

#include "penstock/failure.hpp"

#include "core/counting.hpp"
#include "graph/named_thread.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace penstock::graph {
SourceChain::SourceChain(const Setup& setup) : setup_{setup}, threads_(setup.sources.size()) {
    for (std::size_t i = 0; i < setup.sources.size(); ++i) {
        const ValidatedNode& described = setup.config.nodes()[setup.sources[i]];
        auto link = std::make_unique<Link>();
        link->source = &setup.nodes.source(setup.sources[i]);
        link->node = static_cast<std::uint32_t>(setup.sources[i]);
        link->edge = static_cast<std::size_t>(
            std::ranges::find(setup.config.edges(), setup.sources[i], &ValidatedEdge::from) -
            setup.config.edges().begin());
        link->name = described.name;
        if (described.type->descriptor.traits.blocks) {
            link->queue = std::make_unique<SourceQueue>(setup.graph);
            tbb::profiling::set_name(*link->queue, described.name.c_str());
        } else {
            link->input =
                std::make_unique<SourceInput>(setup.graph, [this, i](tbb::flow_control& control) {
                    if (std::shared_ptr<Admission> admission = next_of(*links_[i])) {
                        setup_.run.item_events.emit(setup_.limiter, admission->info.sequence);
                        return RequestMessage{std::move(admission)};
                    }
                    control.stop();
                    start_link(i + 1);
                    return RequestMessage{};
                });
            tbb::profiling::set_name(*link->input, described.name.c_str());
        }
        links_.push_back(std::move(link));
    }
}

void SourceChain::connect_to(LimiterNode& limiter) {
    for (const auto& link : links_) {
        if (link->queue)
            tbb::flow::make_edge(*link->queue, limiter);
        else
            tbb::flow::make_edge(*link->input, limiter);
    }
}

void SourceChain::passed_limiter(const Admission& admission) {
    if (!admission.is_read_ahead)
        return;
    ahead_.release();
    bool is_done = false;
    {
        const std::scoped_lock lock{queue_mutex_};
        Link& link = *links_[queue_link_];
        is_done = --link.in_queue == 0 && link.is_read;
    }
    if (is_done)
        start_link(queue_link_ + 1);
}

std::optional<std::uint64_t> SourceChain::total() const {
    std::uint64_t sum = 0;
    for (const auto& link : links_) {
        const std::optional<std::uint64_t> one = link->source->total();
        if (!one)
            return std::nullopt;
        sum += *one;
    }
    return sum;
}

void SourceChain::start_link(std::size_t link) {
    reading_ = link;
    if (link == links_.size()) {
        is_exhausted_ = true;
        return;
    }
    if (links_[link]->input) {
        links_[link]->input->activate();
        return;
    }
    queue_link_ = link;
    try {
        threads_[link] = named_thread(
            "penstock-source", [this, link, hold = GraphHold{setup_.graph}] { read_ahead(link); });
    } catch (const ResourceExhausted& error) {
        setup_.run.exhausted("nodes." + links_[link]->name + ": " + error.what());
        start_link(links_.size());
    }
}

// The next request that is to be run with its numbers, or null at the end.
std::shared_ptr<Admission> SourceChain::next_of(Link& link) {
    std::optional<Request> request;
    std::uint64_t sequence = 0;
    profiling::CallRecorder::Times call;
    do {
        if (setup_.run.is_stopping())
            return nullptr;
        request = read(link, call);
        if (!request) {
            trace(link, call, nullptr);
            return nullptr;
        }
        sequence = next_sequence_++;
    } while (setup_.only != nullptr && !setup_.only->contains(sequence));
    setup_.run.ledger.discovered();
    std::shared_ptr<Admission> admission = empty_admission();
    admission->info.sequence = sequence;
    admission->info.attributes = request->attributes;
    admission->info.request = std::move(*request);
    admission->ordinal = next_ordinal_++;
    admission->is_read_ahead = link.queue != nullptr;
    trace(link, call, admission.get());
    if (setup_.run.edge_tally)
        setup_.run.edge_tally->add(link.edge, 0);
    return admission;
}

void SourceChain::use_again(std::shared_ptr<Admission> admission) {
    const std::scoped_lock lock{unused_lock_};
    unused_.push_back(std::move(admission));
}

std::shared_ptr<Admission> SourceChain::empty_admission() {
    const std::scoped_lock lock{unused_lock_};
    if (unused_.empty())
        return std::make_shared<Admission>();
    std::shared_ptr<Admission> admission = std::move(unused_.back());
    unused_.pop_back();
    return admission;
}

std::optional<Request> SourceChain::read(Link& link, profiling::CallRecorder::Times& call) {
    call.begin = counting_now();
    std::optional<Request> request = next_from(link);
    call.end = counting_now();
    const std::chrono::nanoseconds passed = call.end - call.begin;
    (link.queue ? blocking_source_ns_ : computing_source_ns_).add(passed.count());
    return request;
}

// `admission`: what came of it; null: nothing.
void SourceChain::trace(const Link& link,
                        const profiling::CallRecorder::Times& call,
                        Admission* admission) const {
    if (!setup_.run.trace)
        return;
    profiling::Trace::Slice slice{.what = profiling::TraceWhat::source,
                                  .node = link.node,
                                  .item = {},
                                  .begin = call.begin,
                                  .finish = call.end};
    if (admission == nullptr) {
        setup_.run.trace->add(slice);
        return;
    }
    slice.item = admission->info.request.name;
    slice.sequence = admission->info.sequence;
    setup_.run.trace->add(slice, admission->place, profiling::TraceFlow::begins);
}

// A source that throws ends the run: what it would have yielded cannot be known.
std::optional<Request> SourceChain::next_from(Link& link) {
    try {
        return link.source->next();
    } catch (const std::exception& error) {
        setup_.run.exhausted("nodes." + link.name + ": " + error.what());
    } catch (...) {
        setup_.run.exhausted("nodes." + link.name +
                             ": the source threw something that is not a std::exception");
    }
    return std::nullopt;
}

// The next source waits until all of this one is through the limiter: of two that offer, oneTBB
// takes any.
void SourceChain::read_ahead(std::size_t link) {
    Link& mine = *links_[link];
    while (std::shared_ptr<Admission> admission = next_of(mine)) {
        while (!ahead_.try_acquire_for(std::chrono::milliseconds{100}))
            if (setup_.run.is_broken())
                return;
        {
            const std::scoped_lock lock{queue_mutex_};
            ++mine.in_queue;
        }
        mine.queue->try_put(RequestMessage{std::move(admission)});
    }
    if (note_read(mine))
        start_link(link + 1);
}

bool SourceChain::note_read(Link& link) {
    const std::scoped_lock lock{queue_mutex_};
    link.is_read = true;
    return link.in_queue == 0;
}

} // namespace penstock::graph
