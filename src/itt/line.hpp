// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace penstock::itt {

/// One line of the trace, made in place. What does not fit makes it unfit as a whole.
class Line {
public:
    Line& text(std::string_view text) {
        if (text.size() > sizeof text_ - used_) {
            is_whole_ = false;
            return *this;
        }
        std::memcpy(text_ + used_, text.data(), text.size());
        used_ += text.size();
        return *this;
    }
    Line& number(std::uint64_t value) {
        char digits[20];
        std::size_t at = sizeof digits;
        do
            digits[--at] = static_cast<char>('0' + value % 10);
        while ((value /= 10) != 0);
        return text({digits + at, sizeof digits - at});
    }
    /// Without a prefix, in small letters.
    Line& hexadecimal(std::uint64_t value) {
        char digits[16];
        std::size_t at = sizeof digits;
        do
            digits[--at] = "0123456789abcdef"[value % 16];
        while ((value /= 16) != 0);
        return text({digits + at, sizeof digits - at});
    }
    /// Nanoseconds as the microseconds of a trace.
    Line& time(std::uint64_t nanoseconds) {
        const std::uint64_t rest = nanoseconds % 1000;
        return number(nanoseconds / 1000)
            .text(rest < 10    ? ".00"
                  : rest < 100 ? ".0"
                               : ".")
            .number(rest);
    }

    [[nodiscard]] bool is_whole() const { return is_whole_; }
    [[nodiscard]] std::string_view text() const { return {text_, used_}; }

private:
    char text_[4096];
    std::size_t used_ = 0;
    bool is_whole_ = true;
};

} // namespace penstock::itt
