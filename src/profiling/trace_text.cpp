// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace_text.hpp"

#include "penstock/version.hpp"

#include "profiling/json_text.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace penstock::profiling {
namespace {

// Most names are themselves.
void add_quoted(std::string& text, std::string_view name) {
    const bool is_plain = std::ranges::all_of(
        name, [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; });
    if (is_plain)
        text.append(1, '"').append(name).append(1, '"');
    else
        text += json_string(name);
}

// Microseconds, to the nanosecond.
void add_time(std::string& text, std::int64_t nanoseconds) {
    add_number(text, nanoseconds / 1000);
    const auto rest = static_cast<int>(nanoseconds % 1000);
    const std::array<char, 4> fraction{'.',
                                       static_cast<char>('0' + rest / 100),
                                       static_cast<char>('0' + rest / 10 % 10),
                                       static_cast<char>('0' + rest % 10)};
    text.append(fraction.data(), fraction.size());
}

char phase_of(TraceFlow step) {
    if (step == TraceFlow::begins)
        return 's';
    return step == TraceFlow::ends ? 'f' : 't';
}

} // namespace

TraceText::TraceText(const std::string& name, const std::vector<std::string>& nodes)
    : process_{",\"pid\":" + std::to_string(::getpid())}, name_{json_string("penstock " + name)} {
    for (const std::string& node : nodes) {
        const std::string quoted = json_string(node);
        nodes_.push_back(quoted.substr(1, quoted.size() - 2));
    }
}

std::string TraceText::head() const {
    return R"({"displayTimeUnit":"ms","traceEvents":[)"
           "\n"
           R"({"ph":"M")" +
           process_ + R"(,"name":"process_name","args":{"name":)" + name_ + "}}";
}

void TraceText::add(std::string& text, const TraceEvent& event, std::string_view item) const {
    if (event.kind == TraceEvent::Kind::counters) {
        add_counters(text, event);
        return;
    }
    if (event.kind == TraceEvent::Kind::slice)
        add_slice(text, event, item);
    if (event.step != TraceFlow::none && event.flow != 0)
        add_flow(text, event);
}

void TraceText::add_slice(std::string& text, const TraceEvent& event, std::string_view item) const {
    text += R"(,
{"ph":"X")";
    text.append(process_).append(R"(,"tid":)");
    add_number(text, event.thread);
    text += R"(,"ts":)";
    add_time(text, event.begin_ns);
    text += R"(,"dur":)";
    add_time(text, event.duration_ns);
    text.append(R"(,"name":")").append(nodes_.at(event.node));
    if (event.what == TraceWhat::read)
        text += "/read";
    if (event.what == TraceWhat::measure)
        text += "/measure";
    text.append(R"(","cat":")").append(to_string(event.what)).append(R"(","args":{)");
    if (event.what == TraceWhat::source && event.flow == 0) { // no item came of it
        text += "}}";
        return;
    }
    text += R"("item":)";
    add_quoted(text, item);
    text += R"(,"seq":)";
    add_number(text, event.sequence);
    if (event.what == TraceWhat::call || event.what == TraceWhat::read) {
        text += R"(,"bytes":)";
        add_number(text, event.bytes);
    }
    if (event.tries != 0) {
        text += R"(,"tries":)";
        add_number(text, unsigned{event.tries});
    }
    text.append(R"(,"outcome":")").append(to_string(event.end)).append(1, '"');
    if (event.end == TraceEnd::failed)
        text.append(R"(,"class":")").append(to_string(event.error_class)).append(1, '"');
    if (event.cpu_ns >= 0) {
        text += R"(,"cpu_us":)";
        add_time(text, event.cpu_ns);
    }
    text += "}}";
}

void TraceText::add_flow(std::string& text, const TraceEvent& event) const {
    text += R"(,
{"ph":")";
    text.append(1, phase_of(event.step)).append(1, '"').append(process_).append(R"(,"tid":)");
    add_number(text, event.thread);
    text += R"(,"ts":)";
    add_time(text, event.middle_ns());
    text += R"(,"id":)";
    add_number(text, event.flow);
    text += R"(,"name":"item","cat":"item","bp":"e"})";
}

void TraceText::add_counters(std::string& text, const TraceEvent& event) const {
    const auto add_one = [&](std::string_view what, std::uint64_t value) {
        text += R"(,
{"ph":"C")";
        text.append(process_).append(R"(,"ts":)");
        add_time(text, event.begin_ns);
        text.append(R"(,"name":")").append(nodes_.at(event.node)).append(": ").append(what);
        text.append(R"(","args":{")").append(what).append(R"(":)");
        add_number(text, value);
        text += "}}";
    };
    add_one("images", event.sequence);
    add_one("bytes", event.bytes);
}

void TraceText::add_thread(std::string& text, std::uint32_t number, const std::string& name) const {
    const std::string thread = process_ + R"(,"tid":)" + std::to_string(number);
    text += R"(,
{"ph":"M")" +
            thread + R"(,"name":"thread_name","args":{"name":)" + json_string(name) + "}}";
    text += R"(,
{"ph":"M")" +
            thread + R"(,"name":"thread_sort_index","args":{"sort_index":)" +
            std::to_string(number) + "}}";
}

std::string TraceText::tail(std::uint64_t events, std::uint64_t dropped) const {
    return "\n],\"otherData\":{\"penstock\":" + json_string(version()) +
           ",\"events\":" + std::to_string(events) +
           ",\"dropped_events\":" + std::to_string(dropped) + "}}\n";
}

} // namespace penstock::profiling
