// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::config {

/// A short number for much text, that two texts hardly share: 64-bit FNV-1a
/// (draft-eastlake-fnv-17). No protection against those who want to forge one.
class Fingerprint {
public:
    void add_text(std::string_view text);
    void add(const Value& value);

    /// 16 hexadecimal digits.
    [[nodiscard]] std::string to_string() const;

private:
    void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001B3U; }

    std::uint64_t hash_ = 0xCBF29CE484222325U;
};

} // namespace penstock::config
