// SPDX-License-Identifier: Apache-2.0
#include "tools/temporaries.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <dirent.h>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
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

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folders = std::map<fs::path, std::unique_ptr<DIR, CloseFolder>>;

// Opens those that are not among them yet.
void add_open_folders(Folders& folders) {
    for (const fs::path& path : open_folders())
        if (!folders.contains(path))
            folders[path].reset(::opendir(path.c_str()));
}

bool remove_from(DIR* folder) {
    bool found = false;
    ::rewinddir(folder);
    while (const dirent* entry = ::readdir(folder))
        if (is_ours(entry->d_name))
            found = ::unlinkat(::dirfd(folder), entry->d_name, 0) == 0 || found;
    return found;
}

// Until there are none for a while: a thread can be on its way through open().
void remove_from(const Folders& folders) {
    for (int quiet = 0, rounds = 0; quiet < 3 && rounds < 50; ++rounds) {
        bool found = false;
        for (const auto& [path, folder] : folders)
            found = (folder && remove_from(folder.get())) || found;
        quiet = found ? 0 : quiet + 1;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

} // namespace

NothingOpens::NothingOpens() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
}

NothingOpens::~NothingOpens() {
    ::setrlimit(RLIMIT_NOFILE, &before_);
}

std::unique_ptr<NothingOpens> remove_temporaries() {
    Folders folders;
    // Twice: another thread can open a folder while the first ones are looked for.
    add_open_folders(folders);
    add_open_folders(folders);
    auto nothing_opens = std::make_unique<NothingOpens>();
    remove_from(folders);
    return nothing_opens;
}

} // namespace penstock::tools
