// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

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

} // namespace penstock
