// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_module.hpp"

#include "penstock/version.hpp"

#include "core/shared_library.hpp"

#include <fmt/format.h>

#include <string>
#include <system_error>
#include <utility>

namespace penstock::codec {
namespace {

constexpr const char* file_name = "libpenstock-oiio.so";

SharedLibrary loaded(const std::filesystem::path& file) {
    try {
        return SharedLibrary{file};
    } catch (const std::runtime_error& error) {
        throw ModuleError(fmt::format("the module {} cannot be loaded: {}; reinstall penstock with "
                                      "the packages that it depends on",
                                      file.string(),
                                      error.what()));
    }
}

const GuestCodecs& opened(const std::filesystem::path& file) {
    const SharedLibrary library = loaded(file);
    auto* abi = library.function<std::uint64_t()>(guest_abi_symbol);
    auto* codecs = library.function<const GuestCodecs*()>(guest_codecs_symbol);
    if (abi == nullptr || codecs == nullptr || abi() != guest_codecs_abi())
        throw ModuleError(fmt::format("the module {} is of another version than penstock {}; "
                                      "install both from the same build",
                                      file.string(),
                                      version()));
    return *codecs();
}

} // namespace

std::uint64_t guest_codecs_abi() {
    constexpr std::uint64_t release = PENSTOCK_VERSION_MAJOR * 1'000'000ULL +
                                      PENSTOCK_VERSION_MINOR * 1'000ULL + PENSTOCK_VERSION_PATCH;
    return release << 32U | std::uint64_t{guest_codecs_interface} << 16U | __GXX_ABI_VERSION;
}

CodecModule::CodecModule() : CodecModule{library_folders()} {}

CodecModule::CodecModule(std::vector<std::filesystem::path> folders)
    : folders_{std::move(folders)} {}

const GuestCodecs& CodecModule::codecs() const {
    const std::scoped_lock lock{mutex_};
    if (codecs_ != nullptr)
        return *codecs_;
    std::string places;
    for (const std::filesystem::path& folder : folders_) {
        const std::filesystem::path file = folder / file_name;
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored)) {
            codecs_ = &opened(file);
            return *codecs_;
        }
        places += (places.empty() ? "" : ", ") + folder.string();
    }
    throw ModuleError(
        fmt::format("tiff, exr and ocio_convert need the module {}, which is in none of {}; "
                    "reinstall penstock",
                    file_name,
                    places));
}

bool CodecModule::is_loaded() const {
    const std::scoped_lock lock{mutex_};
    return codecs_ != nullptr;
}

} // namespace penstock::codec
