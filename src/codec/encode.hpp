// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/image.hpp"
#include "penstock/node_context.hpp"

#include "codec/codec_module.hpp"
#include "codec/encode_options.hpp"

#include <cstdint>

namespace penstock::codec {

/// The most bytes that an image of that spec, with so many bytes of metadata, becomes.
[[nodiscard]] std::uint64_t max_encoded_bytes(const ImageSpec& spec,
                                              const EncodeOptions& options,
                                              std::uint64_t metadata_bytes = 0);

/// The most that libraries and `encode` itself take beside buffers.
[[nodiscard]] std::uint64_t encoder_bytes(const ImageSpec& spec,
                                          const EncodeOptions& options,
                                          std::uint64_t metadata_bytes = 0);

/// The most that `encode` needs beside the image and the result, codec and buffers together.
[[nodiscard]] std::uint64_t encode_working_bytes(const ImageSpec& spec,
                                                 const EncodeOptions& options,
                                                 std::uint64_t metadata_bytes = 0);

/// Encodes an image to memory, with what the options keep of its metadata. The bytes depend on the
/// image and the options, on nothing else. Metadata fail no image: where they do not fit it (a
/// profile for other channels), or not into the format, the attribute `metadata.lost` says so.
/// Buffers come from `context`. Throws `ItemError`: unsupported where the format has no such pixels
/// (the message names the node that helps), limit where the result outgrows its bound.
[[nodiscard]] Encoded encode(const Image& image,
                             const EncodeOptions& options,
                             const CodecModule& module,
                             NodeContext& context);

} // namespace penstock::codec
