// SPDX-License-Identifier: Apache-2.0
#include "tools/socket_folder.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace penstock::test;
using namespace penstock::tools;
namespace fs = std::filesystem;

namespace {

const uid_t user = ::geteuid();

std::string refusal_of(const std::string& path, uid_t owner, bool is_made = false) {
    try {
        const SocketFolder folder{path, owner, is_made};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

/// A variable of the environment, which is as before at the end.
struct Variable {
    Variable(const char* variable, const char* value) : name{variable} {
        if (const char* was = std::getenv(name))
            before = was;
        value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name);
    }
    ~Variable() { before.empty() ? ::unsetenv(name) : ::setenv(name, before.c_str(), 1); }
    const char* name;
    std::string before;
};

} // namespace

TEST_CASE("the folder for sockets is that of the session, else one in /tmp", "[tools][socket]") {
    const std::string run = fmt::format("/run/user/{}/penstock", user);
    const std::string tmp = fmt::format("/tmp/penstock-{}", user);
    const Variable no_other{"PENSTOCK_RUNTIME_DIR", nullptr};
    {
        const Variable runtime{"XDG_RUNTIME_DIR", "/somewhere"};
        CHECK(socket_folders(user) == std::vector<std::string>{"/somewhere/penstock", run, tmp});
        // What is set for one user says nothing of another.
        CHECK(socket_folders(user + 1).front() == fmt::format("/run/user/{}/penstock", user + 1));
    }
    for (const char* other : {static_cast<const char*>(nullptr), "", "relative/path"}) {
        const Variable runtime{"XDG_RUNTIME_DIR", other};
        CHECK(socket_folders(user) == std::vector<std::string>{run, tmp});
    }
}

TEST_CASE("a folder of one's own is the only one", "[tools][socket]") {
    const Variable own{"PENSTOCK_RUNTIME_DIR", "/my/own"};
    CHECK(socket_folders(user) == std::vector<std::string>{"/my/own"});
    CHECK(socket_folders(user + 1).size() == 2);
}

TEST_CASE("a folder for sockets is made for its owner alone", "[tools][socket]") {
    const TempDir place;
    const std::string path = place / "sockets";
    CHECK(refusal_of(path, user) == path + ": No such file or directory");
    CHECK(refusal_of(path, user, true) == "none");
    CHECK((fs::status(path).permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK(refusal_of(path, user) == "none");
    CHECK(refusal_of(place / "no/such/folder", user, true) != "none");
}

TEST_CASE("a folder that others could have put something in is refused", "[tools][socket]") {
    const TempDir place;
    const std::string path = place / "sockets";
    fs::create_directory(path);
    for (const mode_t mode : {0755U, 0770U, 0701U}) {
        ::chmod(path.c_str(), mode);
        CHECK(
            refusal_of(path, user, true) ==
            fmt::format("{}: this folder is open to others, mode {:o}; expected 700", path, mode));
    }
    ::chmod(path.c_str(), 0700);
    CHECK(refusal_of(path, user + 1) == path + ": this folder is another user's");
    fs::create_directory_symlink(path, place / "link");
    CHECK(refusal_of(place / "link", user, true) != "none");
    place.write("file", "");
    CHECK(refusal_of(place / "file", user, true) != "none");
}

TEST_CASE("a process that listens can be found and connected to, however long the path is",
          "[tools][socket]") {
    const TempDir place;
    const std::string path = place / std::string(200, 'x');
    const SocketFolder folder{path, user, true};
    CHECK(folder.processes().empty());
    const int listening = folder.listen_as(1234).descriptor;
    REQUIRE(listening >= 0);
    place.write(std::string(200, 'x') + "/notes.sock", "");
    place.write(std::string(200, 'x') + "/-5.sock", "");
    CHECK(folder.processes() == std::vector<pid_t>{1234});
    const int connection = folder.connect_to(1234);
    CHECK(connection >= 0);
    ::close(connection);
    ::close(listening);
    CHECK(folder.connect_to(1234) == -1);
    CHECK(errno == ECONNREFUSED);
    folder.remove(1234, folder.inode_of(1234));
    CHECK(folder.connect_to(1234) == -1);
    CHECK(errno == ENOENT);
    CHECK(folder.processes().empty());
}

TEST_CASE("what a dead process of the same number left is no obstacle", "[tools][socket]") {
    const TempDir place;
    const SocketFolder folder{place / "sockets", user, true};
    place.write("sockets/.77.new", "");
    ::close(folder.listen_as(77).descriptor);
    const int listening = folder.listen_as(77).descriptor;
    CHECK(listening >= 0);
    const int connection = folder.connect_to(77);
    CHECK(connection >= 0);
    ::close(connection);
    ::close(listening);
}

TEST_CASE("a number under which somebody listens is not taken from him, however many ask him",
          "[tools][socket]") {
    const TempDir place;
    const SocketFolder folder{place / "sockets", user, true};
    const ListeningSocket first = folder.listen_as(1);
    REQUIRE(first.descriptor >= 0);
    std::vector<int> clients;
    do {
        REQUIRE(folder.listen_as(1).descriptor == -1);
        REQUIRE(errno == EADDRINUSE);
        REQUIRE(folder.inode_of(1) == first.inode);
        clients.push_back(folder.connect_to(1));
    } while (clients.back() >= 0); // until there is no place in the queue
    CHECK(folder.listen_as(1).descriptor == -1);
    CHECK(errno == EADDRINUSE);
    CHECK(folder.inode_of(1) == first.inode);
    clients.pop_back();
    for (const int client : clients)
        ::close(client);
    ::close(first.descriptor);
}

TEST_CASE("only the socket that was meant is removed", "[tools][socket]") {
    const TempDir place;
    const SocketFolder folder{place / "sockets", user, true};
    const ListeningSocket mine = folder.listen_as(1);
    CHECK(mine.inode == folder.inode_of(1));
    fs::rename(place / "sockets/1.sock", place / "sockets/kept"); // so that its inode stays taken
    const ListeningSocket others = folder.listen_as(1);
    REQUIRE(others.descriptor >= 0);
    folder.remove(1, mine.inode);
    folder.remove(1, 0);
    CHECK(folder.inode_of(1) == others.inode);
    folder.remove(1, others.inode);
    CHECK(folder.inode_of(1) == 0);
    ::close(mine.descriptor);
    ::close(others.descriptor);
}
