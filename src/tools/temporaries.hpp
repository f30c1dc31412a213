// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <sys/resource.h>

namespace penstock::tools {

/// While it exists, no thread of this process opens or creates a file. What is open stays open.
class NothingOpens {
public:
    NothingOpens();
    NothingOpens(const NothingOpens&) = delete;
    NothingOpens& operator=(const NothingOpens&) = delete;
    ~NothingOpens();

private:
    rlimit before_{};
};

/// Removes the temporary files of outputs that this process is writing: for when it is about to
/// end without finishing them. They are named `.NAME.PID-NUMBER.part`, and as long as one exists,
/// this process holds its folder open. Other threads may still be at work: whoever holds the result
/// until the end of the process keeps them from making more.
[[nodiscard]] std::unique_ptr<NothingOpens> remove_temporaries();

} // namespace penstock::tools
