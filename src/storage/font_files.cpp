// SPDX-License-Identifier: Apache-2.0
#include "storage/font_files.hpp"

#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace penstock::storage {
namespace {

constexpr const char* usual_fonts[] = {"dejavusans",
                                       "liberationsansregular",
                                       "notosansregular",
                                       "freesans",
                                       "opensansregular",
                                       "robotoregular"};
constexpr std::size_t most_suggestions = 3;

// What counts of a name.
std::string folded(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (c != ' ' && c != '-' && c != '_')
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

bool ends_like_a_font(std::string_view name) {
    const std::string end = folded(name.substr(std::min(name.rfind('.'), name.size())));
    return end == ".ttf" || end == ".otf" || end == ".ttc" || end == ".otc" || end == ".pfb";
}

struct FontFile {
    std::string path;
    std::string name; // without its ending
};

// Sorted by their paths in each folder: the same ones everywhere.
std::vector<FontFile> all_fonts(const std::vector<std::string>& folders) {
    namespace fs = std::filesystem;
    std::vector<FontFile> fonts;
    for (const std::string& folder : folders) {
        const auto begin = static_cast<std::ptrdiff_t>(fonts.size());
        std::error_code error;
        fs::recursive_directory_iterator entry{
            folder, fs::directory_options::skip_permission_denied, error};
        for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error))
            if (ends_like_a_font(entry->path().native()) && entry->is_regular_file(error))
                fonts.push_back({entry->path().native(), entry->path().stem().native()});
        std::sort(fonts.begin() + begin, fonts.end(), [](const auto& left, const auto& right) {
            return left.path < right.path;
        });
    }
    return fonts;
}

// Insertions, deletions and replacements that turn one word into the other.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

// "DejaVuSans, DejaVuSerif and DejaVuSansMono".
std::string nearest_names(std::string_view name, const std::vector<FontFile>& fonts) {
    const std::string wanted = folded(name.substr(0, 64));
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const FontFile& font : fonts)
        ranked.emplace_back(edit_distance(wanted, folded(font.name)), font.name);
    std::ranges::sort(ranked);
    const auto [begin, end] = std::ranges::unique(ranked);
    ranked.erase(begin, end);
    ranked.resize(std::min(ranked.size(), most_suggestions));
    std::string names;
    for (std::size_t i = 0; i < ranked.size(); ++i)
        names += (i == 0 ? "" : i + 1 == ranked.size() ? " and " : ", ") + ranked[i].second;
    return names;
}

} // namespace

std::vector<std::string> font_folders() {
    std::vector<std::string> folders;
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        folders.push_back(std::string{home} + "/.local/share/fonts");
        folders.push_back(std::string{home} + "/.fonts");
    }
    folders.emplace_back("/usr/local/share/fonts");
    folders.emplace_back("/usr/share/fonts");
    return folders;
}

std::string find_font(std::string_view name, const std::vector<std::string>& folders) {
    if (name.find('/') != std::string_view::npos || ends_like_a_font(name))
        return std::string{name};
    const std::vector<FontFile> fonts = all_fonts(folders);
    if (fonts.empty())
        throw std::runtime_error("no font was found; install one (apt install "
                                 "fonts-dejavu-core), or set \"font\" to a .ttf file");
    const auto find = [&](const std::string& wanted) {
        return std::ranges::find_if(
            fonts, [&](const FontFile& font) { return folded(font.name) == wanted; });
    };
    if (name.empty()) {
        for (const char* usual : usual_fonts)
            if (const auto font = find(usual); font != fonts.end())
                return font->path;
        return fonts.front().path;
    }
    const auto font = find(folded(name));
    if (font == fonts.end())
        throw std::runtime_error(fmt::format("there is no font {}; the nearest of {} that were "
                                             "found are {}; set \"font\" to one of these, or to a "
                                             ".ttf file",
                                             quoted(name),
                                             fonts.size(),
                                             nearest_names(name, fonts)));
    return font->path;
}

} // namespace penstock::storage
