// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace penstock {

/// A shared library. It stays loaded until the process ends: its threads, and what it has thrown,
/// may outlive those who asked for it. Copies mean the same library.
class SharedLibrary {
public:
    /// Nobody else sees its names. Throws `std::runtime_error` with what the system says.
    explicit SharedLibrary(const std::filesystem::path& file);

    /// The C function of that name, or null.
    template <class Function> [[nodiscard]] Function* function(const char* name) const {
        return reinterpret_cast<Function*>(symbol(name));
    }

private:
    [[nodiscard]] void* symbol(const char* name) const;

    void* handle_ = nullptr;
};

/// The file of a library that goes by a name: of "tint" it is libtint.so; "libtint.so" and
/// "libtint.so.1" are files.
[[nodiscard]] std::string library_file_name(const std::string& name);

/// The name under which programs ask for the library in a file: without the version that may stand
/// behind it, so that of libtint.so.1 it is libtint.so.
[[nodiscard]] std::string unversioned_name(const std::filesystem::path& file);

/// Where the libraries lie that belong to this one: the folder "penstock" beside libpenstock.so or
/// beside the program that it is linked into, and "../lib/penstock".
[[nodiscard]] std::vector<std::filesystem::path> library_folders();

} // namespace penstock
