// SPDX-License-Identifier: Apache-2.0
#include "saver/saving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>
#include <variant>

namespace penstock::saver {
namespace {

// As good as for ever, and no clock overflows.
constexpr Duration longest_patience = std::chrono::hours{24 * 365};

std::string thrown_words() {
    try {
        throw;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

PayloadBound bound_of(const SaveContent& content) {
    PayloadBound bound;
    if (const auto* image = std::get_if<const Image*>(&content.content())) {
        bound = PayloadBound::image((*image)->spec());
        if ((*image)->metadata())
            bound.metadata_bytes = (*image)->metadata()->bytes();
    } else if (const auto* pixels = std::get_if<PixelsView>(&content.content())) {
        bound = PayloadBound::image(pixels->spec);
    } else {
        bound = PayloadBound::encoded(std::get<FileBytes>(content.content()).bytes.size());
    }
    return bound;
}

} // namespace

Saving::Saving(std::string location, ImagesSaverOptions options)
    : location_{std::move(location)}, options_{std::move(options)} {}

Saving::~Saving() {
    assert(status_ == Status::closed);
}

bool Saving::save(const OutputName& name,
                  const SaveContent& content,
                  std::optional<Duration> patience,
                  SaveCallback done) {
    Deadline deadline;
    if (patience)
        deadline = std::chrono::steady_clock::now() +
                   std::clamp(*patience, Duration::zero(), longest_patience);
    const PayloadBound bound = bound_of(content);
    Lock lock{mutex_};
    refuse_callbacks("save");
    refuse_when_over(name);
    claim_name(name);
    try {
        if (!wait_for_room(lock, name, bound, deadline)) {
            names_.erase(name.relative());
            return false;
        }
    } catch (...) {
        names_.erase(name.relative());
        throw;
    }
    auto save = std::make_shared<OneSave>(next_number_++, name, content);
    save->need = need_of(bound);
    save->done = std::move(done);
    enter(lock, save);
    return true;
}

void Saving::close() {
    std::unique_ptr<SaverGraph> gone; // taken apart without the lock
    Lock lock{mutex_};
    refuse_callbacks("close");
    if (status_ != Status::open) {
        changed_.wait(lock, [this] { return status_ == Status::closed; });
        return;
    }
    status_ = Status::closing;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !is_building_; });
    std::exception_ptr error;
    if (graph_) {
        lock.unlock();
        try {
            static_cast<void>(graph_->finish());
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
    }
    changed_.wait(lock, [this] { return unfinished_ == 0; });
    gone = std::move(graph_);
    status_ = Status::closed;
    changed_.notify_all();
    if (error)
        std::rethrow_exception(error);
    if (options_.errors == SaveErrorsAtClose::raise && !failures_.empty())
        throw SaveErrors{failures_, saved_};
}

std::vector<SaveFailure> Saving::failures() const {
    const std::scoped_lock lock{mutex_};
    return failures_;
}

SaverCounts Saving::counts() const {
    const std::scoped_lock lock{mutex_};
    return {.held = held_.size(), .saved = saved_, .failed = failed_};
}

void Saving::refuse_callbacks(const char* verb) const {
    if (std::ranges::find(calling_back_, std::this_thread::get_id()) != calling_back_.end())
        throw std::logic_error{fmt::format("{} was called by a callback of the same ImagesSaver, "
                                           "which would wait for itself; call it from a thread of "
                                           "the program",
                                           verb)};
}

void Saving::refuse_when_over(const OutputName& name) const {
    if (status_ != Status::open)
        throw std::logic_error{fmt::format("{} was not saved: the ImagesSaver is closed; make "
                                           "another one",
                                           name.relative())};
    if (graph_ && graph_->inbox().is_over())
        throw SaveError{
            {.name = name.relative(), .error_class = ErrorClass::resource, .message = why_over()}};
}

void Saving::claim_name(const OutputName& name) {
    if (!names_.insert(name.relative()).second)
        throw std::invalid_argument{fmt::format("this ImagesSaver has taken an image called {} "
                                                "before, and one of them would be lost; expected "
                                                "another name, or another sub_folder",
                                                name.relative())};
}

// First come, first served: nobody who needs much waits while others pass.
bool Saving::wait_for_room(Lock& lock,
                           const OutputName& name,
                           const PayloadBound& bound,
                           const Deadline& deadline) {
    const std::uint64_t mine = next_number_++;
    line_.insert(mine);
    const auto is_my_turn = [&] {
        refuse_when_over(name);
        return *line_.begin() == mine && has_room(name, bound);
    };
    bool is_found = true;
    try {
        if (deadline)
            is_found = changed_.wait_until(lock, *deadline, is_my_turn);
        else
            changed_.wait(lock, is_my_turn);
        if (is_found && !(graph_ && graph_->has_way(name.way)))
            build(lock, name);
    } catch (...) {
        line_.erase(mine);
        changed_.notify_all();
        throw;
    }
    line_.erase(mine);
    changed_.notify_all();
    return is_found;
}

// For a graph with another way, the one that is there has to be done.
bool Saving::has_room(const OutputName& name, const PayloadBound& bound) const {
    if (held_.empty())
        return true;
    return graph_ && graph_->has_way(name.way) && held_.size() < options_.queue_size &&
           held_bytes_ + need_of(bound) <= graph_->max_bytes();
}

// What is too large altogether fails in the graph, with a message that says so.
std::uint64_t Saving::need_of(const PayloadBound& bound) const {
    try {
        return std::min(graph_->need(bound), graph_->max_bytes());
    } catch (const ItemError&) {
        return graph_->max_bytes();
    }
}

// The first in line does it, while nothing is held: nobody else uses the graph.
void Saving::build(Lock& lock, const OutputName& name) {
    is_building_ = true;
    std::unique_ptr<SaverGraph> old = std::move(graph_);
    std::set<std::string> ways = ways_;
    ways.insert(name.way);
    lock.unlock();
    std::unique_ptr<SaverGraph> made;
    std::string obstacle;
    try {
        if (old)
            static_cast<void>(old->finish());
        old.reset();
        made = std::make_unique<SaverGraph>(
            location_,
            options_,
            ways,
            SaverGraph::Observers{
                .on_written = [this](std::uint64_t number) { note_written(number); },
                .on_failed = [this](std::uint64_t number,
                                    const Failure& failure) { note_failed(number, failure); }});
    } catch (...) {
        obstacle = thrown_words();
    }
    lock.lock();
    is_building_ = false;
    if (!made) {
        changed_.notify_all();
        throw SaveError{{.name = name.relative(),
                         .error_class = ErrorClass::resource,
                         .message = "saving could not begin: " + obstacle}};
    }
    graph_ = std::move(made);
    ways_ = std::move(ways);
    changed_.notify_all();
    refuse_when_over(name);
}

// From here on, it ends as a file or as a failure.
void Saving::enter(Lock& lock, const std::shared_ptr<OneSave>& save) {
    held_.emplace(save->number, save);
    held_bytes_ += save->need;
    ++unfinished_;
    auto passage = std::make_shared<Passage>(
        save,
        [this](const std::shared_ptr<OneSave>& one) { note_copied(*one); },
        [this](const std::shared_ptr<OneSave>& one) { note_ended(*one); });
    graph_->inbox().put(passage);
    lock.unlock();
    passage.reset(); // its end, where it was not put there
    lock.lock();
    save->changed.wait(lock, [&] { return save->is_copied || save->is_over; });
}

// What a callback throws must not be lost, and cannot be thrown where it is called.
void Saving::call_back(Lock& lock, const std::string& name, const std::function<void()>& call) {
    const auto id = std::this_thread::get_id();
    calling_back_.push_back(id);
    lock.unlock();
    std::string thrown;
    try {
        call();
    } catch (...) {
        thrown = "its callback threw: " + thrown_words();
    }
    lock.lock();
    calling_back_.erase(std::ranges::find(calling_back_, id));
    if (!thrown.empty())
        failures_.push_back({name, ErrorClass::node, thrown});
}

void Saving::note_written(std::uint64_t number) {
    const std::scoped_lock lock{mutex_};
    if (const auto found = held_.find(number); found != held_.end())
        found->second->is_written = true;
}

void Saving::note_failed(std::uint64_t number, const Failure& failure) {
    const std::scoped_lock lock{mutex_};
    if (failure.error_class == ErrorClass::resource)
        last_shortage_ = failure.message;
    if (const auto found = held_.find(number); found != held_.end()) {
        OneSave& save = *found->second;
        save.failure = {save.name.relative(), failure.error_class, failure.message};
    }
}

void Saving::note_copied(OneSave& save) {
    const std::scoped_lock lock{mutex_};
    save.is_copied = true;
    save.changed.notify_one();
}

// Nothing of it is left: first its place is free, then whoever asked is told.
void Saving::note_ended(OneSave& save) {
    Lock lock{mutex_};
    if (graph_)
        graph_->inbox().look_whether_stopped();
    if (!save.failure && !save.is_written)
        save.failure = {
            save.name.relative(), ErrorClass::cancelled, "it was not begun: " + why_over()};
    SaveOutcome outcome;
    outcome.failure = save.failure;
    outcome.path = location_;
    outcome.path /= save.name.relative();
    held_.erase(save.number);
    held_bytes_ -= save.need;
    if (outcome.failure) {
        ++failed_;
        failures_.push_back(*outcome.failure);
        names_.erase(save.name.relative());
    } else {
        ++saved_;
    }
    save.is_over = true;
    save.changed.notify_one();
    changed_.notify_all();
    if (outcome.failure && options_.on_failure)
        call_back(lock, save.name.relative(), [&] { options_.on_failure(*outcome.failure); });
    if (save.done)
        call_back(lock, save.name.relative(), [&] { save.done(outcome); });
    --unfinished_;
    changed_.notify_all();
}

std::string Saving::why_over() const {
    return fmt::format(
        "saving has ended, because nothing more could be saved{}{}; mend that, close "
        "this ImagesSaver and make another one",
        last_shortage_.empty() ? "" : ": ",
        last_shortage_);
}

} // namespace penstock::saver
