// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include "codec/encode_options.hpp"

#include <cstdint>

// What encoders can need, worst case. The table of formats points to these; a test compares the
// second kind with what is measured.
namespace penstock::codec {

[[nodiscard]] std::uint64_t max_jpeg_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_png_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_webp_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_tiff_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_exr_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_hdr_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_bmp_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_pnm_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_tga_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_dpx_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_jp2_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t max_gif_bytes(const ImageSpec& spec, const EncodeOptions& options);

[[nodiscard]] std::uint64_t jpeg_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t png_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t webp_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t tiff_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t exr_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t hdr_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t jp2_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
[[nodiscard]] std::uint64_t gif_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);
/// Of encoders of our own that take nothing from the heap.
[[nodiscard]] std::uint64_t own_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options);

/// Lines of an EXR that are compressed together.
[[nodiscard]] std::uint32_t exr_lines_per_block(Compression compression);

} // namespace penstock::codec
