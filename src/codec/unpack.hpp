// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/found_metadata.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace penstock::codec {

/// Takes a part of what is unpacked; false: no more is wanted.
using TakePart = std::function<bool(std::span<const std::byte>)>;

/// Reads a piece, unpacks it, and hands it on in parts of a few KiB. False where it is broken, or
/// was not wanted to its end. Zeros end a text, in which they have no place.
[[nodiscard]] bool unpack(const ByteReader& file, const MetadataPiece& piece, const TakePart& take);

/// How large a piece is once it is unpacked, without its key. Nothing where it is broken, empty, or
/// larger than `most`.
[[nodiscard]] std::optional<std::uint64_t>
unpacked_bytes(const ByteReader& file, const MetadataPiece& piece, std::uint64_t most);

} // namespace penstock::codec
