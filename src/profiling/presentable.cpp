// SPDX-License-Identifier: Apache-2.0
#include "profiling/presentable.hpp"

#include <cstddef>

namespace penstock::profiling {

std::string presentable(std::string_view message) {
    constexpr std::size_t longest = 4096;
    if (message.empty())
        return "the node gave no reason";
    if (message.size() <= longest)
        return std::string{message};
    std::size_t end = longest;
    while (end + 3 > longest && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U)
        --end; // not through the middle of a character
    return std::string{message.substr(0, end)} + "... (" + std::to_string(message.size() - end) +
           " bytes more)";
}

} // namespace penstock::profiling
