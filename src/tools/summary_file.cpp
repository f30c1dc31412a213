// SPDX-License-Identifier: Apache-2.0
#include "tools/summary_file.hpp"

#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace penstock::tools {

std::string text_of_summary(std::string_view asked_by, const std::string& file) {
    std::error_code ignored;
    const bool is_folder = std::filesystem::is_directory(file, ignored);
    errno = is_folder ? EISDIR : 0;
    std::ifstream stream{file, std::ios::binary};
    std::string text;
    if (stream && !is_folder)
        text.assign(std::istreambuf_iterator<char>{stream}, {});
    if (!stream || text.empty())
        throw UsageError(
            fmt::format("{}: {}: cannot read it: {}; expected a summary that penstock run "
                        "--summary has written",
                        asked_by,
                        file,
                        errno != 0 ? std::generic_category().message(errno) : "it is empty"));
    return text;
}

RunReport report_in(std::string_view asked_by, const std::string& file) {
    try {
        return read_report(text_of_summary(asked_by, file));
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("{}: {}: {}", asked_by, file, error.what()));
    }
}

} // namespace penstock::tools
