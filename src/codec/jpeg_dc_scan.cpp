// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_scan.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace penstock::codec {

JpegScan::JpegScan(std::span<const std::byte> coded, std::span<std::byte> window)
    : coded_{coded}, window_{window}, end_{window.data()} {
    assert(window.size() >= 4 * reserve);
}

bool JpegScan::begin(JpegBits& bits) {
    bits.next = window_.data();
    if (!fetch(bits))
        return false;
    bits.begin_at(bits.next);
    return true;
}

bool JpegScan::fetch(JpegBits& bits) {
    if (!is_whole_) {
        const auto left = static_cast<std::size_t>(end_ - bits.next);
        std::memmove(window_.data(), bits.next, left);
        bits.next = window_.data();
        end_ = window_.data() + left;
        if (!unstuff())
            return false;
    }
    return !is_whole_ || bits.next <= end_ + sizeof bits.bits;
}

// Fills the window up to the room for zeros that are read behind the end of the scan.
bool JpegScan::unstuff() {
    constexpr std::byte mark{0xFF};
    constexpr std::byte end_marker{0xD9};
    const std::byte* const full = window_.data() + window_.size() - reserve;
    while (end_ < full) {
        const std::size_t room = std::min(static_cast<std::size_t>(full - end_), coded_.size());
        if (room == 0)
            return false; // without an end marker
        const void* found = std::memchr(coded_.data(), 0xFF, room);
        const auto plain =
            found == nullptr
                ? room
                : static_cast<std::size_t>(static_cast<const std::byte*>(found) - coded_.data());
        std::memcpy(end_, coded_.data(), plain);
        end_ += plain;
        coded_ = coded_.subspan(plain);
        if (found == nullptr)
            continue;
        if (coded_.size() < 2)
            return false;
        if (coded_[1] != std::byte{0}) {
            is_whole_ = coded_[1] == end_marker;
            std::memset(end_, 0, reserve);
            return is_whole_;
        }
        *end_++ = mark;
        coded_ = coded_.subspan(2);
    }
    return true;
}

bool JpegScan::is_at_end(JpegBits& bits) {
    if (!fetch(bits)) // the marker may be the first thing that has not been looked at
        return false;
    const std::ptrdiff_t left = (end_ - bits.next) * 8 + static_cast<std::ptrdiff_t>(bits.count);
    return is_whole_ && left >= 0 && left < 8;
}

} // namespace penstock::codec
