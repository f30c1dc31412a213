// SPDX-License-Identifier: Apache-2.0
#include "config/include.hpp"

#include "config/header_checks.hpp"
#include "config/merge.hpp"
#include "config/read_file.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace penstock::config {
namespace {

namespace fs = std::filesystem;

// One file, however its name is written.
fs::path identity(const fs::path& file) {
    std::error_code ignored;
    const fs::path canonical = fs::weakly_canonical(file, ignored);
    return canonical.empty() ? file : canonical;
}

class Includer {
public:
    Includer(PipelineConfig& config, Issues& issues) : config_{config}, issues_{issues} {}

    bool resolve(Value& root) {
        open_.push_back(
            {identity(config_.sources.front().name), config_.sources.front().name, config_.base});
        put_over_included(root);
        return has_all_;
    }

private:
    // A file whose own includes are being read.
    struct OpenFile {
        fs::path identity;
        std::string name;
        fs::path folder;
    };

    void put_over_included(Value& root) {
        const Value* include = root.find("include");
        if (include == nullptr)
            return;
        Value below{Value::Object{}};
        below.origin = root.origin;
        for (const auto& [entry, path] : entries_of(*include))
            if (auto included = read(entry, path))
                merge_config_over(below, std::move(*included));
            else
                has_all_ = false;
        merge_config_over(below, std::move(root));
        root = std::move(below);
    }

    // The names and their places: of a list, or of one string.
    std::vector<std::pair<Value, std::string>> entries_of(const Value& include) {
        std::vector<std::pair<Value, std::string>> entries;
        if (include.is_array())
            for (const Value& entry : include.as_array())
                entries.emplace_back(entry, fmt::format("include[{}]", entries.size()));
        else
            entries.emplace_back(include, "include");
        const auto is_no_name = [this](const std::pair<Value, std::string>& one) {
            const auto& [entry, path] = one;
            if (entry.is_string() && !entry.as_string().empty())
                return false;
            const bool is_alone = path == "include";
            has_all_ = false;
            issues_.error(entry.origin,
                          path,
                          fmt::format("found {}; expected the name of a file{}",
                                      as_found(entry),
                                      is_alone ? ", or a list of them" : ""));
            return true;
        };
        entries.erase(std::remove_if(entries.begin(), entries.end(), is_no_name), entries.end());
        return entries;
    }

    std::optional<Value> read(const Value& entry, const std::string& path) {
        const fs::path file = (open_.back().folder / entry.as_string()).lexically_normal();
        if (!may_open(entry, path, file))
            return std::nullopt;
        FileText content = read_file(file);
        if (!content.mistake.empty()) {
            issues_.error(entry.origin, path, in_quotes(file.string()) + ": " + content.mistake);
            return std::nullopt;
        }
        const auto source = static_cast<std::uint32_t>(config_.sources.size());
        config_.sources.push_back({.name = file.string(),
                                   .text = std::move(content.text),
                                   .cause = entry.origin,
                                   .remark = "included"});
        auto root = parsed(source);
        if (!root)
            return std::nullopt;
        if (const Value* version = root->find("penstock"))
            check_version(*version, issues_);
        open_.push_back({identity(file), file.string(), file.parent_path()});
        put_over_included(*root);
        open_.pop_back();
        return root;
    }

    std::optional<Value> parsed(std::uint32_t source) {
        // A copy: the list of sources grows while what is included here is read.
        const std::string text = config_.sources[source].text;
        std::vector<ConfigIssue> mistakes;
        auto root = json::parse(text, source, mistakes);
        for (const ConfigIssue& mistake : mistakes)
            issues_.adopt(mistake);
        if (root && root->is_object())
            return root;
        if (root)
            issues_.error(root->origin,
                          {},
                          fmt::format("found {}; expected an object, as every config is one",
                                      as_found(*root)));
        return std::nullopt;
    }

    bool may_open(const Value& entry, const std::string& path, const fs::path& file) {
        const std::string mistake = reason_not_to_open(entry.as_string(), file);
        if (!mistake.empty())
            issues_.error(entry.origin, path, mistake);
        return mistake.empty();
    }

    std::string reason_not_to_open(const std::string& written, const fs::path& file) {
        if (written.find("${") != std::string::npos)
            return fmt::format(
                "found {}; variables are replaced after files are included; expected "
                "a name without them; a profile can choose between values",
                in_quotes(written));
        const fs::path wanted = identity(file);
        const auto first = std::find_if(open_.begin(), open_.end(), [&wanted](const OpenFile& one) {
            return one.identity == wanted;
        });
        if (first != open_.end()) {
            std::string circle;
            for (auto one = first; one != open_.end(); ++one)
                circle += one->name + " -> ";
            return fmt::format("files include each other in a circle: {}{}; expected each file to "
                               "include others only; remove one of the entries",
                               circle,
                               first->name);
        }
        if (open_.size() > max_include_depth)
            return fmt::format("files include each other more than {} deep; expected fewer",
                               max_include_depth);
        if (++count_ > max_included_files)
            return fmt::format("more than {} files are included; expected fewer",
                               max_included_files);
        std::error_code ignored;
        const auto status = fs::status(file, ignored);
        if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
            return fmt::format("{}: this is a device or a pipe; expected a file",
                               in_quotes(file.string()));
        return {};
    }

    PipelineConfig& config_;
    Issues& issues_;
    std::vector<OpenFile> open_; // from the config itself to the file that is being read
    std::size_t count_ = 0;
    bool has_all_ = true;
};

} // namespace

bool resolve_includes(Value& root, PipelineConfig& config, Issues& issues) {
    return Includer{config, issues}.resolve(root);
}

} // namespace penstock::config
