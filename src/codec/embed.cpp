// SPDX-License-Identifier: Apache-2.0
#include "codec/embed.hpp"

namespace penstock::codec {
namespace {

constexpr std::uint64_t kib = 1024;

} // namespace

std::uint64_t most_embedded_bytes(std::uint64_t metadata_bytes) {
    // Names, lengths and checksums of pieces; a resolution alone fits into what every format's
    // bound has to spare.
    return metadata_bytes == 0 ? 0 : metadata_bytes + metadata_bytes / 64 + 64 * kib;
}

std::uint64_t embedding_bytes(std::uint64_t metadata_bytes) {
    // Copies of it, and what zlib takes to pack a profile.
    return metadata_bytes == 0 ? 0 : 3 * metadata_bytes + 512 * kib;
}

} // namespace penstock::codec
