// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_registry.hpp"

#include "tools/new_node_files.hpp"
#include "tools/output.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace penstock::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
constexpr std::size_t longest_name = 60;

bool is_in(std::string_view set, char c) {
    return set.find(c) != std::string_view::npos;
}

// A name for a node type that can be one in C++ too: words with one "_" between them.
bool is_name(std::string_view name) {
    if (name.empty() || name.size() > longest_name || !is_in(letters, name.front()) ||
        name.back() == '_' || name.find("__") != std::string_view::npos)
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return is_in(letters, c) || is_in(digits, c) || c == '_';
    });
}

// "Edge-Detect" -> "edge_detect"; empty where nothing like it is a name.
std::string nearest_name(std::string_view typed) {
    std::string name;
    for (const char c : typed) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const char lower = is_upper ? static_cast<char>(c - 'A' + 'a') : c;
        if (is_in(letters, lower) || is_in(digits, lower))
            name += lower;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return is_name(name) ? name : std::string{};
}

void check_name(const std::string& name) {
    if (!is_name(name)) {
        const std::string nearest = nearest_name(name);
        throw UsageError(fmt::format(
            "new-node: \"{}\" is no name for a node type; expected a-z, "
            "0-9 and single _, a letter first, at most {}{}",
            name,
            longest_name,
            nearest.empty() ? std::string{} : fmt::format("; did you mean \"{}\"?", nearest)));
    }
    if (built_in_nodes().find(name) != nullptr)
        throw UsageError(fmt::format(
            "new-node: there is a built-in node type \"{}\"; expected another name", name));
}

// "edge_detect" -> "EdgeDetect". Every node class has a member Params, which cannot have its name.
std::string class_name(std::string_view name) {
    std::string result;
    bool is_first = true;
    for (const char c : name) {
        if (c != '_')
            result += is_first && is_in(letters, c) ? static_cast<char>(c - 'a' + 'A') : c;
        is_first = c == '_';
    }
    return result == "Params" ? "ParamsNode" : result;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    while (true) {
        const std::size_t at = text.find(from);
        result += text.substr(0, at);
        if (at == std::string_view::npos)
            return result;
        result += to;
        text.remove_prefix(at + from.size());
    }
}

std::string with_name(std::string_view text, const std::string& name) {
    return replaced(replaced(text, "new_node", name), "NewNode", class_name(name));
}

// The folder is new: nothing is written over.
void make_folder(const fs::path& folder) {
    std::error_code error;
    if (folder.has_parent_path())
        fs::create_directories(folder.parent_path(), error);
    if (!error && fs::create_directory(folder, error))
        return;
    if (!error || error == std::errc::file_exists)
        throw UsageError(fmt::format("new-node: {} is there already, and nothing is written over; "
                                     "expected another name, or another --output",
                                     folder.string()));
    throw OutputError(
        fmt::format("{}: this folder cannot be made: {}", folder.string(), error.message()));
}

void write_files(const fs::path& folder, const std::string& name) {
    try {
        for (const NewNodeFile& file : new_node_files())
            write_file((folder / with_name(file.name, name)).string(), with_name(file.text, name));
    } catch (const OutputError&) {
        std::error_code ignored;
        fs::remove_all(folder, ignored); // it was made just now
        throw;
    }
}

} // namespace

ExitCode write_new_node(const NewNodeRequest& request) {
    check_name(request.name);
    const fs::path folder = (fs::path{request.folder} / request.name).lexically_normal();
    make_folder(folder);
    write_files(folder, request.name);
    std::string text;
    for (const NewNodeFile& file : new_node_files())
        text += fmt::format("{}\n", (folder / with_name(file.name, request.name)).string());
    print(text);
    return ExitCode::success;
}

} // namespace penstock::tools
