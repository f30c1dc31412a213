// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "storage/frame_sequence.hpp"
#include "storage/glob.hpp"
#include "storage/name_list.hpp"
#include "storage/quoted.hpp"
#include "storage/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace penstock {
namespace {

// What a path stands for; settled before the run, whatever comes and goes meanwhile.
enum class Meaning : std::uint8_t { file, folder, glob, sequence };

bool has_percent(const std::string& path) {
    return path.find('%') != std::string::npos;
}

// Mistakes in globs and sequences are found here, not in the middle of a run.
Meaning meaning_of(const std::string& path, bool has_frames) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0)
        return S_ISDIR(status.st_mode) ? Meaning::folder : Meaning::file;
    if (::lstat(path.c_str(), &status) == 0) // a link that leads nowhere is something
        return Meaning::file;
    if (has_frames && has_percent(path)) {
        static_cast<void>(storage::FramePattern{path});
        return Meaning::sequence;
    }
    if (storage::Glob::is_glob(path)) {
        static_cast<void>(storage::Glob{path});
        return Meaning::glob;
    }
    return storage::FramePattern::is_pattern(path) ? Meaning::sequence : Meaning::file;
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

void check_frames(const std::string& frames, const std::vector<std::string>& paths) {
    try {
        static_cast<void>(storage::FrameRanges{frames});
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(fmt::format("frames: {}", error.what()));
    }
    if (std::none_of(paths.begin(), paths.end(), has_percent))
        throw std::invalid_argument("frames: no path is a sequence; expected one with %04d (not # "
                                    "or @, which programs read differently) where the number of "
                                    "the frame stands, such as shot.%04d.exr");
}

class Files {
public:
    struct Params {
        std::vector<std::string> paths;
        std::string list;
        std::string frames;
    };

    static Description<Files> describe();
    static void check(const Params& params);
    void open(const Params& params, const OpenContext& context);
    std::optional<Request> next(const Params& params);
    std::vector<std::string> notes(const Params& params) const;

private:
    [[nodiscard]] std::optional<Request> next_of_paths(const Params& params);
    [[nodiscard]] std::optional<Request> begin(const std::string& path, Meaning meaning);
    [[nodiscard]] Request request(std::string path, std::string dir);

    std::vector<std::string> output_roots_;
    std::vector<Meaning> meanings_; // of the paths
    std::size_t next_path_ = 0;
    std::optional<storage::FrameRanges> frames_;
    // Of the path before `next_path_` there is a walk, or a sequence, or none of them.
    std::optional<storage::Walk> walk_;
    std::optional<storage::FrameSequence> sequence_;
    std::optional<storage::NameList> list_;
    std::vector<std::string> notes_;
    std::uint64_t yielded_ = 0;
    std::uint64_t ignored_ = 0; // names in walked folders that are no images'
};

Description<Files> Files::describe() {
    return Description<Files>{
        "files",
        "Yields files: by name, from folders, by globs, as sequences of frames, from a list. "
        "Folders are searched with all below them, sorted by path component; in them, what has no "
        "image's extension is passed by, and so are the folders that this graph writes to. A file "
        "that is named and does not exist fails by name; a folder that cannot be read does too. "
        "Files of a sequence have the attribute frame."}
        .blocks()
        .gives_attributes({"frame"})
        .param("paths",
               &Params::paths,
               {.doc = "Files, folders, and globs: * and ? match within a name, [a-z] one "
                       "character, {a,b} either, ** any number of folders. shot.%04d.exr is a "
                       "sequence: each of `frames`, or all that exist, by number; %d has no zeros "
                       "in front, and %% is a percent sign. A path that exists is taken as it is, "
                       "whatever characters it has. {dir} is relative to the folder, or to the "
                       "literal beginning of the glob or the sequence."})
        .param("list",
               &Params::list,
               {.doc = "A file of names of files, one per line (or ended by zero bytes, as find "
                       "-print0 writes them); - is standard input. They come behind `paths`, and "
                       "are taken as they are: globs and folders have no meaning there. {dir} is "
                       "the name's own folder."})
        .param("frames",
               &Params::frames,
               {.doc = "Which frames of the sequences in `paths`: 1001-1100; 1001-1100x2 is every "
                       "second one, 1001-1100y2 the others; 10-1 counts down; commas between "
                       "several. A frame that is not there fails as missing.",
                .example = "1001-1100x2"});
}

void Files::check(const Params& params) {
    if (params.paths.empty() && params.list.empty())
        throw std::invalid_argument("nothing to search: expected files, folders or globs in "
                                    "`paths`, or a file of names in `list`");
    for (const std::string& path : params.paths)
        if (path.empty())
            throw std::invalid_argument("`paths` contains an empty name; expected a file, a folder "
                                        "or a glob");
    if (!params.frames.empty())
        check_frames(params.frames, params.paths);
}

void Files::open(const Params& params, const OpenContext& context) {
    if (!params.frames.empty())
        frames_.emplace(params.frames);
    for (const std::string& path : params.paths) {
        const Meaning meaning = meaning_of(path, frames_.has_value());
        if (frames_ && has_percent(path) && meaning != Meaning::sequence)
            notes_.push_back(fmt::format("{} exists, and was taken as it is, not as a sequence of "
                                         "frames",
                                         storage::quoted(path)));
        meanings_.push_back(meaning);
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
    std::vector<std::string> notes = notes_;
    const std::uint64_t ignored = ignored_ + (walk_ ? walk_->ignored() : 0);
    if (ignored > 0)
        notes.push_back(
            fmt::format("{} in the searched folders {} passed by: no extension of an image, or no "
                        "regular file; a glob takes whatever it matches",
                        ignored == 1 ? "1 name" : fmt::format("{} names", ignored),
                        ignored == 1 ? "was" : "were"));
    return notes;
}

std::optional<Request> Files::next_of_paths(const Params& params) {
    while (true) {
        if (walk_) {
            if (std::optional<storage::Walk::Found> found = walk_->next())
                return request(std::move(found->path), std::move(found->dir));
            ignored_ += walk_->ignored();
            walk_.reset();
        }
        if (sequence_) {
            if (std::optional<storage::FrameSequence::Found> found = sequence_->next()) {
                Request frame = request(std::move(found->path), std::move(found->dir));
                if (found->frame)
                    frame.attributes.set("frame", *found->frame);
                return frame;
            }
            sequence_.reset();
        }
        if (next_path_ == params.paths.size())
            return std::nullopt;
        const std::size_t path = next_path_++;
        if (std::optional<Request> named = begin(params.paths[path], meanings_[path]))
            return named;
    }
}

// A request where the path is that of one file; else there is a walk or a sequence now.
std::optional<Request> Files::begin(const std::string& path, Meaning meaning) {
    switch (meaning) {
    case Meaning::folder:
        walk_.emplace(path, output_roots_);
        return std::nullopt;
    case Meaning::glob:
        walk_.emplace(storage::Glob{path}, output_roots_);
        return std::nullopt;
    case Meaning::sequence:
        sequence_.emplace(path, frames_);
        return std::nullopt;
    case Meaning::file:
        break;
    }
    return request(path, ".");
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
