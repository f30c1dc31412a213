// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/descriptor.hpp"
#include "storage/output_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace penstock::storage {

// A file in the making: it has a temporary name, ".NAME.PID-NUMBER.part", in the folder where it
// belongs, and takes its final name in one step when it is whole. Unless it was published, it is
// removed with this object.
//
// All calls throw as `throw_output_error`. One thread at a time.
class PartFile {
public:
    enum class IfExists : std::uint8_t { replace, keep };

    // Creates the temporary file; it is open. `folder` outlives this.
    PartFile(const OutputFolder& folder, std::string relative);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile();

    // Adds all bytes, or none: what a failed call wrote is cut off again. Opens the file where it
    // is closed.
    void write(std::span<const std::byte> bytes);
    // Closes the file for a while: it needs no descriptor then. Where that fails, bytes are lost,
    // and all that follows fails too.
    void suspend();
    // The file is whole: syncs it where that is asked for, and closes it.
    void finish();
    // Takes the final name. False: something stands there, and was to be kept. After `finish`.
    [[nodiscard]] bool publish(IfExists if_exists);

    // The new name is safe on disk, where that is asked for. After `publish`.
    void settle();

    // "out/a.jpg".
    [[nodiscard]] std::string shown_name() const { return folder_.shown(relative_); }

private:
    void create();
    void reopen();
    void close_file();

    const OutputFolder& folder_;
    std::string relative_;
    Descriptor parent_;
    std::string temporary_name_; // empty: nothing to remove
    Descriptor file_;
    std::uint64_t size_ = 0;
    int lost_ = 0; // the errno with which bytes were lost that had been taken
};

// The temporary name of the file `name`. Where `name` is long, this is no longer than it: a file
// system that takes the one takes the other.
[[nodiscard]] std::string temporary_name(std::string_view name, long process, std::uint64_t number);

} // namespace penstock::storage
