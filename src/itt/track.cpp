// SPDX-License-Identifier: Apache-2.0
#include "itt/track.hpp"

#include "itt/without_prefix.hpp"

#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace penstock::itt {
namespace {

constexpr std::string_view tbb_prefix = "tbb_"; // of kinds: tbb_parallel_for

// How the system calls a thread: nothing where it has the name of the program.
std::size_t name_of_thread(pid_t thread, char* room, std::size_t size) {
    char path[64];
    std::size_t length[2] = {0, 0};
    char text[2][32];
    for (const int which : {0, 1}) {
        std::snprintf(path,
                      sizeof path,
                      "/proc/self/task/%ld/comm",
                      static_cast<long>(which == 0 ? thread : ::getpid()));
        const int file = ::open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0)
            return 0;
        const ssize_t bytes = ::read(file, text[which], sizeof text[which]);
        ::close(file);
        length[which] = bytes > 1 ? static_cast<std::size_t>(bytes - 1) : 0; // a line
    }
    if (length[0] == length[1] && std::memcmp(text[0], text[1], length[0]) == 0)
        return 0;
    return to_json({text[0], length[0]}, room, size);
}

} // namespace

void Track::begin(pid_t process, pid_t thread) {
    const Locked held{lock_};
    process_ = process;
    thread_ = thread;
    name_ = nullptr;
    is_named_ = false;
    depth_ = deeper_ = 0;
    items_used_ = 0;
}

void Track::end(TraceOutput& output, std::uint64_t now) {
    if (!lock_.lock_in_time())
        return;
    now = after_last(now);
    while (depth_ > 0)
        end_innermost(output, now, true);
    if (used_ > 0) {
        output.write({buffer_, used_});
        used_ = 0;
    }
    lock_.unlock();
}

void Track::set_name(const Name* name) {
    const Locked held{lock_};
    name_ = name;
}

// Viewers sort by time, and look which slice is open: what begins at the same moment would be
// inside of what comes first in the file, which is what ended first.
std::uint64_t Track::after_last(std::uint64_t now) {
    last_ = now > last_ ? now : last_ + 1;
    return last_;
}

void Track::task_begins(const Domain* domain,
                        const Name* kind,
                        const Thing* thing,
                        std::uint64_t now) {
    const Locked held{lock_};
    if (depth_ == deepest) {
        ++deeper_;
        ++dropped_;
        return;
    }
    tasks_[depth_++] = {.domain = domain,
                        .kind = kind,
                        .thing = thing,
                        .begin = after_last(now),
                        .items_begin = items_used_,
                        .has_more_items = false};
}

// A body of oneTBB that throws does not tell that it has ended: what is inside ends with what is
// around it.
void Track::task_ends(TraceOutput& output, const Domain* domain, std::uint64_t now) {
    const Locked held{lock_};
    if (deeper_ > 0) {
        --deeper_;
        return;
    }
    std::uint32_t at = depth_;
    while (at > 0 && tasks_[at - 1].domain != domain)
        --at;
    if (at == 0)
        return; // it began before the trace did
    now = after_last(now);
    while (depth_ >= at)
        end_innermost(output, now, depth_ > at);
}

void Track::end_innermost(TraceOutput& output, std::uint64_t now, bool is_cut_off) {
    const Task& task = tasks_[--depth_];
    const Name* const label = task.thing != nullptr ? task.thing->label() : nullptr;
    const Name* const graph = task.thing != nullptr ? task.thing->graph() : nullptr;
    const std::string_view kind =
        task.kind != nullptr ? without_prefix(task.kind->json, tbb_prefix) : "task";
    const std::string_view items{items_ + task.items_begin, items_used_ - task.items_begin};
    items_used_ = task.items_begin;
    Line line;
    line.text(R"({"ph":"X","pid":)").number(static_cast<std::uint64_t>(process_));
    line.text(R"(,"tid":)").number(static_cast<std::uint64_t>(thread_));
    line.text(R"(,"ts":)").time(task.begin).text(R"(,"dur":)").time(now - task.begin);
    line.text(R"(,"name":")").text(label != nullptr ? label->json : kind);
    line.text(R"(","cat":")").text(json_of(task.domain)).text(R"(","args":{)");
    std::string_view comma = "";
    const auto key = [&](std::string_view text) -> Line& {
        line.text(comma);
        comma = ",";
        return line.text(text);
    };
    if (graph != nullptr)
        key(R"("graph":")").text(graph->json).text("\"");
    if (!items.empty())
        key(R"("items":[)").text(items).text("]");
    if (task.has_more_items)
        key(R"("more_items":true)");
    if (is_cut_off)
        key(R"("cut_off":true)");
    append(output, line.text("}},\n"));
}

void Track::item(TraceOutput& output,
                 std::string_view text,
                 std::uint64_t number,
                 bool is_first,
                 std::uint64_t now) {
    char quoted[208];
    quoted[0] = '"';
    std::size_t length = 1 + to_json(text, quoted + 1, sizeof quoted - 2);
    quoted[length++] = '"';
    const std::string_view item{quoted, length};
    const Locked held{lock_};
    const bool is_in_task = depth_ > 0 && deeper_ == 0;
    if (is_in_task && !note_item(item))
        return;
    Line line;
    line.text(R"({"ph":")").text(!is_in_task ? "i" : is_first ? "s" : "t");
    line.text(R"(","pid":)").number(static_cast<std::uint64_t>(process_));
    line.text(R"(,"tid":)").number(static_cast<std::uint64_t>(thread_));
    line.text(R"(,"ts":)").time(after_last(now)).text(R"(,"cat":"item",)");
    if (is_in_task)
        line.text(R"("id":"0x)").hexadecimal(number).text(R"(","name":"item"},)");
    else
        line.text(R"("s":"t","name":)").text(item).text("},");
    append(output, line.text("\n"));
}

// Whether the innermost task did not work for it before.
bool Track::note_item(std::string_view item) {
    Task& task = tasks_[depth_ - 1];
    const std::string_view known{items_ + task.items_begin, items_used_ - task.items_begin};
    for (std::size_t at = known.find(item); at != known.npos; at = known.find(item, at + 1))
        if (at == 0 || known[at - 1] == ',')
            return false;
    if (items_used_ + 1 + item.size() > sizeof items_) {
        task.has_more_items = true;
        return true;
    }
    if (!known.empty())
        items_[items_used_++] = ',';
    std::memcpy(items_ + items_used_, item.data(), item.size());
    items_used_ += item.size();
    return true;
}

void Track::add(TraceOutput& output, const Line& line) {
    const Locked held{lock_};
    append(output, line);
}

void Track::append(TraceOutput& output, const Line& line) {
    if (!is_named_) {
        is_named_ = true;
        say_name(output);
    }
    const std::string_view text = line.text();
    if (!line.is_whole()) {
        ++dropped_;
        return;
    }
    if (text.size() > buffer_size - used_) {
        output.write({buffer_, used_});
        used_ = 0;
    }
    std::memcpy(buffer_ + used_, text.data(), text.size());
    used_ += text.size();
}

void Track::say_name(TraceOutput& output) {
    char room[64];
    const std::size_t length = name_of_thread(thread_, room, sizeof room);
    std::string_view name{room, length};
    const bool is_of_library = length == 0;
    if (is_of_library)
        name = thread_ == process_ ? "main" : name_ != nullptr ? name_->json : "thread";
    Line line;
    line.text(R"({"ph":"M","pid":)").number(static_cast<std::uint64_t>(process_));
    line.text(R"(,"tid":)").number(static_cast<std::uint64_t>(thread_));
    line.text(R"(,"name":"thread_name","args":{"name":")").text(name);
    append(output, line.text("\"}},\n"));
}

std::string_view Track::take(char* room) {
    const Locked held{lock_};
    std::memcpy(room, buffer_, used_);
    const std::size_t used = used_;
    used_ = 0;
    return {room, used};
}

} // namespace penstock::itt
