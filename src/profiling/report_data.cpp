// SPDX-License-Identifier: Apache-2.0
#include "profiling/report_data.hpp"

#include "penstock/bottleneck.hpp"
#include "penstock/run_history.hpp"
#include "penstock/value.hpp"
#include "penstock/version.hpp"

#include "profiling/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace penstock::profiling {
namespace {

// "NAME":[...], with a number of each.
template <class Things, class Number>
void add_column(std::string& text,
                std::string_view name,
                const Things& things,
                const Number& number) {
    text.append(text.back() == '{' ? "\"" : ",\"").append(name).append("\":[");
    for (const auto& thing : things) {
        add_number(text, number(thing));
        text += ',';
    }
    if (text.back() == ',')
        text.pop_back();
    text += ']';
}

std::uint64_t nanoseconds(double seconds) {
    return static_cast<std::uint64_t>(std::llround(std::max(seconds, 0.0) * 1e9));
}

std::string graph_of(const ValidatedConfig& config) {
    std::vector<std::string> nodes;
    for (const ValidatedNode& node : config.nodes())
        nodes.push_back(node.name);
    std::string text = "{\"description\":" + json_string(config.content().description) +
                       ",\"nodes\":" + json_strings(nodes);
    add_column(text, "from", config.edges(), [](const ValidatedEdge& edge) { return edge.from; });
    add_column(text, "to", config.edges(), [](const ValidatedEdge& edge) { return edge.to; });
    return text + '}';
}

std::string nodes_of(const RunReport& report) {
    std::string text = "[";
    for (const NodeReport& node : report.nodes) {
        text += "{\"name\":" + json_string(node.name);
        if (const auto share = busy_share_of(node, report))
            text += ",\"busy\":" + json_text(Value{*share});
        text += ",\"latencies\":[";
        for (const LatencyBucket& bucket : node.latencies)
            text += '[' + json_text(Value{bucket.from_ms}) + ',' + json_text(Value{bucket.to_ms}) +
                    ',' + std::to_string(bucket.count) + "],";
        if (text.back() == ',')
            text.pop_back();
        text += "]},";
    }
    if (text.back() == ',')
        text.pop_back();
    return text + ']';
}

// Limiters have their names with them: JavaScript orders the keys of an object by itself where they
// are numbers.
std::string samples_of(const RunHistory& history, const std::vector<LimiterReport>& limiters) {
    const std::vector<RunSample>& samples = history.samples;
    std::string text = "{";
    const auto add = [&](std::string_view name, const auto& number) {
        add_column(text, name, samples, number);
    };
    add("ns", [](const RunSample& one) { return nanoseconds(one.seconds); });
    add("written", [](const RunSample& one) { return one.items.written; });
    add("failed", [](const RunSample& one) { return one.items.failed; });
    add("ended", [](const RunSample& one) { return one.items.ended() - one.items.not_started; });
    add("in_flight", [](const RunSample& one) { return one.in_flight; });
    add("rss", [](const RunSample& one) { return one.rss_bytes; });
    text += ",\"limiters\":[";
    for (std::size_t i = 0; i < limiters.size(); ++i) {
        const auto of = [i](const RunSample& one) {
            return i < one.limiters.size() ? one.limiters[i] : LimiterSample{};
        };
        text += (i > 0 ? ",{\"name\":" : "{\"name\":") + json_string(limiters[i].name);
        add("images", [&](const RunSample& one) { return of(one).images; });
        add("bytes", [&](const RunSample& one) { return of(one).bytes; });
        add("claimed_images", [&](const RunSample& one) { return of(one).claimed_images; });
        add("claimed_bytes", [&](const RunSample& one) { return of(one).claimed_bytes; });
        text += '}';
    }
    return text + "]}";
}

// Columns, as rows would repeat every key fifty thousand times; each name once.
std::string slices_of(const RunHistory& history) {
    std::unordered_map<std::string_view, std::size_t> numbers;
    std::string names = "[";
    for (const RunSlice& slice : history.slices)
        if (numbers.emplace(slice.item, numbers.size()).second)
            names += (names.size() > 1 ? "," : "") + json_string(slice.item);
    std::string text = "{";
    const auto add = [&](std::string_view name, const auto& number) {
        add_column(text, name, history.slices, number);
    };
    add("thread", [](const RunSlice& one) { return one.thread; });
    add("node", [](const RunSlice& one) { return one.node; });
    add("kind", [](const RunSlice& one) { return static_cast<unsigned>(one.kind); });
    add("end", [](const RunSlice& one) { return static_cast<unsigned>(one.end); });
    add("class", [](const RunSlice& one) { return static_cast<unsigned>(one.error_class); });
    add("begin_ns", [](const RunSlice& one) { return nanoseconds(one.begin_seconds); });
    add("ns", [](const RunSlice& one) { return nanoseconds(one.seconds); });
    add("seq", [](const RunSlice& one) { return one.sequence; });
    add("bytes", [](const RunSlice& one) { return one.bytes; });
    add("tries", [](const RunSlice& one) { return one.tries; });
    add("item", [&](const RunSlice& one) { return numbers.at(one.item); });
    return text + ",\"names\":" + names +
           "],\"left_out\":" + std::to_string(history.slices_left_out) +
           ",\"from_ns\":" + std::to_string(nanoseconds(history.slices_from_seconds)) + '}';
}

template <class Word> std::string words_until(Word last) {
    Value::Array words;
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
        words.emplace_back(to_string(static_cast<Word>(i)));
    return json_text(Value{std::move(words)});
}

std::string history_of(const RunHistory& history, const std::vector<LimiterReport>& limiters) {
    std::string text = "{\"began_at\":" + std::to_string(history.began_at) +
                       ",\"period_seconds\":" + json_text(Value{history.period_seconds}) +
                       ",\"samples\":" + samples_of(history, limiters);
    text += ",\"edges\":{";
    add_column(text, "items", history.edges, [](const EdgeTraffic& edge) { return edge.items; });
    add_column(text, "bytes", history.edges, [](const EdgeTraffic& edge) { return edge.bytes; });
    text += "},\"threads\":" + json_strings(history.threads);
    text += ",\"slices\":" + slices_of(history);
    text += ",\"kinds\":" + words_until(SliceKind::passing);
    text += ",\"ends\":" + words_until(SliceEnd::dropped);
    return text + ",\"classes\":" + words_until(ErrorClass::cancelled) + '}';
}

// These stand in strings alone, where \u says the same; a parser of HTML sees nothing in it.
std::string without_markup(std::string_view json) {
    std::string text;
    text.reserve(json.size() + json.size() / 16);
    for (const char c : json) {
        switch (c) {
        case '<':
            text += "\\u003c";
            break;
        case '>':
            text += "\\u003e";
            break;
        case '&':
            text += "\\u0026";
            break;
        default:
            text += c;
        }
    }
    return text;
}

} // namespace

std::string report_data(const RunReport& report,
                        const ValidatedConfig& config,
                        std::string_view effective_config) {
    std::string text = "{\"penstock\":" + json_string(version());
    text += ",\"summary\":" + to_json(report);
    text += ",\"graph\":" + graph_of(config);
    text += ",\"nodes\":" + nodes_of(report);
    text += ",\"config\":" + json_string(effective_config);
    text +=
        ",\"history\":" + (report.history ? history_of(*report.history, report.limiters) : "null");
    return without_markup(text + '}');
}

} // namespace penstock::profiling
