// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison_text.hpp"

#include "tools/amounts.hpp"
#include "tools/rank_test.hpp"
#include "tools/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace penstock::tools {
namespace {

// So many digits that say something, and never a power of ten.
std::string digits_text(double value, int digits) {
    const int before = value > 0 ? static_cast<int>(std::floor(std::log10(value))) + 1 : 1;
    return fmt::format("{:.{}f}", value, std::clamp(digits - before, 0, 4));
}

std::string value_text(const MeasureKind& kind, const std::vector<double>& values) {
    if (values.empty())
        return "-";
    const double value = median_of(values);
    switch (kind.unit) {
    case MeasureUnit::count:
        return fmt::format("{}", value); // of several runs it can be a half
    case MeasureUnit::number:
        return digits_text(value, 4);
    case MeasureUnit::seconds:
        return digits_text(value, 4) + " s";
    case MeasureUnit::milliseconds:
        return digits_text(value, 3) + " ms";
    case MeasureUnit::bytes:
        return size_text(static_cast<std::uint64_t>(value));
    case MeasureUnit::share:
        return fmt::format("{:.0f} %", value * 100);
    }
    return {};
}

std::string percent_text(double share) {
    return std::abs(share) < 0.0995 ? fmt::format("{:+.1f} %", share * 100)
                                    : fmt::format("{:+.0f} %", share * 100);
}

std::string change_text(const ComparedMeasure& measure) {
    if (measure.verdict == Verdict::same || measure.verdict == Verdict::unknown)
        return {};
    if (!measure.change)
        return "from 0";
    if (measure.kind.unit != MeasureUnit::share)
        return percent_text(*measure.change);
    const std::string points = fmt::format("{:+.0f}", *measure.change * 100);
    return points == "+0" || points == "-0" ? "0 points" : points + " points";
}

bool is_more(const ComparedMeasure& measure) {
    return !measure.change || *measure.change > 0;
}

// It would differ if the number were not one of a few.
bool is_step(const ComparedMeasure& measure, const Comparison& comparison) {
    const bool is_sure = !measure.p || *measure.p < significance;
    return is_sure && measure.kind.step > 0 && measure.change &&
           std::abs(*measure.change) > comparison.noise;
}

std::string verdict_text(const ComparedMeasure& measure, const Comparison& comparison) {
    switch (measure.verdict) {
    case Verdict::same:
        return "same";
    case Verdict::within_noise:
        return is_step(measure, comparison) ? "one step" : "noise";
    case Verdict::unknown:
        return {};
    case Verdict::differs:
        break;
    }
    if (measure.kind.wanted == Wanted::neither)
        return is_more(measure) ? "more" : "less";
    return is_more(measure) == (measure.kind.wanted == Wanted::more) ? "better" : "worse";
}

std::string probability_text(const ComparedMeasure& measure) {
    if (!measure.p)
        return {};
    return *measure.p < 0.001 ? "p < 0.001" : fmt::format("p {:.2g}", *measure.p);
}

using Line = std::array<std::string, 6>;

// The first column to the left, the last, too, all others to the right.
std::string aligned(const std::vector<Line>& lines) {
    std::array<std::size_t, 6> widths{};
    for (const Line& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    std::string text;
    for (const Line& line : lines) {
        std::string one = fmt::format("{:<{}}", line[0], widths[0]);
        for (std::size_t i = 1; i < line.size(); ++i)
            if (widths[i] > 0)
                one += i + 1 == line.size() ? "  " + line[i]
                                            : fmt::format("  {:>{}}", line[i], widths[i]);
        one.erase(one.find_last_not_of(' ') + 1);
        text += one + '\n';
    }
    return text;
}

std::string table_of(const Comparison& comparison) {
    std::vector<Line> lines{{"", "before", "after", "change", "", ""}};
    std::string of;
    for (const ComparedMeasure& measure : comparison.measures) {
        if (measure.kind.of != of) {
            of = measure.kind.of;
            lines.push_back({printable(of), "", "", "", "", ""});
        }
        lines.push_back({(of.empty() ? "" : "  ") + measure.kind.name,
                         value_text(measure.kind, measure.before),
                         value_text(measure.kind, measure.after),
                         change_text(measure),
                         probability_text(measure),
                         verdict_text(measure, comparison)});
    }
    return aligned(lines);
}

std::string heading_of(const Comparison& comparison) {
    const auto runs = [](std::size_t count) { return counted(count, "run", "runs"); };
    std::string text = fmt::format(
        "before: {}; after: {}", runs(comparison.runs_before), runs(comparison.runs_after));
    const bool is_single = comparison.runs_before == 1 && comparison.runs_after == 1;
    if (!is_single)
        text += "; medians of them";
    if (comparison.is_tested)
        text += "; p is how likely chance alone makes such a difference: of 20 lines, "
                "one is below 0.05";
    else if (!is_single)
        text += ", too few to test (4 and 4 are enough)";
    if (comparison.noise > 0)
        text += fmt::format("; up to {:.3g} % are taken for noise", comparison.noise * 100);
    return text + '\n';
}

std::string differences_text(const Comparison& comparison) {
    std::vector<Line> lines;
    for (const Difference& difference : comparison.differences)
        lines.push_back({"  " + printable(difference.what),
                         printable(difference.before),
                         printable(difference.after),
                         "",
                         "",
                         ""});
    std::string text = lines.empty() ? "" : "not the same:\n" + aligned(lines);
    for (const auto& [side, names] :
         {std::pair{"before", &comparison.only_before}, std::pair{"after", &comparison.only_after}})
        if (!names->empty())
            text += printable(fmt::format("only {}: {}\n", side, fmt::join(*names, ", ")));
    return text;
}

std::string limits_text(const Comparison& comparison) {
    if (comparison.limited_before == comparison.limited_after)
        return fmt::format("limited by: {}\n", printable(comparison.limited_before));
    return fmt::format("limited before by: {}\nlimited after by: {}\n",
                       printable(comparison.limited_before),
                       printable(comparison.limited_after));
}

// "+31 % items/s, more than the noise that is assumed (5 %)"
std::string rate_sentence(const Comparison& comparison, const ComparedMeasure& rate) {
    const std::string change = rate.change ? percent_text(*rate.change) : "from 0 to some";
    const std::string noise = fmt::format("{:.3g} %", comparison.noise * 100);
    if (rate.verdict == Verdict::differs) {
        const std::string word = is_more(rate) ? "faster" : "slower";
        return fmt::format("{}: {} items/s, ", word, change) +
               (rate.p ? fmt::format("hardly by chance ({})", probability_text(rate))
                       : fmt::format("more than the noise that is assumed ({})", noise));
    }
    if (rate.verdict == Verdict::same)
        return "as fast as before";
    const bool is_chance = rate.p && *rate.p >= significance;
    return fmt::format("no difference that counts: {} items/s, ", change) +
           (is_chance ? fmt::format("which may be chance ({})", probability_text(rate))
                      : fmt::format("within the noise that is assumed ({})", noise));
}

std::string processor_sentence(const ComparedMeasure& rate, const ComparedMeasure& time) {
    if (time.verdict == Verdict::differs && time.change)
        return fmt::format("an item took {:.3g} % {} CPU time\n",
                           std::abs(*time.change) * 100,
                           is_more(time) ? "more" : "less");
    if (rate.verdict == Verdict::differs)
        return "an item took as much CPU time as before: what changed is how long it waited, or "
               "what else the machine did\n";
    return {};
}

std::string conclusion_of(const Comparison& comparison) {
    const ComparedMeasure* rate = comparison.find("", "items/s");
    if (rate == nullptr || rate->verdict == Verdict::unknown)
        return "nothing can be said of the speed: runs of no time, or of no item\n";
    std::string text = rate_sentence(comparison, *rate) + '\n';
    if (const ComparedMeasure* time = comparison.find("", "CPU time of an item");
        time != nullptr && time->verdict != Verdict::unknown)
        text += processor_sentence(*rate, *time);
    const ComparedMeasure* items = comparison.find("", "items");
    if (!comparison.only_before.empty() || !comparison.only_after.empty())
        text += "the graphs have not the same nodes: nor do the runs the same work, perhaps\n";
    else if (items != nullptr && items->verdict != Verdict::same)
        text += "the numbers of items are not the same: nor is the work, perhaps\n";
    return text;
}

} // namespace

std::string comparison_text(const Comparison& comparison) {
    return heading_of(comparison) + differences_text(comparison) + limits_text(comparison) + '\n' +
           table_of(comparison) + '\n' + conclusion_of(comparison);
}

} // namespace penstock::tools
