// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profiling/trace_event.hpp"
#include "profiling/trace_file.hpp"
#include "profiling/trace_text.hpp"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace penstock::profiling {

/// Events of one thread, and their texts, one after another.
class TraceChunk {
public:
    static constexpr std::size_t slots = 1024;

    /// Whether there was place.
    [[nodiscard]] bool add(const TraceEvent& event, std::string_view text);
    /// As JSON, at the end of that. How many there were.
    std::uint64_t write_to(std::string& out, const TraceText& text) const;
    void clear() { used_ = 0; }

private:
    std::array<TraceEvent, slots> slots_;
    std::size_t used_ = 0;
};

/// Writes full chunks to the file of a trace, on a thread of its own, and hands out empty ones: so
/// many at most, whatever the file does. Thread-safe, but for `finish`.
class TraceWriter {
public:
    /// Throws `std::exception` where the file cannot be begun, or no thread be started.
    TraceWriter(const std::string& file, TraceText text, std::size_t most_chunks);
    TraceWriter(const TraceWriter&) = delete;
    TraceWriter& operator=(const TraceWriter&) = delete;
    ~TraceWriter() { close(); }

    /// Null: all are full, and wait to be written.
    [[nodiscard]] TraceChunk* take();
    void give(TraceChunk* chunk);

    /// A thread of the run, for the end of the file.
    struct Thread {
        std::uint32_t number = 0;
        std::string name;
    };
    /// Writes what is left. Why the file is not there; empty: it is. Once, when nobody takes chunks
    /// any more.
    [[nodiscard]] std::string finish(const std::vector<Thread>& threads, std::uint64_t dropped);
    /// Events that were written, after `finish`.
    [[nodiscard]] std::uint64_t events() const { return events_; }

private:
    void work();
    void close();
    void write(std::string_view text) noexcept;

    TraceFile file_;
    const TraceText text_;
    const std::size_t most_chunks_;
    std::mutex mutex_;
    std::condition_variable is_change_;
    std::vector<std::unique_ptr<TraceChunk>> chunks_;
    std::vector<TraceChunk*> idle_;
    std::deque<TraceChunk*> full_;
    bool is_closing_ = false;
    std::string error_; // of the thread that writes, and then of who finishes
    std::uint64_t events_ = 0;
    std::jthread thread_; // last: it uses everything above
};

} // namespace penstock::profiling
