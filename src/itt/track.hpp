// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "itt/ittnotify_abi.hpp"
#include "itt/line.hpp"
#include "itt/names.hpp"
#include "itt/spin_lock.hpp"
#include "itt/things.hpp"
#include "itt/trace_output.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <sys/types.h>

namespace penstock::itt {

/// What one thread has open, and lines of the trace that have not been written yet. Its thread
/// works on it; whoever writes for all looks at it between.
class Track {
public:
    static constexpr std::size_t buffer_size = std::size_t{32} * 1024;

    /// For a thread that has none yet.
    void begin(pid_t process, pid_t thread);
    /// The thread ends, or the trace does: tasks that are open end with it.
    void end(TraceOutput& output, std::uint64_t now);

    void task_begins(const Domain* domain, const Name* kind, const Thing* thing, std::uint64_t now);
    void task_ends(TraceOutput& output, const Domain* domain, std::uint64_t now);
    /// The task that is open works for that item. `is_first`: nothing worked for it before.
    void item(TraceOutput& output,
              std::string_view text,
              std::uint64_t number,
              bool is_first,
              std::uint64_t now);
    /// How the library calls the thread.
    void set_name(const Name* name);
    void add(TraceOutput& output, const Line& line);
    /// Lines that have not been written yet, into `room`, which is as large as the buffer.
    [[nodiscard]] std::string_view take(char* room);

    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    [[nodiscard]] pid_t thread() const { return thread_; }

    // Among the tracks of the process; one without thread waits for another.
    Track* next = nullptr;
    std::atomic<bool> is_used{false};

private:
    static constexpr std::uint32_t deepest = 64;

    struct Task {
        const Domain* domain;
        const Name* kind;
        const Thing* thing;
        std::uint64_t begin;
        std::size_t items_begin; ///< in `items_`; those of the tasks inside come after its own
        bool has_more_items;
    };

    [[nodiscard]] std::uint64_t after_last(std::uint64_t now);
    void end_innermost(TraceOutput& output, std::uint64_t now, bool is_cut_off);
    [[nodiscard]] bool note_item(std::string_view item);
    void append(TraceOutput& output, const Line& line);
    void say_name(TraceOutput& output);

    SpinLock lock_;
    pid_t process_ = 0;
    pid_t thread_ = 0;
    const Name* name_ = nullptr;
    bool is_named_ = false;
    std::atomic<std::uint64_t> dropped_{0};
    std::uint64_t last_ = 0; ///< when something happened last
    std::uint32_t depth_ = 0;
    std::uint32_t deeper_ = 0; // tasks that are open beyond those that there is room for
    std::size_t items_used_ = 0;
    std::size_t used_ = 0;
    // As far as they are used, and untouched beyond: memory that nobody needs is none.
    Task tasks_[deepest];
    char items_[1024]; // in quotation marks, with commas between
    char buffer_[buffer_size];
};

} // namespace penstock::itt
