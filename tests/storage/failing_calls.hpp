// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/file_calls.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace penstock::test {

/// The system's calls, of which the n-th (counted from 0) fails; the later ones too where
/// `is_lasting`. Counts what it was asked for.
class FailingCalls final : public storage::FileCalls {
public:
    FailingCalls(std::uint64_t nth, int error, bool is_lasting = false)
        : nth_{nth}, error_{error}, is_lasting_{is_lasting} {}

    /// The call that was to fail was reached.
    [[nodiscard]] bool has_failed() const { return count_ > nth_; }

    int open_folder(int root, const char* path) const override {
        return fails() ? -1 : FileCalls::open_folder(root, path);
    }
    int create_file(int folder, const char* name) const override {
        return fails() ? -1 : FileCalls::create_file(folder, name);
    }
    int reopen_file(int folder, const char* name) const override {
        return fails() ? -1 : FileCalls::reopen_file(folder, name);
    }
    int make_folder(int folder, const char* name) const override {
        return fails() ? -1 : FileCalls::make_folder(folder, name);
    }
    ssize_t write(int file, const void* bytes, std::size_t size) const override {
        return fails() ? -1 : FileCalls::write(file, bytes, std::min(size, largest_write));
    }
    int sync_file(int file) const override {
        ++file_syncs;
        return fails() ? -1 : FileCalls::sync_file(file);
    }
    int sync_folder(int folder) const override {
        ++folder_syncs;
        return fails() ? -1 : FileCalls::sync_folder(folder);
    }
    int close(int file) const override {
        const int result = FileCalls::close(file); // the descriptor is gone in any case
        return fails() ? -1 : result;
    }
    int rename(int folder, const char* from, const char* to) const override {
        return fails() ? -1 : FileCalls::rename(folder, from, to);
    }
    int rename_if_absent(int folder, const char* from, const char* to) const override {
        return fails() ? -1 : FileCalls::rename_if_absent(folder, from, to);
    }

    std::size_t largest_write = static_cast<std::size_t>(-1); ///< smaller: short writes
    mutable std::atomic<int> file_syncs{0};
    mutable std::atomic<int> folder_syncs{0};

private:
    bool fails() const {
        const std::uint64_t number = count_++;
        if (number == nth_ || (is_lasting_ && number > nth_)) {
            errno = error_;
            return true;
        }
        return false;
    }

    std::uint64_t nth_;
    int error_;
    bool is_lasting_;
    mutable std::atomic<std::uint64_t> count_{0};
};

constexpr std::uint64_t never = static_cast<std::uint64_t>(-1);

} // namespace penstock::test
