// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The simple half of libwebp's C API. The library comes with OpenImageIO, its headers do not; these
// functions have kept their signatures since the first release.
extern "C" {
std::uint8_t* WebPDecodeRGBInto(const std::uint8_t* data,
                                std::size_t data_size,
                                std::uint8_t* output,
                                std::size_t output_size,
                                int output_stride);
std::uint8_t* WebPDecodeRGBAInto(const std::uint8_t* data,
                                 std::size_t data_size,
                                 std::uint8_t* output,
                                 std::size_t output_size,
                                 int output_stride);
std::size_t WebPEncodeRGB(const std::uint8_t* rgb,
                          int width,
                          int height,
                          int stride,
                          float quality,
                          std::uint8_t** output);
std::size_t WebPEncodeRGBA(const std::uint8_t* rgba,
                           int width,
                           int height,
                           int stride,
                           float quality,
                           std::uint8_t** output);
std::size_t WebPEncodeLosslessRGB(
    const std::uint8_t* rgb, int width, int height, int stride, std::uint8_t** output);
std::size_t WebPEncodeLosslessRGBA(
    const std::uint8_t* rgba, int width, int height, int stride, std::uint8_t** output);
void WebPFree(void* memory);
}
