// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/codec_module.hpp"
#include "codec/encode_options.hpp"
#include "codec/header.hpp"
#include "codec/pictures.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace penstock::test {

/// What `call` adds to the largest resident size of a process of its own, after `prepare` has run
/// there. The rest of the process is as this one.
[[nodiscard]] std::uint64_t growth(
    const std::function<void()>& call, const std::function<void()>& prepare = [] {});

/// What the kernel rounds up, and what small blocks take beside their content.
inline constexpr std::uint64_t memory_tolerance = 1024 * 1024;

/// Each way of packing a file whose encoder or decoder has a bound of its own.
[[nodiscard]] std::vector<codec::EncodeOptions> memory_variants();
/// "tiff zip", "jpeg progressive".
[[nodiscard]] std::string name_of(const codec::EncodeOptions& options);

/// What a codec takes by itself, beside its input, its output and what it gets as scratch.
struct CodecUse {
    std::uint64_t measured = 0;
    std::uint64_t declared = 0;
};

[[nodiscard]] CodecUse encoder_alone(const Image& image,
                                     const codec::EncodeOptions& options,
                                     const codec::CodecModule& module);
[[nodiscard]] CodecUse decoder_alone(const Bytes& file,
                                     const codec::HeaderLimits& limits,
                                     const codec::CodecModule& module);
/// Of all frames of an animated GIF or WebP.
[[nodiscard]] CodecUse animation_alone(const Bytes& file);

} // namespace penstock::test
