// SPDX-License-Identifier: Apache-2.0
#include "graph/trace_faults.hpp"

#include "penstock/config_error.hpp"
#include "penstock/value.hpp"

#include "json/parse.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

struct Slice {
    double begin = 0;
    double end = 0;
};

struct Step {
    double at = 0;
    std::int64_t thread = 0;
    char phase = 's';
};

double number(const Value& value) {
    return value.is_integer() ? static_cast<double>(value.as_integer()) : value.as_real();
}

struct Contents {
    std::map<std::int64_t, std::vector<Slice>> tracks;
    std::map<std::int64_t, std::vector<Step>> flows;
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts; // by name and category
    std::uint64_t requests = 0;

    void add(const Value& event) {
        const std::string& phase = event.find("ph")->as_string();
        if (phase == "X") {
            const double begin = number(*event.find("ts"));
            tracks[event.find("tid")->as_integer()].push_back(
                {begin, begin + number(*event.find("dur"))});
            const std::string& category = event.find("cat")->as_string();
            ++counts[{event.find("name")->as_string(), category}];
            if (category == "source" && event.find("args")->find("seq") != nullptr)
                ++requests;
        }
        if (phase == "s" || phase == "t" || phase == "f")
            flows[event.find("id")->as_integer()].push_back(
                {number(*event.find("ts")), event.find("tid")->as_integer(), phase[0]});
    }

    // Times were read as floating-point numbers: a nanosecond is lost at times.
    [[nodiscard]] bool is_in_slice(const Step& step) const {
        const auto track = tracks.find(step.thread);
        return track != tracks.end() && std::ranges::any_of(track->second, [&](const Slice& slice) {
                   return slice.begin - 0.001 <= step.at && step.at <= slice.end + 0.001;
               });
    }
};

std::string fault_of_flow(const Contents& contents, std::vector<Step>& steps) {
    std::ranges::stable_sort(steps, {}, &Step::at);
    std::string phases;
    for (const Step& step : steps) {
        phases += step.phase;
        if (!contents.is_in_slice(step))
            return "an arrow at no slice";
    }
    const bool is_whole =
        phases.size() >= 2 && phases.front() == 's' && phases.back() == 'f' &&
        std::all_of(phases.begin() + 1, phases.end() - 1, [](char phase) { return phase == 't'; });
    return is_whole ? "" : "arrows " + phases;
}

} // namespace

std::string fault_of_trace(const std::string& file, const RunReport& report) {
    std::ifstream stream{file};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    std::vector<ConfigIssue> issues;
    const auto trace = json::parse(text, 0, issues);
    if (!trace)
        return "no JSON";
    if (trace->find("otherData")->find("dropped_events")->as_integer() != 0)
        return "events were dropped";
    Contents contents;
    for (const Value& event : trace->find("traceEvents")->as_array())
        contents.add(event);
    for (auto& [id, steps] : contents.flows)
        if (const std::string fault = fault_of_flow(contents, steps); !fault.empty())
            return fault + " of " + std::to_string(id);
    for (auto& [thread, slices] : contents.tracks) {
        std::ranges::sort(slices, {}, [](const Slice& slice) {
            return std::pair{slice.begin, -slice.end};
        });
        for (std::size_t i = 1; i < slices.size(); ++i)
            if (slices[i].begin + 0.001 < slices[i - 1].end && slices[i - 1].end < slices[i].end)
                return "slices overlap";
    }
    for (const NodeReport& node : report.nodes) {
        const std::uint64_t calls =
            contents.counts[{node.name, "call"}] + contents.counts[{node.name, "refusal"}];
        if (calls != node.count)
            return node.name + " has " + std::to_string(calls) + " slices, and " +
                   std::to_string(node.count) + " calls";
        if (contents.counts[{node.name + "/read", "read"}] != node.reads)
            return node.name + " has other reads";
    }
    if (contents.requests != report.items.discovered)
        return "not every request is there";
    return "";
}

} // namespace penstock::test
