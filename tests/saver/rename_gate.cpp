// SPDX-License-Identifier: Apache-2.0
#include "saver/rename_gate.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <sys/syscall.h>
#include <unistd.h>

namespace penstock::test {
namespace {

std::atomic<RenameGate*> gate{nullptr};

} // namespace

RenameGate::RenameGate() {
    gate = this;
}

RenameGate::~RenameGate() {
    gate = nullptr;
    open();
}

void RenameGate::shut() {
    const std::scoped_lock lock{mutex_};
    is_shut_ = true;
}

void RenameGate::open() {
    const std::scoped_lock lock{mutex_};
    is_shut_ = false;
    changed_.notify_all();
}

void RenameGate::fail(int error, const std::string& part) {
    const std::scoped_lock lock{mutex_};
    error_ = error;
    failing_ = part;
}

void RenameGate::await(std::size_t waiting) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
}

int RenameGate::pass(const char* name) {
    std::unique_lock lock{mutex_};
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !is_shut_; });
    --waiting_;
    return error_ != 0 && std::string{name}.find(failing_) != std::string::npos ? error_ : 0;
}

} // namespace penstock::test

// Comes before that of the C library, which file_calls.cpp would call otherwise.
extern "C" int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
    if (penstock::test::RenameGate* const gate = penstock::test::gate)
        if (const int error = gate->pass(to); error != 0) {
            errno = error;
            return -1;
        }
    return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, 0U));
}
