// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <csetjmp>
#include <cstdio> // which jpeglib.h needs
#include <jpeglib.h>
#include <string>

namespace penstock::codec {

/// Where libjpeg goes when it fails, and what it says. It prints nothing. To be set up by
/// `jpeg_std_error`, then `error_exit` is `on_error`.
struct JpegErrors : jpeg_error_mgr {
    std::jmp_buf escape;

    /// False where libjpeg fails in the call. It leaves it by a long jump, over frames that must
    /// have nothing to destroy: those of `call`, and of the callbacks that libjpeg is given.
    template <class Call> [[nodiscard]] bool runs(Call call) {
        if (setjmp(escape) != 0)
            return false;
        call();
        return true;
    }
    static void on_error(j_common_ptr info) {
        std::longjmp(static_cast<JpegErrors*>(info->err)->escape, 1);
    }
    /// In libjpeg's words, of what it said last.
    [[nodiscard]] static std::string message_of(j_common_ptr info) {
        std::array<char, JMSG_LENGTH_MAX> text{};
        info->err->format_message(info, text.data());
        return text.data();
    }
};

} // namespace penstock::codec
