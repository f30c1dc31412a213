// SPDX-License-Identifier: Apache-2.0
#include "core/shared_library.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <optional>
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

std::string machine_name(std::uint16_t machine) {
    switch (machine) {
    case EM_386:
        return "x86 with 32 bits";
    case EM_X86_64:
        return "x86-64";
    case EM_ARM:
        return "ARM with 32 bits";
    case EM_AARCH64:
        return "ARM with 64 bits";
    case EM_PPC64:
        return "PowerPC with 64 bits";
    case EM_S390:
        return "S/390";
    case EM_RISCV:
        return "RISC-V";
    default:
        return "machine number " + std::to_string(machine);
    }
}

// What the file was built for, as a number of ELF. Nothing where it is no library.
std::optional<std::uint16_t> machine_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    Elf64_Ehdr header{}; // of 32 bits the beginning is alike
    constexpr std::size_t alike = offsetof(Elf64_Ehdr, e_version);
    if (!stream.read(reinterpret_cast<char*>(&header), alike) ||
        std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return std::nullopt;
    constexpr int own = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    return header.e_ident[EI_DATA] == own ? header.e_machine : __builtin_bswap16(header.e_machine);
}

// A library of another machine: the system says of it that there is no such file. Empty where it
// is of this one, or is none.
std::string wrong_machine(const std::filesystem::path& file) {
    static const std::optional<std::uint16_t> own = machine_of("/proc/self/exe");
    const std::optional<std::uint16_t> found = machine_of(file);
    if (!own || !found || *own == *found)
        return {};
    return "it was built for " + machine_name(*found) + ", and this machine is " +
           machine_name(*own);
}

// The file that contains this function: libpenstock.so, or a program that is linked statically.
std::filesystem::path own_file() {
    Dl_info info{};
    const auto address = reinterpret_cast<void*>(&own_file);
    std::error_code ignored;
    if (::dladdr(address, &info) != 0 && info.dli_fname != nullptr && info.dli_fname[0] == '/')
        return std::filesystem::canonical(info.dli_fname, ignored);
    // Of a program it is what was typed, which a search path or a changed directory makes useless.
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

void* opened(const std::filesystem::path& file) {
    if (const std::string wrong = wrong_machine(file); !wrong.empty())
        throw std::runtime_error(wrong);
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

std::string library_file_name(const std::string& name) {
    return name.find(".so") != std::string::npos ? name : "lib" + name + ".so";
}

std::string unversioned_name(const std::filesystem::path& file) {
    std::string name = file.filename().string();
    const std::size_t end = name.rfind(".so.");
    if (end != std::string::npos &&
        name.find_first_not_of("0123456789.", end + 4) == std::string::npos)
        name.resize(end + 3);
    return name;
}

std::vector<std::filesystem::path> library_folders() {
    const std::filesystem::path folder = own_file().parent_path();
    return {folder / "penstock", (folder / ".." / "lib" / "penstock").lexically_normal()};
}

} // namespace penstock
