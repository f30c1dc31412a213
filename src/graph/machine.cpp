// SPDX-License-Identifier: Apache-2.0
#include "graph/machine.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <sched.h>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace penstock::graph {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t unit_of_memory = std::uint64_t{2} << 20U;
constexpr std::uint64_t memory_if_unknown = std::uint64_t{1} << 30U;
// Version 1 says "no limit" as the largest number of pages.
constexpr std::uint64_t no_limit = std::uint64_t{1} << 60U;

// Where a hierarchy of control groups can be seen.
struct Mount {
    std::string group; // the one that lies at `point`
    fs::path point;
};

std::vector<std::string> words_of(std::string_view text, char separator) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream stream{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number}
                                                                    : std::nullopt;
}

std::optional<std::uint64_t> number_at(const fs::path& file) {
    const std::vector<std::string> lines = lines_of(file);
    return lines.empty() ? std::nullopt : number_in(lines[0]);
}

// The number behind `key`, in a file of one key and one number a line.
std::optional<std::uint64_t> number_of(const fs::path& file, std::string_view key) {
    for (const std::string& line : lines_of(file)) {
        std::istringstream fields{line};
        std::string name;
        std::string number;
        if (fields >> name >> number && name == key)
            return number_in(number);
    }
    return std::nullopt;
}

template <class Number> void lower(std::optional<Number>& limit, std::optional<Number> other) {
    if (other)
        limit = std::min(*other, limit.value_or(*other));
}

// The kernel writes blanks in paths as \040.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        int code = 0;
        const char* const digits = text.data() + at + 1;
        if (text[at] == '\\' && at + 3 < text.size() &&
            std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
            plain += static_cast<char>(code);
            at += 3;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

bool names(std::string_view list, std::string_view controller) {
    const std::vector<std::string> words = words_of(list, ',');
    return std::ranges::find(words, controller) != words.end();
}

// This process's group in the hierarchy of `controller`; that of version 2 has none.
std::optional<std::string> own_group(const fs::path& root, std::string_view controller) {
    for (const std::string& line : lines_of(root / "proc/self/cgroup")) {
        const std::size_t list = line.find(':');
        const std::size_t path = list == line.npos ? list : line.find(':', list + 1);
        if (path == line.npos)
            continue;
        const std::string_view controllers =
            std::string_view{line}.substr(list + 1, path - list - 1);
        if (controller.empty() ? controllers.empty() : names(controllers, controller))
            return line.substr(path + 1);
    }
    return std::nullopt;
}

std::vector<Mount> mounts_of(const fs::path& root, std::string_view controller) {
    // number, parent, device, root, point, options, any number of fields, "-", type, source,
    // options
    std::vector<Mount> mounts;
    for (const std::string& line : lines_of(root / "proc/self/mountinfo")) {
        const std::vector<std::string> fields = words_of(line, ' ');
        const auto dash = std::ranges::find(fields, "-");
        if (dash - fields.begin() < 6 || fields.end() - dash < 4)
            continue;
        const bool fits = controller.empty() ? dash[1] == "cgroup2"
                                             : dash[1] == "cgroup" && names(dash[3], controller);
        if (fits)
            mounts.push_back(
                {unescaped(fields[3]), root / fs::path{unescaped(fields[4])}.relative_path()});
    }
    return mounts;
}

// The folders of `group` and of all around it that can be seen there; none where it lies elsewhere.
std::vector<fs::path> folders_at(const Mount& mount, const std::string& group) {
    const fs::path below = fs::path{group}.lexically_relative(mount.group);
    if (below.empty() || std::ranges::find(below, fs::path{".."}) != below.end())
        return {};
    std::vector<fs::path> folders{mount.point};
    for (const fs::path& name : below)
        folders.push_back(folders.back() / name);
    return folders;
}

std::vector<fs::path> folders_of(const fs::path& root, std::string_view controller) {
    const std::optional<std::string> group = own_group(root, controller);
    std::vector<fs::path> folders;
    if (!group)
        return folders;
    const std::vector<Mount> mounts = mounts_of(root, controller);
    for (const Mount& mount : mounts)
        for (fs::path& folder : folders_at(mount, *group))
            folders.push_back(std::move(folder));
    // Some containers see their group where it is mounted, and are told its name outside.
    if (folders.empty())
        for (const Mount& mount : mounts)
            folders.push_back(mount.point);
    return folders;
}

std::optional<std::uint32_t> share(std::optional<std::uint64_t> quota,
                                   std::optional<std::uint64_t> period) {
    if (!quota || !period || *quota == 0 || *period == 0)
        return std::nullopt;
    const std::uint64_t whole = (*quota - 1) / *period + 1;
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(whole, std::numeric_limits<std::uint32_t>::max()));
}

// What is left of `limit`. The cache of files that nobody has used for a while makes room.
std::optional<std::uint64_t> left_of(std::optional<std::uint64_t> limit,
                                     std::optional<std::uint64_t> used,
                                     std::optional<std::uint64_t> cache) {
    if (!limit || *limit >= no_limit)
        return std::nullopt;
    const std::uint64_t needed = used.value_or(0) - std::min(cache.value_or(0), used.value_or(0));
    return *limit - std::min(needed, *limit);
}

void lower_to_version_1(ContainerLimits& limits, const fs::path& root) {
    for (const fs::path& folder : folders_of(root, "cpu"))
        lower(
            limits.processors,
            share(number_at(folder / "cpu.cfs_quota_us"), number_at(folder / "cpu.cfs_period_us")));
    for (const fs::path& folder : folders_of(root, "memory"))
        lower(limits.memory,
              left_of(number_at(folder / "memory.limit_in_bytes"),
                      number_at(folder / "memory.usage_in_bytes"),
                      number_of(folder / "memory.stat", "total_inactive_file")));
}

void lower_to_version_2(ContainerLimits& limits, const fs::path& root) {
    for (const fs::path& folder : folders_of(root, "")) {
        const std::vector<std::string> lines = lines_of(folder / "cpu.max");
        const std::vector<std::string> words =
            lines.empty() ? std::vector<std::string>{} : words_of(lines[0], ' ');
        if (words.size() == 2)
            lower(limits.processors, share(number_in(words[0]), number_in(words[1])));
        std::optional<std::uint64_t> limit = number_at(folder / "memory.max");
        lower(limit, number_at(folder / "memory.high"));
        lower(limits.memory,
              left_of(limit,
                      number_at(folder / "memory.current"),
                      number_of(folder / "memory.stat", "inactive_file")));
    }
}

std::uint32_t processors_to_run_on() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<std::uint32_t>(std::max(CPU_COUNT(&set), 1));
    return std::max(std::thread::hardware_concurrency(), 1U);
}

} // namespace

ContainerLimits container_limits(const fs::path& root) {
    ContainerLimits limits;
    lower_to_version_1(limits, root);
    lower_to_version_2(limits, root);
    return limits;
}

std::uint32_t available_processors() {
    const std::uint32_t processors = processors_to_run_on();
    return std::min(processors, container_limits().processors.value_or(processors));
}

std::uint64_t available_memory(const fs::path& root) {
    const std::optional<std::uint64_t> kibibytes =
        number_of(root / "proc/meminfo", "MemAvailable:");
    const std::uint64_t machine = kibibytes ? *kibibytes * 1024 : memory_if_unknown;
    const std::uint64_t memory = std::min(machine, container_limits(root).memory.value_or(machine));
    return std::max(memory - memory % unit_of_memory, unit_of_memory);
}

} // namespace penstock::graph
