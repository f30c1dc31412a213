// SPDX-License-Identifier: Apache-2.0
#include "tools/temporaries.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace penstock::tools {
namespace {

namespace fs = std::filesystem;

// ".NAME.PID-NUMBER.part" with the number of this process.
bool is_ours(std::string_view name) {
    constexpr std::string_view ending = ".part";
    if (name.size() <= ending.size() || name.front() != '.' || !name.ends_with(ending))
        return false;
    name.remove_suffix(ending.size());
    const std::size_t dash = name.rfind('-');
    if (dash == std::string_view::npos || dash + 1 == name.size())
        return false;
    const std::string_view number = name.substr(dash + 1);
    const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    return std::all_of(number.begin(), number.end(), is_digit) &&
           name.substr(0, dash).ends_with('.' + std::to_string(::getpid()));
}

// The folders that this process holds open, by their names.
std::set<fs::path> open_folders() {
    std::set<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry{"/proc/self/fd", error}, end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        const fs::path target = fs::read_symlink(entry->path(), ignored);
        if (fs::is_directory(target, ignored) && !target.native().starts_with("/proc/"))
            folders.insert(target);
    }
    return folders;
}

bool remove_once() {
    bool found = false;
    for (const fs::path& folder : open_folders()) {
        std::error_code error;
        for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
             entry.increment(error)) {
            std::error_code ignored;
            if (is_ours(entry->path().filename().native()))
                found = fs::remove(entry->path(), ignored) || found;
        }
    }
    return found;
}

} // namespace

void remove_temporaries() {
    // Other threads still work: once more, for what they began meanwhile.
    for (int round = 0; round < 5 && remove_once(); ++round) {
    }
}

} // namespace penstock::tools
