// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace_writer.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <pthread.h>
#include <utility>

namespace penstock::profiling {
namespace {

// What is written at once.
constexpr std::size_t block_bytes = std::size_t{256} << 10U;

} // namespace

bool TraceChunk::add(const TraceEvent& event, std::string_view text) {
    const std::size_t needed = 1 + (text.size() + sizeof(TraceEvent) - 1) / sizeof(TraceEvent);
    if (used_ + needed > slots)
        return false;
    slots_[used_] = event;
    if (!text.empty())
        std::memcpy(static_cast<void*>(&slots_[used_ + 1]), text.data(), text.size());
    used_ += needed;
    ++events_;
    if (event.kind == TraceEvent::Kind::slice)
        ++slice_count_;
    newest_ns_ = std::max(newest_ns_, event.begin_ns + event.duration_ns);
    return true;
}

std::uint64_t
TraceChunk::write_to(std::string& out, const TraceText& text, std::int64_t since_ns) const {
    std::uint64_t events = 0;
    for_each([&](const TraceEvent& event, std::string_view words) {
        if (event.begin_ns + event.duration_ns < since_ns)
            return;
        text.add(out, event, words);
        ++events;
    });
    return events;
}

TraceWriter::TraceWriter(const std::string& file, TraceText text, const Options& options)
    : text_{std::move(text)}, options_{options} {
    if (file.empty())
        return;
    file_.emplace(file);
    thread_ = std::jthread{[this] { work(); }};
    ::pthread_setname_np(thread_.native_handle(), "penstock-trace");
}

TraceChunk* TraceWriter::take() {
    const std::scoped_lock lock{mutex_};
    if (is_closing_)
        return nullptr;
    const bool is_at_most = chunks_.size() == options_.most_chunks;
    if (idle_.empty() && is_at_most && kept_.empty() && options_.last_ns && !full_.empty()) {
        let_go_ += full_.front()->events();
        keep(full_.front());
        full_.pop_front();
    }
    if (idle_.empty() && is_at_most && !kept_.empty())
        forget_oldest();
    if (!idle_.empty()) {
        TraceChunk* const chunk = idle_.back();
        idle_.pop_back();
        return chunk;
    }
    if (is_at_most)
        return nullptr;
    return chunks_.emplace_back(std::make_unique<TraceChunk>()).get();
}

void TraceWriter::give(TraceChunk* chunk) {
    const std::scoped_lock lock{mutex_};
    if (!file_) {
        keep(chunk);
        return;
    }
    full_.push_back(chunk);
    newest_ns_ = std::max(newest_ns_, chunk->newest_ns());
    if (options_.last_ns)
        while (!full_.empty() && full_.front()->newest_ns() < newest_ns_ - *options_.last_ns) {
            keep(full_.front());
            full_.pop_front();
        }
    is_change_.notify_one();
}

// The file has no need of it any more. Those that are not asked for either are used again.
void TraceWriter::keep(TraceChunk* chunk) {
    kept_.push_back(chunk);
    slices_in_kept_ += chunk->slices();
    while (!kept_.empty() && slices_in_kept_ - kept_.front()->slices() >= options_.kept_slices)
        forget_oldest();
}

void TraceWriter::forget_oldest() {
    TraceChunk* const chunk = kept_.front();
    kept_.pop_front();
    slices_in_kept_ -= chunk->slices();
    forgotten_ += chunk->slices();
    if (chunk->slices() > 0)
        forgotten_until_ns_ = std::max(forgotten_until_ns_, chunk->newest_ns());
    chunk->clear();
    idle_.push_back(chunk);
}

void TraceWriter::work() {
    write(text_.head());
    std::string text;
    std::unique_lock lock{mutex_};
    while (true) {
        is_change_.wait(lock,
                        [this] { return is_closing_ || (!full_.empty() && !options_.last_ns); });
        if (full_.empty())
            break;
        TraceChunk* const chunk = full_.front();
        full_.pop_front();
        const std::int64_t since_ns =
            options_.last_ns ? newest_ns_ - *options_.last_ns : std::int64_t{0};
        lock.unlock();
        const std::uint64_t events = chunk->write_to(text, text_, since_ns);
        if (text.size() >= block_bytes) {
            write(text);
            text.clear();
        }
        lock.lock();
        events_ += events;
        keep(chunk);
    }
    lock.unlock();
    write(text);
}

void TraceWriter::close() {
    {
        const std::scoped_lock lock{mutex_};
        is_closing_ = true;
    }
    is_change_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

// Of what goes wrong the first thing counts; nothing is written after it.
void TraceWriter::write(std::string_view text) noexcept {
    if (!error_.empty())
        return;
    try {
        file_->write(text);
    } catch (const std::exception& error) {
        error_ = error.what();
    }
}

std::string TraceWriter::finish(const std::vector<Thread>& threads, std::uint64_t dropped) {
    close();
    if (!file_)
        return {};
    std::string text;
    for (const Thread& thread : threads)
        text_.add_thread(text, thread.number, thread.name);
    write(text + text_.tail(events_, dropped));
    if (error_.empty()) {
        try {
            file_->finish();
        } catch (const std::exception& error) {
            error_ = error.what();
        }
    }
    return error_;
}

} // namespace penstock::profiling
