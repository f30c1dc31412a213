// SPDX-License-Identifier: Apache-2.0
#include "config/read_file.hpp"

#include "config/nearest.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace penstock::config {
namespace {

// Another config in the same folder that may have been meant.
std::string other_file(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    std::vector<std::string> names;
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry{folder, ignored}, end; entry != end;
         entry.increment(ignored))
        if (entry->path().extension() == ".json")
            names.push_back(entry->path().filename().string());
    const std::string best = nearest(file.filename().string(), names);
    if (best.empty())
        return {};
    return "; did you mean " + in_quotes((file.parent_path() / best).string()) + "?";
}

FileText mistake(std::string text) {
    return {.text = {}, .mistake = std::move(text)};
}

} // namespace

// Stops soon after the limit, so that pipes and devices end too.
FileText read_file(const std::filesystem::path& file) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return mistake("there is no such file; expected a config in JSON" + other_file(file));
    if (status.type() == std::filesystem::file_type::directory)
        return mistake("this is a folder; expected a config in JSON");
    errno = 0;
    std::ifstream stream{file, std::ios::binary};
    std::string text;
    std::array<char, 65536> chunk{};
    while (stream && text.size() <= json::max_text_bytes) {
        stream.read(chunk.data(), chunk.size());
        text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad() || (stream.fail() && !stream.eof()))
        return mistake(fmt::format("this file cannot be read: {}", std::strerror(errno)));
    if (text.size() > json::max_text_bytes)
        return mistake(fmt::format("this file has more than {} bytes (16MiB); expected a config, "
                                   "which is shorter",
                                   json::max_text_bytes));
    return {.text = std::move(text), .mistake = {}};
}

} // namespace penstock::config
