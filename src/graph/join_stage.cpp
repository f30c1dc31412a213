// SPDX-License-Identifier: Apache-2.0
#include "graph/join_stage.hpp"

#include "penstock/list_member.hpp"

#include "graph/declared.hpp"
#include "graph/timed_call.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

// Of the first image that has some.
std::shared_ptr<const Metadata> metadata_of(const List& list) {
    for (const ListMember& member : list.members)
        if (const auto* image = member.payload.get<Image>(); image && image->metadata())
            return image->metadata();
    return nullptr;
}

} // namespace

void JoinStage::work(Item&& item, const Emit& emit) {
    Arrivals arrivals = complete_with(std::move(item));
    if (!arrivals.empty())
        join(std::move(arrivals), emit);
}

JoinStage::Arrivals JoinStage::complete_with(Item&& item) {
    const CallIndex result = item.shape().joined_by;
    const std::size_t expected = item.family->tree()[result].joins.size();
    const std::scoped_lock lock{mutex_};
    const auto place = waiting_.try_emplace({item.family.get(), result}).first;
    place->second.push_back(std::move(item));
    if (place->second.size() < expected)
        return {};
    Arrivals arrivals = std::move(place->second);
    waiting_.erase(place);
    return arrivals;
}

void JoinStage::join(Arrivals arrivals, const Emit& emit) {
    std::ranges::sort(arrivals, [](const Item& left, const Item& right) {
        return std::pair{left.shape().member, left.call} <
               std::pair{right.shape().member, right.call};
    });
    const std::size_t missing = missing_from(arrivals);
    Item result;
    result.family = arrivals.front().family;
    result.call = arrivals.front().shape().joined_by;
    result.info.sequence = arrivals.front().info.sequence;
    List members;
    std::vector<std::uint64_t> others; // arrows of those whose arrows end here
    for (Item& arrival : arrivals) {
        if (arrival.is_gone())
            continue;
        if (result.place.flow == 0)
            result.place = arrival.place;
        else
            others.push_back(arrival.place.flow);
        if (members.members.empty()) {
            result.info = arrival.info;
            result.is_source_item = arrival.is_source_item;
        } else {
            for (const auto& [name, value] : arrival.info.attributes.entries())
                if (result.info.attributes.find(name) == nullptr)
                    result.info.attributes.set(name, value);
        }
        members.members.push_back({std::move(arrival.info), std::move(arrival.payload)});
    }
    const bool is_nothing = std::ranges::all_of(
        arrivals, [](const Item& arrival) { return arrival.state == Item::State::absent; });
    if (missing > 0) {
        CallOutcome outcome{
            .kind = CallOutcome::Kind::dropped, .error_class = ErrorClass::node, .message = {}};
        if (!members.members.empty() && !joiner_.drops_incomplete()) {
            outcome.kind = CallOutcome::Kind::failed;
            outcome.message = std::to_string(missing) + " of " +
                              std::to_string(missing + members.members.size()) +
                              " parts did not arrive: they failed or were dropped before; set "
                              "\"missing\": \"drop\" to drop what remains";
        }
        result.state = is_nothing ? Item::State::absent : Item::State::tombstone;
        members.members.clear();
        end_arrivals(arrivals, false);
        trace(result, outcome, others);
        outlet_.end_without_result(std::move(result), outcome, emit);
        return;
    }
    const std::optional<CallOutcome> refused = refused_beforehand(result);
    CallOutcome outcome = refused ? *refused : CallOutcome{};
    if (!refused) {
        const auto now = std::chrono::steady_clock::now();
        for (const Item& arrival : arrivals)
            run_.calls.waited(index(), arrival.ready_at, now);
        outcome = timed_call(run_, outlet_, result, result, [&](CallContext& context) {
            context.set_metadata(metadata_of(members));
            tbb::this_task_arena::isolate(
                [&] { result.payload = joiner_.join(std::move(members), context); });
        });
    }
    if (outcome.has_returned()) // a list that it makes keeps what it was called with
        outcome.become(outcome_within_declared(
            described(), result, traits().gives_several ? ListOrigin::made : ListOrigin::passed));
    members.members.clear();
    end_arrivals(arrivals, outcome.has_returned());
    arrivals.clear();
    trace(result, outcome, others);
    if (outcome.has_returned())
        outlet_.send_result(std::move(result), 0, true, emit);
    else
        outlet_.end_without_result(std::move(result), outcome, emit);
}

void JoinStage::trace(Item& result,
                      const CallOutcome& outcome,
                      const std::vector<std::uint64_t>& others) const {
    outlet_.trace_end(result, outcome, 0, {});
    for (const std::uint64_t flow : others)
        run_.trace->meet(flow, result.place, profiling::TraceFlow::ends);
}

// Of those that exclude each other one is enough. A piece that never was is not missing, unless
// there is none at all.
std::size_t JoinStage::missing_from(const Arrivals& arrivals) const {
    std::set<std::uint32_t> present;
    std::set<std::uint32_t> missing;
    for (const Item& arrival : arrivals)
        if (!arrival.is_gone())
            present.insert(arrival.shape().member);
    for (const Item& arrival : arrivals)
        if (arrival.is_gone() && !present.contains(arrival.shape().member) &&
            (arrival.state == Item::State::tombstone || !traits().joins_split || present.empty()))
            missing.insert(arrival.shape().member);
    return missing.size();
}

// What a list holds stays charged to the calls that brought it.
void JoinStage::end_arrivals(const Arrivals& arrivals, bool is_whole) const {
    const bool keeps =
        is_whole && described().type->descriptor.outputs.at(0).payload == List::payload_name;
    for (const Item& arrival : arrivals)
        if (keeps && !arrival.is_gone())
            arrival.family->call_kept(arrival.call);
        else
            arrival.family->call_ended_without_value(arrival.call);
}

} // namespace penstock::graph
