// SPDX-License-Identifier: Apache-2.0
#include "penstock/load_plugins.hpp"
#include "penstock/plugin_entry.hpp"
#include "penstock/version.hpp"

#include "core/shared_library.hpp"
#include "registry/plugin_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace penstock {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
    throw PluginError(registry::on_one_line(fmt::format("{}: {}", file.string(), why)));
}

[[noreturn]] void refuse_missing(const fs::path& file) {
    std::error_code ignored;
    const fs::path target = fs::read_symlink(file, ignored);
    if (target.empty())
        refuse(file, "there is no such file; expected a library; build it, or correct the path");
    refuse(file,
           fmt::format("this is a link to {}, and that is not there; expected a library; build it, "
                       "or remove the link",
                       target.string()));
}

// A file that may be opened: what is no file could block.
fs::path checked(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found)
        refuse_missing(file);
    if (error == std::errc::too_many_symbolic_link_levels)
        refuse(file,
               "this link leads back to itself; expected a library; build it, or remove the link");
    if (status.type() == fs::file_type::none)
        refuse(file,
               fmt::format("it cannot be looked at: {}; expected a library that this user can read",
                           error.message()));
    if (fs::is_directory(status))
        refuse(
            file,
            fmt::format("this is a folder; expected a library in it; name that, or the folder in "
                        "{}",
                        plugin_path_variable));
    if (!fs::is_regular_file(status))
        refuse(file, "this is a device or a pipe; expected a library");
    fs::path canonical = fs::canonical(file, error);
    return canonical.empty() ? file : canonical;
}

// The words of the system without the name of the file that they begin with.
std::string_view without_name(std::string_view text, const fs::path& file) {
    const std::string beginning = file.string() + ": ";
    return text.starts_with(beginning) ? text.substr(beginning.size()) : text;
}

SharedLibrary loaded(const fs::path& file) {
    try {
        return SharedLibrary{file};
    } catch (const std::runtime_error& error) {
        refuse(file,
               fmt::format("it cannot be loaded: {}; expected a shared library for this machine, "
                           "linked with libpenstock and with all that it calls",
                           without_name(error.what(), file)));
    }
}

// Nothing of C++ passes before this.
void check_abi(const SharedLibrary& library, const fs::path& file) {
    auto* abi = library.function<decltype(penstock_plugin_abi)>("penstock_plugin_abi");
    if (abi == nullptr)
        refuse(file,
               "this is no plugin of penstock: it has no function penstock_plugin_abi; expected "
               "PENSTOCK_PLUGIN(register_nodes) in one of its sources");
    const char* found = abi();
    constexpr std::size_t longest = 200;
    const std::string_view text{found != nullptr ? found : "nothing",
                                found != nullptr ? ::strnlen(found, longest) : 7};
    if (text != plugin_abi)
        refuse(
            file,
            fmt::format("it was built for something else: found \"{}\", expected \"{}\"; build it "
                        "again with this compiler and the headers of penstock {}",
                        text,
                        plugin_abi,
                        version()));
}

// What it registers, on its own.
NodeRegistry types_of(const SharedLibrary& library, const fs::path& file) {
    auto* add_types =
        library.function<decltype(penstock_plugin_register)>("penstock_plugin_register");
    if (add_types == nullptr)
        refuse(
            file,
            "this is no plugin of penstock: it has no function penstock_plugin_register; expected "
            "PENSTOCK_PLUGIN(register_nodes) in one of its sources");
    const auto has_thrown = [&file](std::string_view what) {
        refuse(file,
               fmt::format("it threw while it registered its node types: {}; nothing of it is "
                           "loaded; correct the plugin",
                           what));
    };
    NodeRegistry types;
    try {
        add_types(types);
    } catch (const std::exception& error) {
        has_thrown(error.what());
    } catch (...) {
        has_thrown("something that is no std::exception");
    }
    if (types.names().empty())
        refuse(file, "it registers no node type; expected registry.add<...>() in its function");
    return types;
}

std::string owner_of(const NodeType& type) {
    return type.plugin.empty() ? "is built in" : "is of the plugin " + type.plugin;
}

void refuse_known_names(const NodeRegistry& types,
                        const NodeRegistry& registry,
                        const fs::path& file) {
    std::string taken;
    for (const std::string& name : types.names())
        if (const NodeType* known = registry.find(name))
            taken += fmt::format(
                "{}\"{}\", which {}", taken.empty() ? "" : "; ", name, owner_of(*known));
    if (!taken.empty())
        refuse(file,
               fmt::format("it has node types that are there already: {}; nothing of it is loaded; "
                           "give them other names, or load only one of the plugins",
                           taken));
}

// The plugins that types are there of, each with the file that it was loaded from.
std::set<std::string> loaded_plugins(const NodeRegistry& registry) {
    std::set<std::string> plugins;
    for (const std::string& name : registry.names())
        if (const std::string& plugin = registry.find(name)->plugin; !plugin.empty())
            plugins.insert(plugin);
    return plugins;
}

// The file is what links led to: of libtint.so to libtint.so.1.
bool has_name_of(const std::set<std::string>& plugins, const fs::path& library) {
    return std::any_of(plugins.begin(), plugins.end(), [&](const std::string& plugin) {
        return unversioned_name(plugin) == unversioned_name(library);
    });
}

void load_file(NodeRegistry& registry, const fs::path& name) {
    const fs::path file = checked(name);
    if (loaded_plugins(registry).contains(file.string()))
        return;
    const SharedLibrary library = loaded(file);
    check_abi(library, file);
    const NodeRegistry types = types_of(library, file);
    refuse_known_names(types, registry, file); // so each can be added
    for (const std::string& type_name : types.names()) {
        NodeType type = *types.find(type_name);
        type.plugin = file.string();
        registry.add(std::move(type));
    }
}

} // namespace

PluginError::PluginError(const std::string& message) : std::runtime_error{message} {}
PluginError::~PluginError() = default;

void load_plugin(NodeRegistry& registry, const fs::path& library, const fs::path& folder) {
    load_file(registry, registry::find_plugin(library, folder));
}

void load_installed_plugins(NodeRegistry& registry) {
    const registry::InstalledPlugins installed =
        registry::installed_plugins(registry::plugin_folders());
    std::vector<std::string> mistakes = installed.mistakes;
    const std::set<std::string> before = loaded_plugins(registry);
    for (const fs::path& library : installed.libraries) {
        if (has_name_of(before, library))
            continue;
        try {
            load_file(registry, library);
        } catch (const PluginError& error) {
            mistakes.push_back(fmt::format(
                "{}; until then it is left out: take it away if nobody needs it", error.what()));
        }
    }
    if (!mistakes.empty())
        throw PluginError(fmt::to_string(fmt::join(mistakes, "\n")));
}

} // namespace penstock
