// SPDX-License-Identifier: Apache-2.0
#include "storage/input_file.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/unprivileged.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace penstock;
using penstock::storage::Descriptor;
using penstock::storage::InputFile;
using penstock::test::TempDir;
using penstock::test::Unprivileged;

namespace fs = std::filesystem;

namespace {

std::string verdict_of(const std::function<void()>& call) {
    try {
        call();
        return "good";
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
}

std::string verdict(const std::string& path) {
    return verdict_of([&] { static_cast<void>(InputFile{path}); });
}

std::string read_verdict(const InputFile& file, std::size_t size) {
    std::string bytes(size, '?');
    return verdict_of([&] { file.read_whole(std::as_writable_bytes(std::span{bytes})); });
}

void make_socket(const fs::path& path) {
    const Descriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.string().copy(address.sun_path, sizeof address.sun_path - 1) ==
            path.string().size());
    REQUIRE(::bind(listener.get(),
                   reinterpret_cast<const sockaddr*>(&address), // as sockets are addressed
                   sizeof address) == 0);
}

// Opening of files in a folder, as the system saw it.
class Openings {
public:
    explicit Openings(const fs::path& folder) : events_{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)} {
        REQUIRE(::inotify_add_watch(events_.get(), folder.c_str(), IN_OPEN) >= 0);
    }
    [[nodiscard]] bool happened() const {
        std::array<char, 4096> event{};
        return ::read(events_.get(), event.data(), event.size()) > 0;
    }

private:
    Descriptor events_;
};

} // namespace

TEST_CASE("an input file is a regular file that is there", "[storage][input]") {
    const TempDir temp;
    CHECK(InputFile{temp.write("a", "12345").string()}.size() == 5);
    CHECK(InputFile{temp.write("empty", "").string()}.size() == 0);
    const fs::path odd = temp.write("-\n\xFF%d{x}*", "123");
    CHECK(InputFile{odd.string()}.size() == 3);
    CHECK(InputFile{temp.write(std::string(255, 'n'), "1").string()}.size() == 1);
    fs::create_symlink("a", temp / "link");
    CHECK(InputFile{(temp / "link").string()}.size() == 5);
}

TEST_CASE("what is no regular file has a verdict of its own", "[storage][input]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    temp.write("a", "12345");
    fs::create_directory(temp / "folder.jpg");
    REQUIRE(::mkfifo((temp / "pipe").c_str(), 0600) == 0);
    make_socket(temp / "socket");
    fs::create_symlink("nothing", temp / "dangling");
    fs::create_symlink("self", temp / "self");
    fs::create_symlink("pong", temp / "ping");
    fs::create_symlink("ping", temp / "pong");
    fs::create_symlink("/dev/zero", temp / "endless");
    const std::array<std::array<std::string, 2>, 13> verdicts{
        {{root + "/none", "missing: cannot be opened: No such file or directory"},
         {root + "/none/none", "missing: cannot be opened: No such file or directory"},
         {root + "/a/none", "missing: cannot be opened: Not a directory"},
         {root + "/dangling", "missing: cannot be opened: No such file or directory"},
         {std::string{"a\0b", 3}, "missing: no file has a zero byte in its name"},
         {"", "missing: cannot be opened: No such file or directory"},
         {root + "/folder.jpg", "unsupported: this is a folder; expected a file"},
         {root + "/pipe", "unsupported: this is no regular file; expected one"},
         {root + "/socket", "unsupported: this is no regular file; expected one"},
         {root + "/endless", "unsupported: this is no regular file; expected one"},
         {root + "/self", "io: cannot be opened: Too many levels of symbolic links"},
         {root + "/ping", "io: cannot be opened: Too many levels of symbolic links"},
         {root + '/' + std::string(256, 'n'), "limit: cannot be opened: File name too long"}}};
    for (const auto& [path, expected] : verdicts)
        CHECK(verdict(path) == expected);
}

TEST_CASE("what may not be read has a verdict of its own", "[storage][input]") {
    const TempDir temp;
    fs::permissions(temp.path(), fs::perms{0755});
    const fs::path secret = temp.write("secret", "12345");
    fs::permissions(secret, fs::perms::none);
    const fs::path hidden = temp.write("closed/a", "12345");
    fs::permissions(temp / "closed", fs::perms::none);
    if (Unprivileged::is_possible()) {
        const Unprivileged now;
        CHECK(verdict(secret.string()) == "permission: cannot be opened: Permission denied");
        CHECK(verdict(hidden.string()) == "permission: cannot be opened: Permission denied");
    } else {
        WARN("this system does not let root do without its privileges");
    }
    fs::permissions(temp / "closed", fs::perms::owner_all);
}

TEST_CASE("a pipe is not opened: who waits at its other end keeps waiting", "[storage][input]") {
    const TempDir temp;
    REQUIRE(::mkfifo((temp / "pipe").c_str(), 0600) == 0);
    temp.write("a", "");
    const Openings openings{temp.path()};
    CHECK(verdict((temp / "pipe").string()).starts_with("unsupported"));
    CHECK_FALSE(openings.happened());
    CHECK(verdict((temp / "a").string()) == "good");
    CHECK(openings.happened());
}

TEST_CASE("a lease of another program is not waited for", "[storage][input]") {
    const TempDir temp;
    const std::string path = temp.write("a", "12345").string();
    const Descriptor holder{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    auto* const before = std::signal(SIGIO, SIG_IGN); // how the holder is asked to give it back
    if (::fcntl(holder.get(), F_SETLEASE, F_WRLCK) == 0) {
        CHECK(verdict(path) ==
              "io: cannot be opened: another program holds a lease on it; try again later");
        ::fcntl(holder.get(), F_SETLEASE, F_UNLCK);
        CHECK(verdict(path) == "good");
    } else {
        WARN("this file system has no leases");
    }
    std::signal(SIGIO, before);
}

TEST_CASE("a file that changes while it is read fails, and says how", "[storage][input]") {
    const TempDir temp;
    const fs::path path = temp.write("a", "12345");
    const InputFile file{path.string()};
    CHECK(read_verdict(file, 5) == "good");
    CHECK(read_verdict(file, 4) ==
          "io: the file changed while it was read: it had 4 bytes, and has 5 now");
    fs::resize_file(path, 3);
    CHECK(read_verdict(file, 5) ==
          "io: the file changed while it was read: it had 5 bytes, and ends after 3 now");
    fs::resize_file(path, 6);
    CHECK(read_verdict(file, 5) ==
          "io: the file changed while it was read: it had 5 bytes, and has more now");
}

TEST_CASE("a file that is removed or replaced while it is read is read as it was",
          "[storage][input]") {
    const TempDir temp;
    const fs::path path = temp.write("a", "12345");
    const InputFile file{path.string()};
    fs::rename(temp.write("b", "other"), path);
    std::string bytes(5, '?');
    file.read_whole(std::as_writable_bytes(std::span{bytes}));
    CHECK(bytes == "12345");
    fs::remove(path);
    file.read_whole(std::as_writable_bytes(std::span{bytes}));
    CHECK(bytes == "12345");
}
