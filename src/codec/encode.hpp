// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/image.hpp"
#include "penstock/node_context.hpp"

#include "codec/codec_module.hpp"
#include "codec/encode_options.hpp"

#include <cstdint>

namespace penstock::codec {

/// The most bytes that an image of that spec becomes.
[[nodiscard]] std::uint64_t max_encoded_bytes(const ImageSpec& spec, const EncodeOptions& options);

/// The most that `encode` needs beside the image and the result, codec and buffers together.
[[nodiscard]] std::uint64_t encode_working_bytes(const ImageSpec& spec,
                                                 const EncodeOptions& options);

/// Encodes an image to memory. The bytes depend on the pixels and the options, on nothing else.
/// Buffers come from `context`. Throws `ItemError`: unsupported where the format has no such pixels
/// (the message names the node that helps), limit where the result outgrows its bound.
[[nodiscard]] Encoded encode(const Image& image,
                             const EncodeOptions& options,
                             const CodecModule& module,
                             NodeContext& context);

} // namespace penstock::codec
