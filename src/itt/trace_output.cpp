// SPDX-License-Identifier: Apache-2.0
#include "itt/trace_output.hpp"

#include "itt/spin_lock.hpp"

#include <climits>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace penstock::itt {
namespace {

constexpr int no_file = -1;
constexpr int most_temporaries = 1000; // numbers of processes come again, in containers at once

class Mutex {
public:
    void lock() { ::pthread_mutex_lock(&mutex_); }
    void unlock() { ::pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

Mutex mutex; // guards the file
std::atomic<int> file{no_file};
int folder = no_file;       // the program may go elsewhere meanwhile
char path[PATH_MAX];        // as it is told
const char* name = nullptr; // in its folder
char temporary[NAME_MAX + 1];
bool is_renamed_at_end = false;

// Of the pattern: %p is the number of the process.
bool make_path(const char* pattern) {
    std::size_t used = 0;
    for (const char* at = pattern; *at != '\0'; ++at) {
        char piece[16] = {*at};
        if (*at == '%' && at[1] == 'p') {
            std::snprintf(piece, sizeof piece, "%ld", static_cast<long>(::getpid()));
            ++at;
        }
        const std::size_t length = std::strlen(piece);
        if (length >= sizeof path - used)
            return false;
        std::memcpy(path + used, piece, length + 1);
        used += length;
    }
    return used > 0;
}

void say(const char* what, int error) {
    char text[PATH_MAX + 200];
    const int length = std::snprintf(text,
                                     sizeof text,
                                     "libpenstock-itt-trace: %s: %s%s%s\n",
                                     path,
                                     what,
                                     error != 0 ? ": " : "",
                                     error != 0 ? std::strerror(error) : "");
    if (length > 0 && ::write(STDERR_FILENO, text, static_cast<std::size_t>(length)) < 0)
        return; // there is nobody to tell
}

bool open_temporary() {
    char* const slash = std::strrchr(path, '/');
    name = slash != nullptr ? slash + 1 : path;
    if (*name == '\0') {
        errno = EISDIR;
        return false;
    }
    if (slash == nullptr)
        folder = ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    else if (slash == path)
        folder = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    else {
        *slash = '\0';
        folder = ::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        *slash = '/';
    }
    if (folder == no_file)
        return false;
    for (int number = 0; number < most_temporaries; ++number) {
        const char* const format = number == 0 ? "%s.%ld.partial" : "%s.%ld-%d.partial";
        const int length = std::snprintf(
            temporary, sizeof temporary, format, name, static_cast<long>(::getpid()), number);
        if (length < 0 || static_cast<std::size_t>(length) >= sizeof temporary) {
            errno = ENAMETOOLONG;
            return false;
        }
        file =
            ::openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file != no_file || errno != EEXIST)
            return file != no_file;
    }
    return false;
}

} // namespace

bool TraceOutput::is_open() const {
    return file != no_file;
}

bool TraceOutput::open() {
    const char* const wanted = std::getenv("PENSTOCK_ITT_TRACE");
    if (!make_path(wanted != nullptr && *wanted != '\0' ? wanted : "itt-trace-%p.json")) {
        say("the name is too long; nothing is traced", 0);
        return false;
    }
    // A device or a pipe is no file that another could take the place of.
    struct stat there {};
    if (::stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        file = ::open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    else if (open_temporary())
        is_renamed_at_end = true;
    if (!is_open()) {
        say("it cannot be written, so nothing is traced", errno);
        return false;
    }
    write_all("[\n");
    return is_open();
}

void TraceOutput::write(std::string_view lines) {
    const Locked held{mutex};
    write_all(lines);
}

void TraceOutput::complete(std::string_view last_line) {
    const Locked held{mutex};
    write_all(last_line);
    write_all("\n]\n");
    if (!is_open())
        return;
    if (::close(file.exchange(no_file)) != 0)
        say("what was written last is lost", errno);
    else if (is_renamed_at_end && ::renameat(folder, temporary, folder, name) != 0)
        say("it cannot get its name; it is beside it, with .partial at its end", errno);
}

// The errno of the program is its own.
void TraceOutput::write_all(std::string_view text) {
    const int before = errno;
    while (is_open() && !text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            fail("the trace ends here; as far as it goes, it is beside it, with .partial at its "
                 "end");
    }
    errno = before;
}

void TraceOutput::fail(const char* what) {
    say(what, errno);
    ::close(file.exchange(no_file));
}

} // namespace penstock::itt
