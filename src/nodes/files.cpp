// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "storage/glob.hpp"
#include "storage/name_list.hpp"
#include "storage/walk.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace penstock {
namespace {

enum class Standing : std::uint8_t { nothing, folder, other };

// What stands under a path; a link that leads nowhere is something.
Standing standing_at(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0)
        return S_ISDIR(status.st_mode) ? Standing::folder : Standing::other;
    return ::lstat(path.c_str(), &status) == 0 ? Standing::other : Standing::nothing;
}

// `{dir}` of a listed name: its folder, seen from the working directory, or from the root of the
// file system where the name is absolute. `..` is kept: a template that uses it refuses the item,
// where dropping it would let trees meet.
std::string listed_dir(const std::string& name) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos)
        return ".";
    const std::size_t begin = name.find_first_not_of('/');
    return begin == std::string::npos || begin > slash ? "." : name.substr(begin, slash - begin);
}

class Files {
public:
    struct Params {
        std::vector<std::string> paths;
        std::string list;
    };

    static Description<Files> describe();
    static void check(const Params& params);
    void open(const Params& params, const OpenContext& context);
    std::optional<Request> next(const Params& params);
    std::vector<std::string> notes(const Params& params) const;

private:
    [[nodiscard]] std::optional<Request> next_of_paths(const Params& params);
    [[nodiscard]] std::optional<Request> begin(const std::string& path);
    [[nodiscard]] Request request(std::string path, std::string dir);

    std::vector<std::string> output_roots_;
    std::size_t next_path_ = 0;
    std::optional<storage::Walk> walk_; // of the path before `next_path_`
    std::optional<storage::NameList> list_;
    std::uint64_t yielded_ = 0;
    std::uint64_t ignored_ = 0; // names in walked folders that are no images'
};

Description<Files> Files::describe() {
    return Description<Files>{
        "files",
        "Yields files: by name, from folders, by globs, from a list. Folders are searched with all "
        "below them, sorted by path component; in them, what has no image's extension is passed "
        "by, and so are the folders that this graph writes to. A file that is named and does not "
        "exist fails by name; a folder that cannot be read does too."}
        .blocks()
        .param("paths",
               &Params::paths,
               {.doc = "Files, folders, and globs: * and ? match within a name, [a-z] one "
                       "character, {a,b} either, ** any number of folders. A path that exists is "
                       "taken as it is, whatever characters it has. {dir} is relative to the "
                       "folder, or to the literal beginning of the glob."})
        .param("list",
               &Params::list,
               {.doc = "A file of names of files, one per line (or ended by zero bytes, as find "
                       "-print0 writes them); - is standard input. They come behind `paths`, and "
                       "are taken as they are: globs and folders have no meaning there. {dir} is "
                       "the name's own folder."});
}

void Files::check(const Params& params) {
    if (params.paths.empty() && params.list.empty())
        throw std::invalid_argument("nothing to search: expected files, folders or globs in "
                                    "`paths`, or a file of names in `list`");
    for (const std::string& path : params.paths)
        if (path.empty())
            throw std::invalid_argument("`paths` contains an empty name; expected a file, a folder "
                                        "or a glob");
}

void Files::open(const Params& params, const OpenContext& context) {
    for (const std::string& path : params.paths) {
        // Mistakes in globs are found here, not in the middle of a run.
        if (storage::Glob::is_glob(path) && standing_at(path) == Standing::nothing)
            static_cast<void>(storage::Glob{path});
    }
    if (!params.list.empty())
        list_.emplace(params.list, context.stop_requested);
    output_roots_ = context.output_roots;
}

std::optional<Request> Files::next(const Params& params) {
    if (std::optional<Request> found = next_of_paths(params))
        return found;
    if (list_)
        if (std::optional<std::string> name = list_->next())
            return request(*name, listed_dir(*name));
    return std::nullopt;
}

std::vector<std::string> Files::notes(const Params& /*params*/) const {
    const std::uint64_t ignored = ignored_ + (walk_ ? walk_->ignored() : 0);
    if (ignored == 0)
        return {};
    return {fmt::format("{} in the searched folders {} passed by: no extension of an image, or no "
                        "regular file; a glob takes whatever it matches",
                        ignored == 1 ? "1 name" : fmt::format("{} names", ignored),
                        ignored == 1 ? "was" : "were")};
}

std::optional<Request> Files::next_of_paths(const Params& params) {
    while (true) {
        if (walk_) {
            if (std::optional<storage::Walk::Found> found = walk_->next())
                return request(std::move(found->path), std::move(found->dir));
            ignored_ += walk_->ignored();
            walk_.reset();
        }
        if (next_path_ == params.paths.size())
            return std::nullopt;
        if (std::optional<Request> named = begin(params.paths[next_path_++]))
            return named;
    }
}

// A request where the path is that of one file; else there is a walk now.
std::optional<Request> Files::begin(const std::string& path) {
    const Standing standing = standing_at(path);
    if (standing == Standing::folder)
        walk_.emplace(path, output_roots_);
    else if (standing == Standing::nothing && storage::Glob::is_glob(path))
        walk_.emplace(storage::Glob{path}, output_roots_);
    else
        return request(path, ".");
    return std::nullopt;
}

Request Files::request(std::string path, std::string dir) {
    Request request;
    request.name = path;
    request.path = std::move(path);
    request.dir = std::move(dir);
    request.index = yielded_++;
    return request;
}

} // namespace

void add_files(NodeRegistry& registry) {
    registry.add<Files>();
}

} // namespace penstock
