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

bool is_there(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

fs::path found_by_name(const fs::path& name, const fs::path& folder) {
    std::vector<fs::path> places{folder.empty() ? fs::path{"."} : folder};
    const std::vector<fs::path> installed = plugin_folders();
    places.insert(places.end(), installed.begin(), installed.end());
    const fs::path file = library_file_name(name.string());
    std::string looked;
    for (const fs::path& place : places) {
        if (is_there(place / file))
            return place / file;
        looked += (looked.empty() ? "" : ", ") + place.string();
    }
    for (const fs::path& own : library_folders())
        if (is_there(own / "plugins" / file))
            return own / "plugins" / file;
    throw PluginError(fmt::format(
        "found no {} in {}; expected a library there{}; build it, or give "
        "its path",
        file.string(),
        looked,
        installed.empty()
            ? fmt::format(" or in a folder of {}, which is not set", plugin_path_variable)
            : std::string{}));
}

std::vector<fs::path> libraries_in(const fs::path& folder) {
    std::vector<fs::path> libraries;
    try {
        for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("lib") && name.ends_with(".so"))
                libraries.push_back(entry.path());
        }
    } catch (const fs::filesystem_error& error) {
        throw PluginError(fmt::format("{}: this folder cannot be read: {}; expected a folder of "
                                      "plugins; make it, or take it out",
                                      folder.string(),
                                      error.code().message()));
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
    fs::path file = folder / library;
    if (!is_there(file))
        throw PluginError(fmt::format("{}: there is no such file; expected a library; build it, or "
                                      "correct the path",
                                      file.string()));
    return file;
}

std::vector<fs::path> installed_plugins(const std::vector<fs::path>& folders) {
    std::vector<fs::path> libraries;
    std::set<fs::path> names;
    for (const fs::path& folder : folders)
        for (fs::path& library : libraries_in(folder))
            if (names.insert(library.filename()).second)
                libraries.push_back(std::move(library));
    return libraries;
}

} // namespace penstock::registry
