// SPDX-License-Identifier: Apache-2.0
#include "storage/output_folder.hpp"

#include "penstock/failure.hpp"

#include "storage/quoted.hpp"
#include "storage/system_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace penstock::storage {
namespace {

std::string_view folder_part(std::string_view relative) {
    const std::size_t slash = relative.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : relative.substr(0, slash);
}

Descriptor open_root(const std::string& path) {
    return Descriptor{::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

// `base/name` exists afterwards; its name is safe on disk where that is asked for.
int make_one(const FileCalls& calls, Durability durability, int folder, const char* name) {
    if (calls.make_folder(folder, name) != 0)
        return errno == EEXIST ? 0 : -1;
    return durability == Durability::power ? calls.sync_folder(folder) : 0;
}

// Creates the root and its parents. Symbolic links in the root's own path are the user's choice.
void make_root(const std::string& path, const OutputFolder::Options& options) {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        const FileCalls& calls = *options.calls;
        if (!open_root(part).is_open()) {
            if (errno != ENOENT)
                throw_output_error(errno, "cannot open the output folder", part);
            const std::string_view above = folder_part(part);
            const Descriptor parent =
                open_root(above.empty() ? part.front() == '/' ? "/" : "." : std::string{above});
            const std::string name = part.substr(part.rfind('/') + 1);
            if (make_one(calls, options.durability, parent.get(), name.c_str()) != 0)
                throw_output_error(errno, "cannot create the output folder", part);
        }
        if (end == std::string::npos)
            return;
    }
}

std::string without_trailing_slashes(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path.empty() ? "." : path;
}

std::string canonical(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> resolved{::realpath(path.c_str(), nullptr),
                                                               &std::free};
    if (!resolved)
        throw_output_error(errno, "cannot find the output folder", path);
    return resolved.get();
}

} // namespace

OutputFolder::OutputFolder(std::string path) : OutputFolder{std::move(path), Options{}} {}

OutputFolder::OutputFolder(std::string path, Options options)
    : path_{without_trailing_slashes(std::move(path))}, options_{std::move(options)} {
    if (!options_.calls)
        options_.calls = std::make_shared<const FileCalls>();
    make_root(path_, options_);
    root_ = open_root(path_);
    if (!root_.is_open())
        throw_output_error(errno, "cannot open the output folder", path_);
    canonical_path_ = canonical(path_);
}

void OutputFolder::check_permission() const {
    if (::faccessat(root_.get(), ".", W_OK | X_OK, AT_EACCESS) != 0 && errno == EACCES)
        throw_output_error(errno, "cannot write into the output folder", path_);
}

std::string OutputFolder::shown(std::string_view relative) const {
    if (path_ == ".")
        return std::string{relative};
    return path_.back() == '/' ? path_ + std::string{relative}
                               : path_ + '/' + std::string{relative};
}

bool OutputFolder::exists(const std::string& relative) const {
    const std::string folder_name{folder_part(relative)};
    const Descriptor folder{
        calls().open_folder(root_.get(), folder_name.empty() ? "." : folder_name.c_str())};
    if (!folder.is_open()) {
        if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
            return false;
        throw_unreachable(errno, relative);
    }
    const std::string name = relative.substr(relative.rfind('/') + 1);
    struct stat status {};
    if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    if (errno == ENOENT || errno == ENAMETOOLONG)
        return false;
    throw_output_error(errno, "cannot look for", shown(relative));
}

Descriptor OutputFolder::folder_of(const std::string& relative) const {
    const std::string name{folder_part(relative)};
    Descriptor folder{calls().open_folder(root_.get(), name.empty() ? "." : name.c_str())};
    if (folder.is_open())
        return folder;
    if (errno != ENOENT || name.empty())
        throw_unreachable(errno, relative);
    return make_folders(relative);
}

Descriptor OutputFolder::make_folders(const std::string& relative) const {
    Descriptor folder{calls().open_folder(root_.get(), ".")};
    std::string_view rest = folder_part(relative);
    while (folder.is_open() && !rest.empty()) {
        const std::size_t end = rest.find('/');
        const std::string name{rest.substr(0, end)};
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        Descriptor next{calls().open_folder(folder.get(), name.c_str())};
        if (!next.is_open() && errno == ENOENT) {
            if (make_one(calls(), durability(), folder.get(), name.c_str()) != 0)
                throw_output_error(errno, "cannot create the folder of", shown(relative));
            next = Descriptor{calls().open_folder(folder.get(), name.c_str())};
        }
        folder = std::move(next);
    }
    if (!folder.is_open())
        throw_unreachable(errno, relative);
    return folder;
}

void OutputFolder::throw_unreachable(int error, std::string_view relative) const {
    if (error == ELOOP || error == EXDEV)
        throw ItemError(ErrorClass::permission,
                        fmt::format("a symbolic link stands on the way to {}; outputs cannot "
                                    "leave {}",
                                    quoted(shown(relative)),
                                    quoted(path_)));
    throw_output_error(error, "cannot open the folder of", shown(relative));
}

} // namespace penstock::storage
