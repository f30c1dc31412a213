// SPDX-License-Identifier: Apache-2.0
#include "measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <sys/resource.h>

namespace penstock::benchmark {
namespace {

double cpu_seconds() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const timeval& time : {usage.ru_utime, usage.ru_stime})
            seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    }
    return seconds;
}

} // namespace

double Summary::spread() const {
    return median > 0 ? (largest - smallest) / median : 0;
}

Summary summarise(std::vector<double> numbers) {
    assert(!numbers.empty());
    std::sort(numbers.begin(), numbers.end());
    const std::size_t middle = numbers.size() / 2;
    const double median =
        numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    return {.median = median, .smallest = numbers.front(), .largest = numbers.back()};
}

Cost cost_of(const std::function<void()>& call) {
    const double cpu_before = cpu_seconds();
    const auto begin = std::chrono::steady_clock::now();
    call();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    return {.wall = wall.count(), .cpu = cpu_seconds() - cpu_before};
}

std::uint64_t items_of(int argc, char** argv, std::uint64_t usual) {
    return argc > 1 ? std::max(100ULL, std::stoull(argv[1])) : usual;
}

int exit_code_of(const std::function<void()>& answer) {
    try {
        answer();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}

Report::Report(std::string_view question)
    : fields_{fmt::format("\"benchmark\": \"{}\"", question)} {}

Report& Report::text(std::string_view key, std::string_view value) {
    fields_ += fmt::format(",\n  \"{}\": \"{}\"", key, value);
    return *this;
}

Report& Report::number(std::string_view key, double value) {
    fields_ += fmt::format(",\n  \"{}\": {:.4g}", key, value);
    return *this;
}

Report& Report::summary(std::string_view key, const Summary& summary) {
    fields_ += fmt::format(",\n  \"{}\": {{\"median\": {:.4g}, \"smallest\": {:.4g}, "
                           "\"largest\": {:.4g}, \"spread\": {:.3f}}}",
                           key,
                           summary.median,
                           summary.smallest,
                           summary.largest,
                           summary.spread());
    return *this;
}

void Report::print() const {
    std::puts(fmt::format("{{\n  {}\n}}", fields_).c_str());
}

} // namespace penstock::benchmark
