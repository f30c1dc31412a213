// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/descriptor.hpp"
#include "storage/file_calls.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace penstock::storage {

// What a published file survives.
enum class Durability : std::uint8_t {
    process, // the death of this process: the file is renamed when it is whole
    power,   // the loss of power too: file and folders are synced, which costs disk writes
};

// The folder under which outputs lie. Opened once: later changes of names above it do not matter,
// and nothing below it is reached through `..` or a symbolic link. Thread-safe.
class OutputFolder {
public:
    struct Options {
        Durability durability = Durability::process;
        std::shared_ptr<const FileCalls> calls; // null: the system's. Shared: by tests, that watch.
    };

    // Creates the folder, with its parents. Throws as `throw_output_error`.
    explicit OutputFolder(std::string path);
    OutputFolder(std::string path, Options options);

    // Throws as `throw_output_error` where this process may not create files in the folder itself.
    void check_permission() const;

    // As it was given.
    [[nodiscard]] const std::string& path() const { return path_; }
    // Absolute, without symbolic links: where it was when it was opened.
    [[nodiscard]] const std::string& canonical_path() const { return canonical_path_; }
    // `relative` as a user would write it.
    [[nodiscard]] std::string shown(std::string_view relative) const;

    // Something stands under that name. Throws `ItemError` (permission) where the way there leads
    // through a symbolic link.
    [[nodiscard]] bool exists(const std::string& relative) const;

    // A handle of the folder that `relative`, a file's name, lies in; it is created where it does
    // not exist.
    [[nodiscard]] Descriptor folder_of(const std::string& relative) const;

    [[nodiscard]] Durability durability() const { return options_.durability; }
    [[nodiscard]] const FileCalls& calls() const { return *options_.calls; }
    // Distinct for each call.
    [[nodiscard]] std::uint64_t next_number() const { return number_++; }

private:
    [[nodiscard]] Descriptor make_folders(const std::string& relative) const;
    [[noreturn]] void throw_unreachable(int error, std::string_view relative) const;

    std::string path_;
    Options options_;
    Descriptor root_;
    std::string canonical_path_;
    mutable std::atomic<std::uint64_t> number_{0};
};

} // namespace penstock::storage
