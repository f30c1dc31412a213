// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace penstock::test {

/// How a program was started, and what it is given.
struct ToolOptions {
    std::filesystem::path folder = ".";
    std::string input = {}; ///< standard input
    std::map<std::string, std::string> environment = {};
    std::optional<std::uint16_t> terminal_columns = {}; ///< standard error is a terminal then
    std::string output_file = {};                       ///< standard output goes there
};

struct ToolOutcome {
    int code = -1;  ///< -1: a signal ended it
    int signal = 0; ///< that did
    std::string output;
    std::string errors;
};

/// The built `penstock`, running.
class Tool {
public:
    explicit Tool(const std::vector<std::string>& arguments, const ToolOptions& options = {});
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;
    ~Tool();

    /// Reads until standard error has that text; false where the program ended without it.
    [[nodiscard]] bool says(std::string_view text);
    void send(int signal) const;
    /// Waits for the end.
    [[nodiscard]] ToolOutcome finished();
    /// Closes the reading end of its standard output.
    void stop_reading();

private:
    [[nodiscard]] bool read_some();

    pid_t process_ = -1;
    int output_ = -1;
    int errors_ = -1;
    ToolOutcome outcome_;
};

/// Runs it to its end.
[[nodiscard]] ToolOutcome run_tool(const std::vector<std::string>& arguments,
                                   const ToolOptions& options = {});

/// A config: generated pictures of 32 x 24, written to `out/{seq:04}.jpg`.
[[nodiscard]] std::string small_graph(int count = 5);

/// Names of all files below a folder, relative to it, sorted.
[[nodiscard]] std::vector<std::string> files_below(const std::filesystem::path& folder);

/// Fails the test where it is no JSON.
[[nodiscard]] Value parsed_json(const std::string& text);

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

} // namespace penstock::test
