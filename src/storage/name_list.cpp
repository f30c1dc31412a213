// SPDX-License-Identifier: Apache-2.0
#include "storage/name_list.hpp"

#include "storage/quoted.hpp"
#include "storage/system_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace penstock::storage {
namespace {

constexpr std::size_t chunk = 64 * 1024;
// No path is that long: what is given is no list of names.
constexpr std::size_t longest_name = 64 * 1024;

} // namespace

NameList::NameList(const std::string& path, std::function<bool()> is_stopping)
    : shown_{path == "-" ? "the list from standard input" : "the list " + quoted(path)},
      is_stopping_{std::move(is_stopping)} {
    if (path == "-") {
        file_ = STDIN_FILENO;
        return;
    }
    // A pipe that nobody writes to yet is waited for in `read_more`, where a stop is heard of.
    opened_ = Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat status {};
    if (!opened_.is_open() || ::fstat(opened_.get(), &status) != 0)
        throw std::runtime_error(fmt::format("cannot open {}: {}", shown_, words_of(errno)));
    if (S_ISDIR(status.st_mode))
        throw std::runtime_error(fmt::format(
            "{} is a folder; expected a file of names; folders stand in `paths`", shown_));
    file_ = opened_.get();
}

std::optional<std::string> NameList::next() {
    while (std::optional<std::string> line = next_line()) {
        if (separator_ == '\n' && !line->empty() && line->back() == '\r')
            line->pop_back();
        if (!line->empty())
            return line;
    }
    return std::nullopt;
}

std::optional<std::string> NameList::next_line() {
    std::size_t searched = begin_;
    while (true) {
        const std::size_t end = buffer_.find(separator_, searched);
        if (end != std::string::npos) {
            std::string line = buffer_.substr(begin_, end - begin_);
            begin_ = end + 1;
            return line;
        }
        if (buffer_.size() - begin_ > longest_name)
            throw std::runtime_error(
                fmt::format("{} has a line of more than {} bytes: that is no name of a file",
                            shown_,
                            longest_name));
        buffer_.erase(0, std::exchange(begin_, 0));
        searched = buffer_.size();
        if (is_at_end_ || !read_more())
            break;
    }
    if (buffer_.empty())
        return std::nullopt;
    return std::exchange(buffer_, {});
}

// False: the run is being stopped. A half of a name that has arrived is no name.
bool NameList::wait_for_more() const {
    constexpr int milliseconds_between_questions = 50;
    pollfd awaited{.fd = file_, .events = POLLIN, .revents = 0};
    while (::poll(&awaited, 1, milliseconds_between_questions) == 0)
        if (is_stopping_ && is_stopping_())
            return false;
    return true;
}

bool NameList::read_more() {
    std::string more(chunk, '\0');
    ssize_t size = -1;
    do {
        if (!wait_for_more()) {
            buffer_.clear();
            is_at_end_ = true;
            return false;
        }
        size = ::read(file_, more.data(), more.size());
    } while (size < 0 && (errno == EINTR || errno == EAGAIN));
    if (size < 0)
        throw std::runtime_error(fmt::format("cannot read {}: {}", shown_, words_of(errno)));
    more.resize(static_cast<std::size_t>(size));
    is_at_end_ = more.empty();
    if (!std::exchange(has_begun_, true) && more.find('\0') != std::string::npos)
        separator_ = '\0';
    buffer_ += more;
    return !is_at_end_;
}

} // namespace penstock::storage
