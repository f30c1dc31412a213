// SPDX-License-Identifier: Apache-2.0
#include "tools/run_outputs.hpp"

#include "tools/output.hpp"
#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <system_error>

namespace penstock::tools {
namespace {

namespace fs = std::filesystem;

void check_output(const std::string& option, const std::string& file) {
    if (file.empty() || file == "-")
        return;
    try {
        check_writable(file);
    } catch (const OutputError& error) {
        throw UsageError(fmt::format("{}: {}", option, error.what()));
    }
}

void check_metrics_file(const std::string& file) {
    check_output("--metrics", file);
    if (file == "-" || is_special(file))
        throw UsageError(fmt::format(
            "--metrics: {}: expected the name of a file: it is replaced every few seconds", file));
}

void refuse_one_file_for_two(const RunRequest& request) {
    std::map<std::string, std::string> users; // by where the file is
    const auto use = [&users](const std::string& user, const std::string& file) {
        std::error_code error;
        const fs::path place = fs::weakly_canonical(fs::absolute(file, error), error);
        if (file.empty() || file == "-" || error || is_special(file))
            return;
        const auto [other, is_new] = users.emplace(place.string(), user);
        if (!is_new)
            throw UsageError(
                fmt::format("{}: {}: that is {}; give it another name", user, file, other->second));
    };
    use("the config of this run", request.graph.file);
    use("--summary", request.summary);
    use("--report", request.report);
    use("--trace", request.trace);
    use("--metrics", request.metrics);
}

} // namespace

void check_outputs(const RunRequest& request) {
    check_output("--summary", request.summary);
    check_output("--report", request.report);
    if (request.report == "-" && request.summary == "-")
        throw UsageError("--report: expected a file: standard output is for the summary");
    if (request.trace == "-")
        throw UsageError("--trace: expected a file: standard output is not for it");
    check_output("--trace", request.trace);
    check_metrics_file(request.metrics);
    refuse_one_file_for_two(request);
}

} // namespace penstock::tools
