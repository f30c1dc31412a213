// SPDX-License-Identifier: Apache-2.0
#include "config/header_checks.hpp"

#include "config/keys.hpp"
#include "config/units.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

namespace penstock::config {
namespace {

// Of the format, not of the program.
constexpr std::uint32_t format_major = 1;
constexpr std::uint32_t format_minor = 0;

constexpr std::int64_t most_threads = 4096;
constexpr std::int64_t most_open_files = 1'000'000;

struct FormatVersion {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
};

std::optional<FormatVersion> parse_version(std::string_view text) {
    FormatVersion version;
    const char* end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.major);
    if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.')
        return std::nullopt;
    const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
    if (minor.ec != std::errc{} || minor.ptr != end)
        return std::nullopt;
    return version;
}

class LimitsReader {
public:
    LimitsReader(const Value& limits, Issues& issues) : limits_{limits}, issues_{issues} {}

    Limits read() {
        refuse_unknown_keys(limits_, "limits", limit_keys(), issues_);
        Limits result;
        result.threads = count("threads", most_threads, "\"auto\" or ");
        result.io_threads = count("io_threads", most_threads, "\"auto\" or ");
        if (const auto files = count("open_files", most_open_files, ""))
            result.open_files = *files;
        if (const auto bytes = amount("memory",
                                      parse_byte_size,
                                      "\"auto\" or a size with a unit, "
                                      "such as \"2GiB\""))
            result.memory = ByteSize{*bytes};
        if (const auto pixels = amount(
                "largest_item", parse_pixel_count, "a pixel count with a unit, such as \"64Mpx\""))
            result.largest_item = PixelCount{*pixels};
        return result;
    }

private:
    static bool is_auto(const std::string& key, const Value& value) {
        const bool may_be_auto = key != "open_files" && key != "largest_item";
        return may_be_auto && value.is_string() && value.as_string() == "auto";
    }

    std::optional<std::uint32_t>
    count(const std::string& key, std::int64_t most, std::string_view alternative) {
        const Value* value = limits_.find(key);
        if (value == nullptr || is_auto(key, *value))
            return std::nullopt;
        if (value->is_integer() && value->as_integer() >= 1 && value->as_integer() <= most)
            return static_cast<std::uint32_t>(value->as_integer());
        issues_.error(value->origin,
                      path_to("limits", key),
                      fmt::format("found {}; expected {}an integer from 1 to {}",
                                  as_found(*value),
                                  alternative,
                                  most));
        return std::nullopt;
    }

    std::optional<std::uint64_t> amount(const std::string& key,
                                        UnitResult (*parse)(std::string_view),
                                        std::string_view expected) {
        const Value* value = limits_.find(key);
        if (value == nullptr || is_auto(key, *value))
            return std::nullopt;
        const std::string path = path_to("limits", key);
        if (!value->is_string()) {
            issues_.error(value->origin,
                          path,
                          fmt::format("found {}; expected {}", as_found(*value), expected));
            return std::nullopt;
        }
        const UnitResult parsed = parse(value->as_string());
        if (parsed.amount && *parsed.amount > 0)
            return static_cast<std::uint64_t>(*parsed.amount);
        issues_.error(value->origin,
                      path,
                      parsed.amount
                          ? fmt::format("found {}; expected more than nothing", as_found(*value))
                          : parsed.mistake);
        return std::nullopt;
    }

    const Value& limits_;
    Issues& issues_;
};

} // namespace

void check_version(const Value& version, Issues& issues) {
    const std::string ours = fmt::format("{}.{}", format_major, format_minor);
    if (version.is_null() && !version.origin.is_known())
        return issues.error({},
                            {},
                            fmt::format("\"penstock\", the version of the format, is missing; add "
                                        "\"penstock\": \"{}\"",
                                        ours));
    const auto parsed =
        version.is_string() ? parse_version(version.as_string()) : std::optional<FormatVersion>{};
    const std::string found = as_found(version);
    if (!parsed)
        issues.error(version.origin,
                     "penstock",
                     fmt::format("found {}; expected the version of the format as a string: \"{}\"",
                                 found,
                                 ours));
    else if (parsed->major > format_major)
        issues.error(version.origin,
                     "penstock",
                     fmt::format("found version {} of the format; this program reads {}.x; a newer "
                                 "penstock is needed",
                                 found,
                                 format_major));
    else if (parsed->major < format_major)
        issues.error(
            version.origin,
            "penstock",
            fmt::format("found version {}, which never was; expected \"{}\"", found, ours));
    else if (parsed->minor > format_minor)
        issues.warning(version.origin,
                       "penstock",
                       fmt::format("found version {} of the format; this program knows \"{}\" and "
                                   "refuses what is new since",
                                   found,
                                   ours));
}

Limits check_limits(const Value& limits, Issues& issues) {
    if (limits.is_null() && !limits.origin.is_known())
        return {};
    if (limits.is_object())
        return LimitsReader{limits, issues}.read();
    issues.error(
        limits.origin, "limits", fmt::format("found {}; expected an object", as_found(limits)));
    return {};
}

void check_plugins(const Value& plugins, Issues& issues) {
    if (plugins.is_null() && !plugins.origin.is_known())
        return;
    if (!plugins.is_array())
        return issues.error(
            plugins.origin,
            "plugins",
            fmt::format("found {}; expected a list of libraries, such as [\"./libtint.so\"]",
                        as_found(plugins)));
    std::size_t index = 0;
    for (const Value& entry : plugins.as_array()) {
        const std::string path = fmt::format("plugins[{}]", index++);
        if (!entry.is_string() || entry.as_string().empty())
            issues.error(entry.origin,
                         path,
                         fmt::format("found {}; expected the name of a library, such as "
                                     "\"./libtint.so\"",
                                     as_found(entry)));
    }
}

} // namespace penstock::config
