// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace penstock::test {

/// While it lives, permissions of files hold for this thread, though the tests may be run by root.
class Unprivileged {
public:
    Unprivileged() {
        if (::geteuid() == 0)
            ::setfsuid(nobody);
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
    ~Unprivileged() { ::setfsuid(::geteuid()); }

    /// False: this system does not let root do without its privileges.
    [[nodiscard]] static bool is_possible() {
        const Unprivileged now;
        return ::geteuid() != 0 || ::setfsuid(static_cast<uid_t>(-1)) == static_cast<int>(nobody);
    }

private:
    static constexpr uid_t nobody = 65534;
};

} // namespace penstock::test
