// SPDX-License-Identifier: Apache-2.0
#include "tools/compare_arguments.hpp"

#include "tools/usage_error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <system_error>

namespace penstock::tools {
namespace {

// The share that "5%" is.
double noise_in(const std::string& typed) {
    double percent = 0;
    const char* end = typed.data() + typed.size();
    const auto [last, error] = std::from_chars(typed.data(), end, percent);
    if (error != std::errc{} || std::string_view{last, end} != "%" || !(percent >= 0) ||
        percent > 100)
        throw UsageError(
            fmt::format("--noise: found \"{}\"; expected a share from 0% to 100%", typed));
    return percent / 100;
}

} // namespace

void add_compare_options(CLI::App& verb, CompareArguments& arguments) {
    verb.add_option("files", arguments.files, "Two summaries: of a run before, and of one after")
        ->type_name("BEFORE.json AFTER.json");
    verb.add_option("--before", arguments.before, "Summaries of several runs before")
        ->type_name("SUMMARY.json...");
    verb.add_option("--after", arguments.after, "Summaries of several runs after")
        ->type_name("SUMMARY.json...");
    verb.add_option("--noise",
                    arguments.noise,
                    "By how much runs of the same differ; 5% unless said otherwise, and nothing "
                    "where there are enough runs to see it")
        ->type_name("PERCENT");
    verb.add_flag("--json", arguments.is_json, "As JSON");
}

CompareRequest request_of(const CompareArguments& arguments) {
    const bool has_sides = !arguments.before.empty() && !arguments.after.empty();
    const bool has_a_side = !arguments.before.empty() || !arguments.after.empty();
    if (has_a_side ? !has_sides || !arguments.files.empty() : arguments.files.size() != 2)
        throw UsageError("compare: expected two summaries, or --before and --after, and not both");
    CompareRequest request{.before = arguments.before,
                           .after = arguments.after,
                           .noise = {},
                           .is_json = arguments.is_json};
    if (!has_a_side) {
        request.before = {arguments.files[0]};
        request.after = {arguments.files[1]};
    }
    if (arguments.noise)
        request.noise = noise_in(*arguments.noise);
    return request;
}

} // namespace penstock::tools
