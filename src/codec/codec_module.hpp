// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/guest_codecs.hpp"

#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace penstock::codec {

/// The module cannot be used; the message says where it was looked for and what to do.
class ModuleError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Loads the module with OpenImageIO when it is first asked for. The module stays loaded.
///
/// Objects are independent and cheap; the second one finds the library that the first one loaded.
class CodecModule {
public:
    /// Looks in the folders where the library or program that contains this code has its modules.
    CodecModule();
    /// Looks in these folders.
    explicit CodecModule(std::vector<std::filesystem::path> folders);

    /// Any thread. Throws `ModuleError`; the next call tries again.
    [[nodiscard]] const GuestCodecs& codecs() const;
    [[nodiscard]] bool is_loaded() const;

private:
    std::vector<std::filesystem::path> folders_;
    mutable std::mutex mutex_; // guards codecs_
    mutable const GuestCodecs* codecs_ = nullptr;
};

} // namespace penstock::codec
