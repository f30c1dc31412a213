// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::peers {

/// The most that pack_by_huffman() makes of so many bytes, and writes behind that.
[[nodiscard]] std::size_t most_packed_bytes(std::size_t bytes);

/// The bytes as a stream of zlib that looks for no repetitions: only frequent bytes become short.
/// Gives its size. There is at least one byte.
[[nodiscard]] std::size_t pack_by_huffman(std::span<const std::uint8_t> bytes,
                                          std::span<std::byte> target);

} // namespace penstock::peers
