// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <png.h>
#include <string>
#include <string_view>

namespace penstock::codec {

/// Where libpng goes when it fails, and what it said. It prints nothing.
class PngErrors {
public:
    /// False where libpng fails in the call. It leaves it by a long jump, over frames that must
    /// have nothing to destroy: those of `call`, and of the callbacks that libpng is given.
    template <class Call> [[nodiscard]] bool runs(Call call) {
        if (setjmp(escape_) != 0)
            return false;
        call();
        return true;
    }
    /// In libpng's words.
    [[nodiscard]] std::string message() const { return text_.data(); }
    [[nodiscard]] bool is_about_memory() const {
        return std::string_view{text_.data()}.find("memory") != std::string_view::npos;
    }

    /// What libpng is given, beside a pointer to this object.
    static void on_error(png_structp png, png_const_charp text) {
        auto& errors = *static_cast<PngErrors*>(png_get_error_ptr(png));
        const std::string_view words{text};
        const auto end =
            words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), most_characters));
        *std::copy(words.begin(), end, errors.text_.begin()) = '\0';
        std::longjmp(errors.escape_, 1);
    }
    /// It warns of what it can do without.
    static void on_warning(png_structp, png_const_charp) {}

private:
    static constexpr std::size_t most_characters = 255;

    std::jmp_buf escape_{};
    std::array<char, most_characters + 1> text_{};
};

} // namespace penstock::codec
