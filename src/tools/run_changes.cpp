// SPDX-License-Identifier: Apache-2.0
#include "tools/run_changes.hpp"

#include "penstock/units.hpp"

#include "tools/nearest.hpp"
#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

namespace penstock::tools {
namespace {

constexpr std::uint32_t most_threads = 4096;
constexpr std::uint32_t most_calls = 4096;
constexpr std::uint64_t most_images = 1'000'000;

// An option as it was typed, for messages.
struct Typed {
    std::string option; ///< "--set nodes.write.concurrency=4"
    std::string path;
    std::string value;

    [[noreturn]] void refuse(const std::string& what) const {
        throw UsageError(fmt::format("what-if: {}: {}", option, what));
    }
};

Typed split(const std::string& option, const std::string& typed, const char* expected) {
    const std::size_t at = typed.rfind('=');
    if (at == std::string::npos)
        Typed{fmt::format("{} {}", option, typed), {}, {}}.refuse(
            fmt::format("found no =; expected {}", expected));
    return {fmt::format("{} {}", option, typed), typed.substr(0, at), typed.substr(at + 1)};
}

std::uint64_t count_of(const Typed& typed, std::uint64_t most, const char* or_else = "") {
    std::uint64_t number = 0;
    const char* end = typed.value.data() + typed.value.size();
    const auto [last, error] = std::from_chars(typed.value.data(), end, number);
    if (error != std::errc{} || last != end || number < 1 || number > most)
        typed.refuse(fmt::format(
            "found \"{}\"; expected a number from 1 to {}{}", typed.value, most, or_else));
    return number;
}

template <class Part>
const Part& named(const Typed& typed,
                  const std::vector<Part>& parts,
                  const std::string& name,
                  const char* kind) {
    const auto found = std::ranges::find(parts, name, &Part::name);
    if (found != parts.end())
        return *found;
    std::vector<std::string> names;
    for (const Part& part : parts)
        names.push_back(part.name);
    typed.refuse(fmt::format("there is no {} \"{}\" in this run; it has {}{}",
                             kind,
                             name,
                             names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")),
                             did_you_mean(name, names)));
}

std::uint32_t concurrency_of(const Typed& typed) {
    if (typed.value == "unlimited")
        return 0;
    if (typed.value == "serial")
        return 1;
    return static_cast<std::uint32_t>(count_of(typed, most_calls, ", serial or unlimited"));
}

void set_concurrency(RunChanges& changes,
                     const Typed& typed,
                     const std::string& name,
                     const RunReport& report) {
    const NodeReport& node = named(typed, report.nodes, name, "node");
    const std::uint32_t limit = concurrency_of(typed);
    if (limit != 1 && !node.may_be_concurrent)
        typed.refuse(fmt::format("{} takes one item at a time, because of its type or because it "
                                 "keeps an order; expected serial",
                                 name));
    changes.concurrency[name] = limit;
}

std::uint64_t bytes_of(const Typed& typed) {
    try {
        if (const std::uint64_t bytes = parse_byte_size(typed.value).bytes; bytes > 0)
            return bytes;
        typed.refuse(fmt::format("found \"{}\"; expected more than nothing", typed.value));
    } catch (const std::invalid_argument& error) {
        typed.refuse(error.what());
    }
}

// The name in "nodes.NAME.END"; a name can have dots.
std::optional<std::string> name_in(const std::string& path, std::string_view end) {
    constexpr std::string_view begin = "nodes.";
    if (!path.starts_with(begin) || !path.ends_with(end) ||
        path.size() <= begin.size() + end.size())
        return std::nullopt;
    return path.substr(begin.size(), path.size() - begin.size() - end.size());
}

} // namespace

void add_set(RunChanges& changes, const std::string& text, const RunReport& report) {
    const Typed typed = split("--set", text, "PATH=VALUE");
    if (typed.path == "limits.threads")
        changes.threads = static_cast<std::uint32_t>(count_of(typed, most_threads));
    else if (typed.path == "limits.io_threads")
        changes.io_threads = static_cast<std::uint32_t>(count_of(typed, most_threads));
    else if (const auto node = name_in(typed.path, ".concurrency"))
        set_concurrency(changes, typed, *node, report);
    else if (const auto by_images = name_in(typed.path, ".params.max_images"))
        changes.max_images[named(typed, report.limiters, *by_images, "limiter").name] =
            count_of(typed, most_images);
    else if (const auto by_bytes = name_in(typed.path, ".params.max_bytes"))
        changes.max_bytes[named(typed, report.limiters, *by_bytes, "limiter").name] =
            bytes_of(typed);
    else
        typed.refuse("what comes of that cannot be told from a summary; expected "
                     "nodes.NODE.concurrency, nodes.LIMITER.params.max_images, "
                     "nodes.LIMITER.params.max_bytes, limits.threads or limits.io_threads" +
                     did_you_mean(typed.path, {"limits.threads", "limits.io_threads"}));
}

void add_faster(RunChanges& changes, const std::string& text, const RunReport& report) {
    const Typed typed = split("--faster", text, "NODE=FACTOR");
    double factor = 0;
    const char* end = typed.value.data() + typed.value.size();
    const auto [last, error] = std::from_chars(typed.value.data(), end, factor);
    if (error != std::errc{} || last != end || !std::isfinite(factor) || factor <= 0)
        typed.refuse(fmt::format("found \"{}\"; expected how many times as fast, a number above 0",
                                 typed.value));
    changes.faster[named(typed, report.nodes, typed.path, "node").name] = factor;
}

} // namespace penstock::tools
