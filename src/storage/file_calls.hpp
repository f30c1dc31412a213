// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace penstock::storage {

// The system calls that outputs are made with: an interface, so that tests can make each of them
// fail. Like the system's: -1 and errno where one fails. Stateless; any thread.
class FileCalls {
public:
    FileCalls() = default;
    FileCalls(const FileCalls&) = delete;
    FileCalls& operator=(const FileCalls&) = delete;
    virtual ~FileCalls() = default;

    // The folder `path` below the folder `root`, to be used as the start of other calls. Passes no
    // symbolic link and no `..`: fails with ELOOP or EXDEV there.
    [[nodiscard]] virtual int open_folder(int root, const char* path) const;
    // A new file; EEXIST where the name is taken.
    [[nodiscard]] virtual int create_file(int folder, const char* name) const;
    // An existing file, to be written to at its end.
    [[nodiscard]] virtual int reopen_file(int folder, const char* name) const;
    [[nodiscard]] virtual int make_folder(int folder, const char* name) const;
    [[nodiscard]] virtual ssize_t write(int file, const void* bytes, std::size_t size) const;
    [[nodiscard]] virtual int sync_file(int file) const;
    [[nodiscard]] virtual int sync_folder(int folder) const;
    [[nodiscard]] virtual int close(int file) const;
    [[nodiscard]] virtual int rename(int folder, const char* from, const char* to) const;
    // Fails with EEXIST where something stands under the new name.
    [[nodiscard]] virtual int rename_if_absent(int folder, const char* from, const char* to) const;
};

// How `open_folder` works where the kernel has no openat2: one component after another.
[[nodiscard]] int open_folder_by_components(int root, const char* path);

} // namespace penstock::storage
