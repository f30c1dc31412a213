// SPDX-License-Identifier: Apache-2.0
#include "graph/run.hpp"

#include <utility>

namespace penstock::graph {
namespace {

std::string percent(double share) {
    std::string text = std::to_string(share * 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text + "%";
}

} // namespace

Run::Run(const ValidatedConfig& config, const PipelineOptions& options)
    : ledger{options.on_failure
                 ? [this, on_failure = options.on_failure](
                       const Failure& failure) { observe([&] { on_failure(failure); }); }
                 : std::function<void(const Failure&)>{}},
      calls{config.nodes().size()}, file_slots{config.limits().open_files},
      item_events{config}, budget_{config.content().error_budget},
      watches_calls_{options.watches_calls}, on_output_{options.on_output} {}

void Run::cancel() {
    is_cancelled_ = true;
    stop_because(RunEnd::cancelled, {});
}

void Run::set_on_stop(std::function<void()> before_stop, std::function<void()> on_stop) {
    const std::scoped_lock lock{mutex_};
    before_stop_ = std::move(before_stop);
    on_stop_ = std::move(on_stop);
}

void Run::exhausted_at_end(const std::string& reason) {
    const std::scoped_lock lock{mutex_};
    if (end_ == RunEnd::finished)
        end_ = RunEnd::exhausted;
    end_reason_ += (end_reason_.empty() ? "" : "; ") + reason;
}

void Run::item_ended(profiling::ItemState state) {
    const ItemCounts counts = ledger.ended(state);
    if (!budget_ || state != profiling::ItemState::failed)
        return;
    const std::uint64_t ended = counts.ended() - counts.not_started;
    const std::string so_far = std::to_string(counts.failed) + " of " + std::to_string(ended) +
                               " items failed, and the error budget is ";
    if (budget_->count && counts.failed > *budget_->count)
        stop_because(RunEnd::over_budget, so_far + std::to_string(*budget_->count));
    else if (ended >= budget_->min_items &&
             static_cast<double>(counts.failed) > budget_->share * static_cast<double>(ended))
        stop_because(RunEnd::over_budget, so_far + percent(budget_->share));
}

void Run::delivered(std::string_view item, std::string_view output) {
    ledger.delivered();
    if (!on_output_)
        return;
    const std::scoped_lock lock{output_mutex_};
    observe([&] { on_output_(item, output); });
}

std::exception_ptr Run::observer_error() const {
    const std::scoped_lock lock{mutex_};
    return observer_error_;
}

// Where it is called, an exception would fail an item that is whole, or tear the graph apart.
template <class Observer> void Run::observe(const Observer& observer) {
    if (has_observer_error_)
        return;
    try {
        observer();
    } catch (...) {
        if (!has_observer_error_.exchange(true)) {
            const std::scoped_lock lock{mutex_};
            observer_error_ = std::current_exception();
        }
        stop_because(RunEnd::interrupted, {});
    }
}

void Run::gathered(const Lineage& lineage,
                   std::uint64_t result,
                   const std::vector<std::uint64_t>& members) {
    const std::scoped_lock lock{mutex_};
    members_[{&lineage, result}] = members;
}

std::vector<std::uint64_t> Run::members_of(const Lineage& lineage, std::uint64_t result) const {
    const std::scoped_lock lock{mutex_};
    const auto found = members_.find({&lineage, result});
    return found == members_.end() ? std::vector<std::uint64_t>{} : found->second;
}

RunEnd Run::end() const {
    const std::scoped_lock lock{mutex_};
    return end_ == RunEnd::finished && is_stopping_ ? RunEnd::interrupted : end_;
}

std::string Run::end_reason() const {
    const std::scoped_lock lock{mutex_};
    return end_reason_;
}

// The first reason counts.
void Run::stop_because(RunEnd end, const std::string& reason) {
    const std::scoped_lock lock{mutex_};
    if (end_ == RunEnd::finished) {
        end_ = end;
        end_reason_ = reason;
    }
    if (before_stop_)
        before_stop_();
    is_stopping_ = true;
    if (on_stop_)
        on_stop_();
}

} // namespace penstock::graph
