// SPDX-License-Identifier: Apache-2.0
#include "storage/input_file.hpp"

#include "penstock/failure.hpp"

#include "storage/system_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace penstock::storage {
namespace {

ErrorClass class_of(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return ErrorClass::missing;
    case EACCES:
    case EPERM:
        return ErrorClass::permission;
    case ENAMETOOLONG:
        return ErrorClass::limit;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return ErrorClass::resource;
    default:
        return ErrorClass::io;
    }
}

[[noreturn]] void throw_not_opened(int error) {
    // With O_NONBLOCK nobody waits for a lease (of a file server, say) to be given back.
    if (error == EWOULDBLOCK)
        throw ItemError{ErrorClass::io,
                        "cannot be opened: another program holds a lease on it; try again later"};
    throw ItemError{class_of(error), "cannot be opened: " + words_of(error)};
}

void refuse_unless_regular(const struct stat& status) {
    if (S_ISDIR(status.st_mode))
        throw ItemError{ErrorClass::unsupported, "this is a folder; expected a file"};
    if (!S_ISREG(status.st_mode))
        throw ItemError{ErrorClass::unsupported, "this is no regular file; expected one"};
}

// How many bytes there were from `offset` on.
std::size_t read_at(int file, std::uint64_t offset, std::span<std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::pread(
            file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw ItemError{ErrorClass::io, "cannot be read: " + words_of(errno)};
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

[[noreturn]] void throw_changed(std::uint64_t expected, std::string_view found) {
    throw ItemError{ErrorClass::io,
                    fmt::format("the file changed while it was read: it had {} bytes, and {}",
                                expected,
                                found)};
}

} // namespace

InputFile::InputFile(const std::string& path) {
    if (path.find('\0') != std::string::npos)
        throw ItemError{ErrorClass::missing, "no file has a zero byte in its name"};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        throw_not_opened(errno);
    refuse_unless_regular(status);
    do {
        file_ = Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    } while (!file_.is_open() && errno == EINTR);
    if (!file_.is_open())
        throw_not_opened(errno);
    // Again: the name may have been given to something else meanwhile.
    if (::fstat(file_.get(), &status) != 0)
        throw_not_opened(errno);
    refuse_unless_regular(status);
    size_ = static_cast<std::uint64_t>(status.st_size);
}

void InputFile::read_whole(std::span<std::byte> bytes) const {
    if (size_ != bytes.size())
        throw_changed(bytes.size(), fmt::format("has {} now", size_));
    const std::size_t size = read_at(file_.get(), 0, bytes);
    if (size != bytes.size())
        throw_changed(bytes.size(), fmt::format("ends after {} now", size));
    std::byte more{};
    if (read_at(file_.get(), size_, {&more, 1}) == 1)
        throw_changed(bytes.size(), "has more now");
}

} // namespace penstock::storage
