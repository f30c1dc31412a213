// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/counted_memory.hpp"
#include "text/font.hpp"

#include <freetype/freetype.h>
#include <freetype/ftmodapi.h>
#include <freetype/ftoutln.h>
#include <ft2build.h>
#include <span>

namespace penstock::text {

/// FreeType with one font open: of one thread, and with memory of its own that is counted.
class OpenFace {
public:
    /// `file` outlives it. Throws `FontError`.
    explicit OpenFace(std::span<const std::byte> file);
    OpenFace(const OpenFace&) = delete;
    OpenFace& operator=(const OpenFace&) = delete;
    ~OpenFace();

    [[nodiscard]] FT_Library library() const { return library_; }
    [[nodiscard]] FT_Face face() const { return face_; }
    /// Whether memory was refused since it was opened.
    [[nodiscard]] bool was_refused_memory() const { return account_.was_refused(); }

private:
    CountedMemory account_{text_working_bytes};
    FT_MemoryRec_ memory_;
    FT_Library library_ = nullptr;
    FT_Face face_ = nullptr;
};

} // namespace penstock::text
