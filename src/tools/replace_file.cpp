// SPDX-License-Identifier: Apache-2.0
#include "tools/replace_file.hpp"

#include "tools/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

// As long as others need to write theirs, and not for ever: one of them can have been stopped.
constexpr int most_tries = 100;
constexpr std::chrono::milliseconds between_tries{10};

class LockedFile {
public:
    explicit LockedFile(std::string name) : name_{std::move(name)} {
        for (int i = 0; i < most_tries && !try_open(); ++i)
            std::this_thread::sleep_for(between_tries);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;
    ~LockedFile() { close(); }

    [[nodiscard]] bool is_open() const { return file_ >= 0; }
    /// Why it is not.
    [[nodiscard]] int error() const { return error_; }

    /// Returns 0 or errno.
    [[nodiscard]] int write(std::string_view text) const {
        return ::ftruncate(file_, 0) == 0 ? write_all(file_, text) : errno;
    }

private:
    // True: there is no point in trying again.
    bool try_open() {
        close();
        file_ =
            ::open(name_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (file_ < 0) {
            error_ = errno;
            return true;
        }
        if (::flock(file_, LOCK_EX | LOCK_NB) == 0 && is_still_there())
            return true;
        error_ = EBUSY;
        close();
        return false;
    }

    // Another process can have given it its final name before the lock was granted.
    [[nodiscard]] bool is_still_there() const {
        struct stat opened = {};
        struct stat named = {};
        return ::fstat(file_, &opened) == 0 && ::lstat(name_.c_str(), &named) == 0 &&
               opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
    }

    void close() {
        if (file_ >= 0)
            ::close(std::exchange(file_, -1));
    }

    std::string name_;
    int file_ = -1;
    int error_ = 0;
};

} // namespace

void replace_file(const std::string& file, std::string_view text) {
    const std::filesystem::path path{file};
    const std::string name = path.filename().string().substr(0, 200);
    const std::string temporary = path.parent_path() / fmt::format(".{}.part", name);
    const LockedFile locked{temporary};
    int error = locked.is_open() ? locked.write(text) : locked.error();
    if (error == 0 && ::rename(temporary.c_str(), file.c_str()) != 0)
        error = errno;
    if (error == 0)
        return;
    if (locked.is_open())
        ::unlink(temporary.c_str());
    throw OutputError(
        fmt::format("{}: cannot write: {}", file, std::generic_category().message(error)));
}

} // namespace penstock::tools
