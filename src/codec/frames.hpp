// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"

#include "codec/decode.hpp"
#include "codec/header.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace penstock::codec {

/// How many pictures a file has whose header is `first`: pages of a TIFF, frames of an animation,
/// parts of an OpenEXR file. Of a TIFF or GIF at most `most` + 1 are counted. Throws `ItemError`.
[[nodiscard]] std::uint32_t
count_frames(const ByteReader& file, const Header& first, std::uint32_t most);

/// The headers of all pictures of a file, each within the limits. Throws `ItemError`: limit where
/// there are more than `max_frames`; unsupported where only the first of them can be decoded.
[[nodiscard]] std::vector<Header>
read_frame_headers(const ByteReader& file, const HeaderLimits& limits, std::uint32_t max_frames);

/// The most that `decode_frames` needs beside the file and the Images.
[[nodiscard]] std::uint64_t frames_working_bytes(std::span<const Header> headers,
                                                 OrientationPolicy policy);

/// Decodes all of these, which are the pictures of one file. As `decode` in all else.
[[nodiscard]] std::vector<Decoded> decode_frames(std::span<const Header> headers,
                                                 Buffer file,
                                                 const DecodeOptions& options,
                                                 const CodecModule& module,
                                                 NodeContext& context);

} // namespace penstock::codec
