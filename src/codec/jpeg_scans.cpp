// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_scans.hpp"

#include <algorithm>

namespace penstock::codec {
namespace {

constexpr std::byte start_of_scan{0xDA};

// Inside a scan, 0xFF is followed by 0 where it is data, and by 0xD0 to 0xD7 at restarts.
bool belongs_to_data(std::byte code) {
    return code == std::byte{0} || code == std::byte{0xFF} ||
           (code >= std::byte{0xD0} && code <= std::byte{0xD7});
}

} // namespace

std::size_t count_jpeg_scans(std::span<const std::byte> file) {
    std::size_t scans = 0;
    auto at = file.begin();
    while (true) {
        at = std::find(at, file.end(), std::byte{0xFF});
        if (file.end() - at < 4)
            break;
        const std::byte code = at[1];
        if (belongs_to_data(code)) {
            at += code == std::byte{0xFF} ? 1 : 2;
            continue;
        }
        if (code == start_of_scan)
            ++scans;
        if (code == std::byte{0xD8} || code == std::byte{0xD9} || code == std::byte{0x01}) {
            at += 2;
            continue;
        }
        const auto length =
            std::to_integer<std::ptrdiff_t>(at[2]) * 256 + std::to_integer<std::ptrdiff_t>(at[3]);
        at += std::min(file.end() - at, 2 + std::max<std::ptrdiff_t>(length, 2));
    }
    return scans;
}

} // namespace penstock::codec
