// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::peers {

/// The bytes as a stream of zlib that looks for no repetitions: only frequent bytes become short.
void compress_by_huffman(std::span<const std::uint8_t> bytes, std::vector<std::uint8_t>& target);

} // namespace penstock::peers
