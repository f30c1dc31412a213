// SPDX-License-Identifier: Apache-2.0
#include "tools/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace penstock::tools {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
    return std::generic_category().message(error);
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path{"."};
}

int open_new(const std::string& file) {
    return ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

// Returns 0 or errno.
int write_and_close(int file, std::string_view text) {
    const int error = write_all(file, text);
    const int closed = ::close(file) == 0 ? 0 : errno;
    return error != 0 ? error : closed;
}

} // namespace

int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

bool is_special(const std::string& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
}

void print(std::string_view text) {
    const int error = write_all(STDOUT_FILENO, text);
    if (error != 0 && error != EPIPE)
        throw OutputError(fmt::format("standard output: cannot write: {}", reason(error)));
}

void check_writable(const std::string& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::is_directory(status))
        throw OutputError(fmt::format("{}: this is a folder; expected a file name", file));
    if (status.type() == fs::file_type::none) // a name that is too long, or links in a ring
        throw OutputError(fmt::format("{}: cannot write: {}", file, error.message()));
    if (is_special(file))
        return;
    const fs::path folder = folder_of(file);
    if (!fs::is_directory(folder, error))
        throw OutputError(
            fs::exists(folder, error)
                ? fmt::format("{}: {} is no folder", file, folder.string())
                : fmt::format("{}: there is no folder {}; create it first", file, folder.string()));
    if (::access(folder.c_str(), W_OK) != 0)
        throw OutputError(fmt::format(
            "{}: cannot write to the folder {}: {}", file, folder.string(), reason(errno)));
}

void write_file(const std::string& file, std::string_view text) {
    if (is_special(file)) {
        const int device = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
        const int error = device < 0 ? errno : write_and_close(device, text);
        if (error != 0)
            throw OutputError(fmt::format("{}: cannot write: {}", file, reason(error)));
        return;
    }
    const fs::path folder = folder_of(file);
    // A name can be as long as the file system permits; this one must not be longer.
    const std::string name = fs::path{file}.filename().string().substr(0, 200);
    const std::string temporary = (folder / fmt::format(".{}.{}.part", name, ::getpid())).string();
    const int descriptor = open_new(temporary);
    int error = descriptor < 0 ? errno : write_and_close(descriptor, text);
    if (error == 0 && ::rename(temporary.c_str(), file.c_str()) != 0)
        error = errno;
    if (error == 0)
        return;
    if (descriptor >= 0)
        ::unlink(temporary.c_str());
    throw OutputError(fmt::format("{}: cannot write: {}", file, reason(error)));
}

} // namespace penstock::tools
