// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::tools {

/// Where runs of that user can be reached, the best place first: `$XDG_RUNTIME_DIR/penstock` (of
/// the user that asks), `/run/user/UID/penstock`, `/tmp/penstock-UID`; or `$PENSTOCK_RUNTIME_DIR`
/// (likewise) alone.
[[nodiscard]] std::vector<std::string> socket_folders(uid_t user);

/// A socket that waits for connections, and which file it has in its folder.
struct ListeningSocket {
    int descriptor = -1;
    ino_t inode = 0;
};

/// A folder of sockets, `PID.sock` each, that is its owner's alone: what others could have put
/// there is not believed. It is held open: what its name leads to later does not matter, and names
/// of sockets may be longer than addresses of them.
class SocketFolder {
public:
    /// `is_made`: makes it where there is none. Throws `std::runtime_error` with one sentence:
    /// there is none, or it is not that user's alone.
    SocketFolder(const std::string& path, uid_t owner, bool is_made);
    SocketFolder(const SocketFolder&) = delete;
    SocketFolder& operator=(const SocketFolder&) = delete;
    ~SocketFolder();

    /// Those that have a socket here, in order.
    [[nodiscard]] std::vector<pid_t> processes() const;
    /// Returns a socket that waits for connections of that process, or one of descriptor -1 and
    /// errno. EADDRINUSE: somebody listens under that number, in another container that shares the
    /// folder.
    [[nodiscard]] ListeningSocket listen_as(pid_t process) const;
    /// Returns a connection to it, which does not block, or -1 and errno.
    [[nodiscard]] int connect_to(pid_t process) const;
    /// Which file stands under that number; 0: none. Another file has another one.
    [[nodiscard]] ino_t inode_of(pid_t process) const;
    /// Does nothing where that is not the file under that number, or is 0.
    void remove(pid_t process, ino_t inode) const { remove(folder_, process, inode); }

    /// The same for who has no time to look whether the folder is still held open.
    [[nodiscard]] int descriptor() const { return folder_; }
    static void remove(int descriptor, pid_t process, ino_t inode);

private:
    [[nodiscard]] std::string address_of(const std::string& name) const;

    int folder_ = -1;
};

} // namespace penstock::tools
