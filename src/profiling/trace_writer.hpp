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
#include <optional>
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
    /// Those that ended at that time or later, as JSON, at the end of that. How many there were.
    std::uint64_t write_to(std::string& out, const TraceText& text, std::int64_t since_ns) const;
    /// Calls `take(event, text)` for each.
    template <class Take> void for_each(const Take& take) const;
    void clear() {
        used_ = 0;
        events_ = 0;
        slice_count_ = 0;
        newest_ns_ = 0;
    }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    /// Of these, what threads have done.
    [[nodiscard]] std::uint64_t slices() const { return slice_count_; }
    /// When the last of them ended.
    [[nodiscard]] std::int64_t newest_ns() const { return newest_ns_; }

private:
    std::array<TraceEvent, slots> slots_;
    std::size_t used_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t slice_count_ = 0;
    std::int64_t newest_ns_ = 0;
};

template <class Take> void TraceChunk::for_each(const Take& take) const {
    for (std::size_t at = 0; at < used_;) {
        const TraceEvent& event = slots_[at];
        std::string_view text;
        if (event.text_bytes > 0)
            text = {reinterpret_cast<const char*>(&slots_[at + 1]), event.text_bytes};
        take(event, text);
        at += 1 + (text.size() + sizeof(TraceEvent) - 1) / sizeof(TraceEvent);
    }
}

/// Writes full chunks to the file of a trace, on a thread of its own, and hands out empty ones: so
/// many at most, whatever the file does. Where only the last part of a run is wanted, it keeps the
/// chunks of that time, and writes them at the end. The last things that threads did can be asked
/// for, too, whether or not they were written: chunks wait for that before they are used again.
/// Thread-safe, but for `finish` and what is called after it.
class TraceWriter {
public:
    struct Options {
        std::size_t most_chunks = 0;
        std::optional<std::int64_t> last_ns; ///< how much of the end is wanted; none: all
        std::size_t kept_slices = 0;         ///< how many of the last ones will be asked for
    };
    /// `file`: empty where nothing is to be written.
    /// Throws `std::exception` where the file cannot be begun, or no thread be started.
    TraceWriter(const std::string& file, TraceText text, const Options& options);
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
    /// How many events of the time that is wanted had to make place for later ones.
    [[nodiscard]] std::uint64_t let_go() const { return let_go_; }

    /// After `finish`: chunks with at least as many things as were to be kept, where there were so
    /// many and memory was enough.
    [[nodiscard]] const std::deque<TraceChunk*>& kept() const { return kept_; }
    /// How many things had been in chunks that are not among these.
    [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }
    /// When the last of those ended: of what ended later, none was forgotten. 0: of nothing.
    [[nodiscard]] std::int64_t forgotten_until_ns() const { return forgotten_until_ns_; }

private:
    void work();
    void close();
    void keep(TraceChunk* chunk);
    void forget_oldest();
    void write(std::string_view text) noexcept;

    std::optional<TraceFile> file_;
    const TraceText text_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable is_change_;
    std::vector<std::unique_ptr<TraceChunk>> chunks_;
    std::vector<TraceChunk*> idle_;
    std::deque<TraceChunk*> full_; // and not written
    std::deque<TraceChunk*> kept_; // written, if they are to be
    std::uint64_t slices_in_kept_ = 0;
    std::uint64_t forgotten_ = 0;
    std::int64_t forgotten_until_ns_ = 0;
    bool is_closing_ = false;
    std::string error_;        // of the thread that writes, and then of who finishes
    std::uint64_t events_ = 0; // that were written
    std::uint64_t let_go_ = 0; // of the time that is wanted, for want of chunks
    std::int64_t newest_ns_ = 0;
    std::jthread thread_; // last: it uses everything above
};

} // namespace penstock::profiling
