// SPDX-License-Identifier: Apache-2.0
#include "core/shared_library.hpp"

#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace penstock {
namespace {

template <class Header> bool read_at(std::ifstream& stream, std::uint64_t offset, Header& header) {
    stream.seekg(static_cast<std::streamoff>(offset));
    return static_cast<bool>(stream.read(reinterpret_cast<char*>(&header), sizeof header));
}

// A file that was copied in part. The system maps what is not there, and the process dies of it.
bool ends_too_early(const std::filesystem::path& file) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    std::ifstream stream{file, std::ios::binary};
    Elf64_Ehdr header{};
    if (error || !read_at(stream, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64)
        return false; // the system says what is wrong with it
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment{};
        if (!read_at(stream, header.e_phoff + i * header.e_phentsize, segment))
            return true;
        if (segment.p_type == PT_LOAD &&
            (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
            return true;
    }
    return false;
}

void* opened(const std::filesystem::path& file) {
    if (ends_too_early(file))
        throw std::runtime_error("the file ends too early; copy it again");
    return ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

} // namespace

SharedLibrary::SharedLibrary(const std::filesystem::path& file) : handle_{opened(file)} {
    if (handle_ != nullptr)
        return;
    const char* text = ::dlerror(); // NOLINT(concurrency-mt-unsafe): each thread has its own
    throw std::runtime_error(text != nullptr ? text : "unknown error");
}

void* SharedLibrary::symbol(const char* name) const {
    return ::dlsym(handle_, name);
}

} // namespace penstock
