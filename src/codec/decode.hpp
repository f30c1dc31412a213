// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image.hpp"
#include "penstock/node_context.hpp"

#include "codec/codec_module.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace penstock::codec {

enum class OrientationPolicy : std::uint8_t {
    upright,   ///< turned as the file says that it should be shown
    as_stored, ///< as the rows lie in the file
};

enum class TruncatedPolicy : std::uint8_t {
    fail, ///< a file that ends early gives nothing
    pad,  ///< it gives the rows that are there; the others are 0: black, and where there is alpha
          ///< transparent
};

struct DecodeOptions {
    OrientationPolicy orientation = OrientationPolicy::upright;
    TruncatedPolicy on_truncated = TruncatedPolicy::fail;
    std::uint32_t max_scans = 500; ///< of a JPEG that has several
};

struct Decoded {
    Image image;
    bool is_truncated = false;          ///< rows are missing, or finer detail of a progressive JPEG
    std::uint64_t nonfinite_pixels = 0; ///< with a sample that is infinite or not a number
};

/// The spec of the Image that `decode` returns.
[[nodiscard]] ImageSpec decoded_spec(const Header& header, OrientationPolicy policy);

/// The most that `decode` needs beside the file and the Image, codec and buffers together.
[[nodiscard]] std::uint64_t decode_working_bytes(const Header& header, OrientationPolicy policy);

/// Decodes a file, all of whose bytes `file` holds and whose header is `header`. Buffers come from
/// `context`; only one of them is an image. Throws `ItemError`: truncated, whatever the policy,
/// where no row is there. The bytes of `file` may change: it must be the only handle to them.
[[nodiscard]] Decoded decode(const Header& header,
                             Buffer file,
                             const DecodeOptions& options,
                             const CodecModule& module,
                             NodeContext& context);

/// The same, and leaves the file to its caller, for other pictures in it. Its bytes may change.
[[nodiscard]] Decoded decode_picture(const Header& header,
                                     Buffer& file,
                                     const DecodeOptions& options,
                                     const CodecModule& module,
                                     NodeContext& context);

/// Makes the pixels as they are stored. Throws `ItemError`, `TruncatedPicture`.
using Fill = std::function<void(std::span<std::byte> pixels)>;

/// The same where somebody else does the decoding.
[[nodiscard]] Decoded decode_with(const Header& header,
                                  const Fill& fill,
                                  const DecodeOptions& options,
                                  NodeContext& context);

} // namespace penstock::codec
