// SPDX-License-Identifier: Apache-2.0
#include "text/face.hpp"

#include <cstdlib>
#include <cstring>

namespace penstock::text {
namespace {

// Before each block stands how large it is.
constexpr std::size_t head_bytes = alignof(std::max_align_t);

std::size_t size_of(const std::byte* block) {
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof(size));
    return size;
}

} // namespace

void* OpenFace::allocate(FT_Memory memory, long size) {
    auto& account = *static_cast<Account*>(memory->user);
    const std::size_t bytes = head_bytes + static_cast<std::size_t>(size);
    auto* block = bytes > text_working_bytes - account.used
                      ? nullptr
                      : static_cast<std::byte*>(std::malloc(bytes));
    if (block == nullptr) {
        account.was_refused = true;
        return nullptr;
    }
    std::memcpy(block, &bytes, sizeof(bytes));
    account.used += bytes;
    return block + head_bytes;
}

void OpenFace::release(FT_Memory memory, void* block) {
    auto* head = static_cast<std::byte*>(block) - head_bytes;
    static_cast<Account*>(memory->user)->used -= size_of(head);
    std::free(head);
}

void* OpenFace::reallocate(FT_Memory memory, long before, long after, void* block) {
    void* const result = allocate(memory, after);
    if (result == nullptr)
        return nullptr;
    std::memcpy(result, block, static_cast<std::size_t>(before < after ? before : after));
    release(memory, block);
    return result;
}

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
    if (account_.was_refused)
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
