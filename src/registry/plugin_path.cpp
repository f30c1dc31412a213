// SPDX-License-Identifier: Apache-2.0
#include "registry/plugin_path.hpp"

#include "penstock/load_plugins.hpp"

#include "core/shared_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <system_error>

namespace penstock::registry {
namespace {

namespace fs = std::filesystem;

// A link is there, wherever it leads to: whoever opens it says what is wrong. A folder that hides
// what is in it does not hide what is in the next one.
bool is_seen(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(file, ignored));
}

// What was looked through, and where that could not be done.
std::string places_text(const std::vector<fs::path>& places, const fs::path& file) {
    std::string text;
    for (const fs::path& place : places) {
        std::error_code error;
        const bool is_hidden =
            fs::symlink_status(place / file, error).type() == fs::file_type::none;
        text += fmt::format("{}{}{}",
                            text.empty() ? "" : ", ",
                            place.string(),
                            is_hidden ? fmt::format(" ({})", error.message()) : "");
    }
    return text;
}

// "libtint" means liblibtint.so, which hardly anybody wants.
std::string remark_on_beginning(const std::string& name) {
    if (!name.starts_with("lib") || name.size() == 3 || name.find(".so") != std::string::npos)
        return {};
    return fmt::format("; did you mean \"{}\", which is {}.so?", name.substr(3), name);
}

fs::path found_by_name(const fs::path& name, const fs::path& folder) {
    std::vector<fs::path> places{folder.empty() ? fs::path{"."} : folder};
    const std::vector<fs::path> installed = plugin_folders();
    places.insert(places.end(), installed.begin(), installed.end());
    const fs::path file = library_file_name(name.string());
    for (const fs::path& place : places)
        if (is_seen(place / file))
            return place / file;
    for (const fs::path& own : library_folders())
        if (is_seen(own / "plugins" / file))
            return own / "plugins" / file;
    throw PluginError(on_one_line(fmt::format(
        "found no {} in {}; expected a library there{}; build it, or "
        "give its path{}",
        file.string(),
        places_text(places, file),
        installed.empty()
            ? fmt::format(" or in a folder of {}, which is not set", plugin_path_variable)
            : std::string{},
        remark_on_beginning(name.string()))));
}

std::vector<fs::path> libraries_in(const fs::path& folder) {
    std::vector<fs::path> libraries;
    try {
        for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
            const std::string name = entry.path().filename().string();
            std::error_code ignored;
            if (name.starts_with("lib") && name.ends_with(".so") && !entry.is_directory(ignored))
                libraries.push_back(entry.path());
        }
    } catch (const fs::filesystem_error& error) {
        throw PluginError(
            on_one_line(fmt::format("{}: this folder cannot be read: {}; expected a folder of "
                                    "plugins; make it, or take it out of {}",
                                    folder.string(),
                                    error.code().message(),
                                    plugin_path_variable)));
    }
    std::sort(libraries.begin(), libraries.end());
    return libraries;
}

} // namespace

std::vector<fs::path> plugin_folders() {
    const char* value =
        std::getenv(plugin_path_variable); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    std::string_view rest = value != nullptr ? value : "";
    std::vector<fs::path> folders;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (end > 0)
            folders.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return folders;
}

fs::path find_plugin(const fs::path& library, const fs::path& folder) {
    if (library.empty())
        throw PluginError("found an empty name; expected that of a library");
    if (library.string().find('/') == std::string::npos)
        return found_by_name(library, folder);
    return folder / library;
}

InstalledPlugins installed_plugins(const std::vector<fs::path>& folders) {
    InstalledPlugins installed;
    std::set<fs::path> names;
    for (const fs::path& folder : folders) {
        try {
            for (fs::path& library : libraries_in(folder))
                if (names.insert(library.filename()).second)
                    installed.libraries.push_back(std::move(library));
        } catch (const PluginError& error) {
            installed.mistakes.emplace_back(error.what());
        }
    }
    return installed;
}

std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text)
        line += c == '\n' ? std::string{"\\n"} : c == '\t' ? std::string{"\\t"} : std::string{c};
    return line;
}

} // namespace penstock::registry
