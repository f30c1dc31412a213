// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison.hpp"

#include "penstock/bottleneck.hpp"

#include "tools/amounts.hpp"
#include "tools/rank_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace penstock::tools {
namespace {

using Reports = std::vector<RunReport>;

constexpr double usual_noise = 0.05;

// Nodes and limiters of the runs of one side, in their order.
std::vector<std::string> parts_of(const Reports& reports) {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    };
    for (const RunReport& report : reports) {
        for (const LimiterReport& limiter : report.limiters)
            add(limiter.name);
        for (const NodeReport& node : report.nodes)
            add(node.name);
    }
    return names;
}

std::vector<std::string> without_those_of(const std::vector<std::string>& names,
                                          const std::vector<std::string>& others) {
    std::vector<std::string> rest;
    std::ranges::copy_if(names, std::back_inserter(rest), [&](const std::string& name) {
        return std::ranges::find(others, name) == others.end();
    });
    return rest;
}

// Everything that can differ though the work is the same, as words.
std::vector<std::pair<std::string, std::string>> settings_of(const RunReport& report) {
    std::vector<std::pair<std::string, std::string>> settings{
        {"penstock", report.version},
        {"graph", report.name},
        {"config", report.fingerprint},
        {"plugins", fmt::format("{}", fmt::join(report.plugins, " "))},
        {"end", std::string{to_string(report.end)}},
        {"threads", std::to_string(report.threads)},
        {"I/O threads", std::to_string(report.io_threads)},
        {"processors", std::to_string(report.processors)},
        {"open files", std::to_string(report.open_files)}};
    for (const LimiterReport& limiter : report.limiters) {
        settings.emplace_back("max_images of " + limiter.name, std::to_string(limiter.max_images));
        // What is available of memory is a little different each time.
        settings.emplace_back("max_bytes of " + limiter.name, size_text(limiter.max_bytes));
    }
    for (const NodeReport& node : report.nodes) {
        settings.emplace_back("type of " + node.name, node.type);
        settings.emplace_back("concurrency of " + node.name, node.concurrency);
    }
    return settings;
}

using Values = std::map<std::string, std::set<std::string>>;

Values values_of(const Reports& reports) {
    Values values;
    for (const RunReport& report : reports)
        for (const auto& [what, value] : settings_of(report))
            values[what].insert(value.empty() ? "none" : value);
    return values;
}

std::vector<Difference> differences_of(const Reports& before, const Reports& after) {
    const Values old = values_of(before);
    const Values fresh = values_of(after);
    std::vector<Difference> differences;
    std::set<std::string> seen;
    for (const Reports* side : {&before, &after})
        for (const RunReport& report : *side)
            for (const auto& [what, value] : settings_of(report)) {
                const auto one = old.find(what);
                const auto other = fresh.find(what);
                if (!seen.insert(what).second || one == old.end() || other == fresh.end())
                    continue; // what only one side has, is of a node that only it has
                if (one->second != other->second || one->second.size() > 1)
                    differences.push_back({what,
                                           fmt::format("{}", fmt::join(one->second, ", ")),
                                           fmt::format("{}", fmt::join(other->second, ", "))});
            }
    return differences;
}

// Of what limits most of the runs; of the first ones, where several do.
std::string limit_of(const Reports& reports) {
    std::map<std::pair<Resource, std::string>, std::size_t> counts;
    for (const RunReport& report : reports) {
        const ResourceUse use = find_bottleneck(report).use;
        ++counts[{use.resource, use.name}];
    }
    std::size_t most = 0;
    std::string sentence;
    for (const RunReport& report : reports) {
        const Bottleneck bottleneck = find_bottleneck(report);
        const std::size_t count = counts[{bottleneck.use.resource, bottleneck.use.name}];
        if (count > most) {
            most = count;
            sentence = bottleneck.sentence;
        }
    }
    return sentence;
}

class MeasureTable {
public:
    void add(const Reports& reports, std::vector<double> ComparedMeasure::*side) {
        for (const RunReport& report : reports)
            for (const RunMeasure& measure : measures_of(report)) {
                const auto [at, is_new] = places_.try_emplace(
                    std::pair{measure.kind.of, measure.kind.name}, measures_.size());
                if (is_new)
                    measures_.emplace_back().kind = measure.kind;
                (measures_[at->second].*side).push_back(measure.value);
            }
    }

    std::vector<ComparedMeasure> take() { return std::move(measures_); }

private:
    std::vector<ComparedMeasure> measures_;
    std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

bool are_all(const std::vector<double>& values, double value) {
    return std::ranges::all_of(values, [value](double v) { return v == value; });
}

bool is_nothing(const ComparedMeasure& measure) {
    return !measure.kind.matters_at_zero && are_all(measure.before, 0) && are_all(measure.after, 0);
}

void judge(ComparedMeasure& measure, const Comparison& comparison) {
    if (measure.before.empty() || measure.after.empty())
        return;
    const double before = median_of(measure.before);
    const double after = median_of(measure.after);
    const bool is_share = measure.kind.unit == MeasureUnit::share;
    if (is_share || before > 0)
        measure.change = is_share ? after - before : after / before - 1;
    else if (after == before)
        measure.change = 0;
    if (are_all(measure.before, before) && are_all(measure.after, before)) {
        measure.verdict = Verdict::same;
        return;
    }
    // Each side is the same in all its runs: no chance is in it.
    if (measure.kind.is_exact && are_all(measure.before, before) && are_all(measure.after, after)) {
        measure.verdict = Verdict::differs;
        return;
    }
    constexpr double rounding = 1e-9;
    const bool is_large =
        !measure.change ||
        std::abs(*measure.change) > std::max(comparison.noise, measure.kind.step) + rounding;
    if (comparison.is_tested)
        measure.p = rank_test(measure.before, measure.after);
    const bool is_sure = !measure.p || *measure.p < significance;
    measure.verdict = is_large && is_sure ? Verdict::differs : Verdict::within_noise;
}

} // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::same:
        return "same";
    case Verdict::within_noise:
        return "within_noise";
    case Verdict::differs:
        return "differs";
    case Verdict::unknown:
        return "unknown";
    }
    return "";
}

const ComparedMeasure* Comparison::find(std::string_view of, std::string_view name) const {
    for (const ComparedMeasure& measure : measures)
        if (measure.kind.of == of && measure.kind.name == name)
            return &measure;
    return nullptr;
}

Comparison compared(const Reports& before, const Reports& after, std::optional<double> noise) {
    Comparison comparison;
    comparison.runs_before = before.size();
    comparison.runs_after = after.size();
    comparison.is_tested = least_of_rank_test(before.size(), after.size()) < significance;
    comparison.noise = noise.value_or(comparison.is_tested ? 0 : usual_noise);
    comparison.differences = differences_of(before, after);
    comparison.only_before = without_those_of(parts_of(before), parts_of(after));
    comparison.only_after = without_those_of(parts_of(after), parts_of(before));
    comparison.limited_before = limit_of(before);
    comparison.limited_after = limit_of(after);
    MeasureTable table;
    table.add(before, &ComparedMeasure::before);
    table.add(after, &ComparedMeasure::after);
    comparison.measures = table.take();
    std::erase_if(comparison.measures, [&](const ComparedMeasure& measure) {
        const auto is_owner = [&](const std::string& name) { return name == measure.kind.of; };
        return is_nothing(measure) || std::ranges::any_of(comparison.only_before, is_owner) ||
               std::ranges::any_of(comparison.only_after, is_owner);
    });
    for (ComparedMeasure& measure : comparison.measures)
        judge(measure, comparison);
    return comparison;
}

} // namespace penstock::tools
