// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::benchmark {

/// What several runs of one thing gave.
struct Summary {
    double median = 0;
    double smallest = 0;
    double largest = 0;

    /// Largest minus smallest, as a part of the median.
    [[nodiscard]] double spread() const;
};

/// Of at least one number.
[[nodiscard]] Summary summarise(std::vector<double> numbers);

/// What one call took, in seconds.
struct Cost {
    double wall = 0;
    double cpu = 0; ///< of all threads, and of child processes that ended; hardly depends on what
                    ///< else the machine does
};

[[nodiscard]] Cost cost_of(const std::function<void()>& call);

/// The first argument of a program as a number of items, at least 100; without one: `usual`.
[[nodiscard]] std::uint64_t items_of(int argc, char** argv, std::uint64_t usual);

/// What the main of a benchmark returns; what went wrong is said on stderr.
[[nodiscard]] int exit_code_of(const std::function<void()>& answer);

/// Builds the one JSON object that a benchmark prints.
class Report {
public:
    explicit Report(std::string_view question);

    Report& text(std::string_view key, std::string_view value);
    Report& number(std::string_view key, double value);
    Report& summary(std::string_view key, const Summary& summary);
    /// On stdout.
    void print() const;

private:
    std::string fields_;
};

} // namespace penstock::benchmark
