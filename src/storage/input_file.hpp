// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace penstock::storage {

// An open regular file. Folders, devices, pipes and sockets are refused without being opened: that
// alone can wait, let go whoever waits at the other end, or rewind a tape.
class InputFile {
public:
    // Throws `ItemError`: missing, permission, unsupported (no regular file), limit (a name that
    // is too long), resource, io.
    explicit InputFile(const std::string& path);

    [[nodiscard]] int descriptor() const { return file_.get(); }
    // When it was opened.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    // Fills all of `bytes`, which is what the file was when somebody looked at its size. Throws
    // `ItemError` (io) where it has, or gets, another size meanwhile, or cannot be read.
    void read_whole(std::span<std::byte> bytes) const;

private:
    Descriptor file_;
    std::uint64_t size_ = 0;
};

} // namespace penstock::storage
