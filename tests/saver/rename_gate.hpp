// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>

namespace penstock::test {

/// Stands where files of this process get their final names: while it lives, it holds up those who
/// come there, or fails them as the system would. One at a time. Thread-safe.
class RenameGate {
public:
    RenameGate();
    RenameGate(const RenameGate&) = delete;
    RenameGate& operator=(const RenameGate&) = delete;
    /// Lets everybody through, who must be gone by now or never come back here.
    ~RenameGate();

    /// Nobody gets through until `open`.
    void shut();
    void open();
    /// From now on, files whose name contains `part` fail with this errno.
    void fail(int error, const std::string& part);
    /// Waits until so many stand there.
    void await(std::size_t waiting);

    /// What to fail with; 0: nothing. Called by those who come.
    [[nodiscard]] int pass(const char* name);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_shut_ = false;
    std::size_t waiting_ = 0;
    int error_ = 0;
    std::string failing_;
};

} // namespace penstock::test
