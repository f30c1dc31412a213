// SPDX-License-Identifier: Apache-2.0
#include "text/face.hpp"

namespace penstock::text {
namespace {

CountedMemory& account_of(FT_Memory memory) {
    return *static_cast<CountedMemory*>(memory->user);
}

void* allocate(FT_Memory memory, long size) {
    return account_of(memory).allocate(static_cast<std::size_t>(size));
}

void release(FT_Memory memory, void* block) {
    account_of(memory).release(block);
}

void* reallocate(FT_Memory memory, long /*before*/, long after, void* block) {
    return account_of(memory).reallocate(block, static_cast<std::size_t>(after));
}

} // namespace

OpenFace::OpenFace(std::span<const std::byte> file)
    : memory_{.user = &account_, .alloc = allocate, .free = release, .realloc = reallocate} {
    if (FT_New_Library(&memory_, &library_) != 0)
        throw FontError("FreeType cannot be started");
    FT_Add_Default_Modules(library_);
    const auto* const bytes = reinterpret_cast<const FT_Byte*>(file.data());
    const FT_Error error =
        FT_New_Memory_Face(library_, bytes, static_cast<FT_Long>(file.size()), 0, &face_);
    const char* problem = error != 0                  ? "it is no font that can be read"
                          : !FT_IS_SCALABLE(face_)    ? "it has no outlines"
                          : face_->charmap == nullptr ? "it does not say which letters it has"
                          : face_->units_per_EM == 0  ? "it is damaged"
                                                      : nullptr;
    if (account_.was_refused())
        problem = "it takes more memory than a font should";
    if (problem == nullptr)
        return;
    FT_Done_Library(library_);
    throw FontError(problem);
}

OpenFace::~OpenFace() {
    FT_Done_Library(library_); // and the face
}

Font::Font(std::vector<std::byte> file) : file_{std::move(file)} {
    const OpenFace face{file_};
}

} // namespace penstock::text
