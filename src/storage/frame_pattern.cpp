// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_pattern.hpp"

#include "storage/folder_listing.hpp"
#include "storage/frame_ranges.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>

namespace penstock::storage {
namespace {

constexpr std::size_t widest_padding = 15;

// Characters of the "%d", "%04d" at `at`; 0 where none stands there.
std::size_t conversion_length(std::string_view text, std::size_t at) {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    return end != std::string_view::npos && text[end] == 'd' ? end - at + 1 : 0;
}

// "%d" has none; padding with anything but zeros is nobody's.
std::optional<std::size_t> width_of(std::string_view conversion) {
    const std::string_view digits = conversion.substr(1, conversion.size() - 2);
    if (digits.empty())
        return 0;
    std::size_t width = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), width);
    if (digits.front() != '0' || digits.size() > 3 || width == 0 || width > widest_padding)
        return std::nullopt;
    return width;
}

bool exists(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

} // namespace

bool FramePattern::is_pattern(std::string_view text) {
    try {
        static_cast<void>(FramePattern{text});
        return true;
    } catch (const std::invalid_argument&) {
        return false;
    }
}

FramePattern::FramePattern(std::string_view text) {
    const std::string mistake = parsed(text);
    if (!mistake.empty())
        throw std::invalid_argument(fmt::format(
            "{}: {}; expected one %d or %04d, where the number of the frame stands, and "
            "%% for a percent sign",
            quoted(text),
            mistake));
    const std::size_t slash = before_.rfind('/');
    if (slash != std::string::npos) {
        prefix_ = before_.substr(0, slash + 1);
        before_.erase(0, slash + 1);
    }
    const std::size_t end = std::min(after_.find('/'), after_.size());
    rest_ = after_.substr(end);
    after_.erase(end);
}

// Into `before_`, `width_` and `after_`. The mistake, or nothing.
std::string FramePattern::parsed(std::string_view text) {
    if (text.find_first_of("*?") != std::string_view::npos)
        return "a sequence has no wildcards";
    bool is_found = false;
    for (std::size_t at = 0; at < text.size();) {
        std::string& literal = is_found ? after_ : before_;
        if (text[at] != '%' || text.substr(at, 2) == "%%") {
            literal += text[at];
            at += text[at] == '%' ? 2 : 1;
            continue;
        }
        const std::size_t length = conversion_length(text, at);
        if (length == 0)
            return fmt::format("{} is no number of a frame", quoted(text.substr(at, 3)));
        const std::string_view conversion = text.substr(at, length);
        const std::optional<std::size_t> width = width_of(conversion);
        if (!width)
            return fmt::format("{} is not padded with zeros to 1 to {} digits",
                               quoted(conversion),
                               widest_padding);
        if (is_found)
            return fmt::format("{} is a second number", quoted(conversion));
        is_found = true;
        width_ = *width;
        at += length;
    }
    return is_found ? "" : "there is no number in it";
}

std::string FramePattern::name(std::int64_t frame) const {
    return fmt::format("{}{:0{}}{}", before_, frame, width_, after_);
}

std::string FramePattern::path(std::int64_t frame) const {
    return prefix_ + name(frame) + rest_;
}

std::string FramePattern::dir(std::int64_t frame) const {
    return rest_.empty() ? "." : name(frame) + rest_.substr(0, rest_.rfind('/'));
}

std::string FramePattern::folder() const {
    if (prefix_.empty())
        return ".";
    return prefix_.size() == 1 ? prefix_ : prefix_.substr(0, prefix_.size() - 1);
}

FramePattern::Existing FramePattern::existing() const {
    const FolderListing listing{folder()};
    Existing existing;
    if (listing.error() != ENOENT && listing.error() != ENOTDIR)
        existing.error = listing.error();
    for (std::size_t i = 0; i < listing.size(); ++i) {
        const std::string_view found = listing.name(i);
        if (found.size() <= before_.size() + after_.size())
            continue;
        const std::string_view digits =
            found.substr(before_.size(), found.size() - before_.size() - after_.size());
        std::int64_t frame = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), frame);
        const bool is_one = frame <= largest_frame && frame >= -largest_frame &&
                            name(frame) == found && (rest_.empty() || exists(path(frame)));
        if (is_one)
            existing.frames.push_back(frame);
    }
    std::sort(existing.frames.begin(), existing.frames.end());
    return existing;
}

} // namespace penstock::storage
