// SPDX-License-Identifier: Apache-2.0
#include "codec/webp.hpp"

#include "penstock/failure.hpp"

#include "codec/truncated.hpp"
#include "codec/webp_container.hpp"

#include <algorithm>
#include <cassert>
#include <memory>
#include <webp/decode.h>
#include <webp/encode.h>

namespace penstock::codec {
namespace {

struct Free {
    void operator()(std::uint8_t* memory) const { WebPFree(memory); }
};

struct DeleteDecoder {
    void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};

std::size_t
encode_by_libwebp(const Image& image, const EncodeOptions& options, std::uint8_t** out) {
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.pixels().data());
    const int width = static_cast<int>(image.spec().width);
    const int height = static_cast<int>(image.spec().height);
    const int stride = static_cast<int>(image.spec().row_bytes());
    const auto quality = static_cast<float>(quality_of(options));
    const bool has_alpha = image.spec().has_alpha();
    if (compression_of(options) == Compression::lossless)
        return has_alpha ? WebPEncodeLosslessRGBA(pixels, width, height, stride, out)
                         : WebPEncodeLosslessRGB(pixels, width, height, stride, out);
    return has_alpha ? WebPEncodeRGBA(pixels, width, height, stride, quality, out)
                     : WebPEncodeRGB(pixels, width, height, stride, quality, out);
}

[[noreturn]] void fail() {
    throw ItemError{ErrorClass::corrupt, "the WebP is damaged: libwebp cannot decode it"};
}

// Decodes as many rows as there are, and says how many.
std::uint32_t decode_rows(const Header& header,
                          const WebpPicture& picture,
                          std::span<const std::byte> data,
                          std::span<std::byte> target) {
    const std::unique_ptr<WebPIDecoder, DeleteDecoder> decoder{
        WebPINewRGB(header.spec.has_alpha() ? MODE_RGBA : MODE_RGB,
                    reinterpret_cast<std::uint8_t*>(target.data()),
                    target.size(),
                    static_cast<int>(header.spec.row_bytes()))};
    if (!decoder)
        throw ItemError{ErrorClass::resource, "no memory is left to decode the WebP"};
    const VP8StatusCode status =
        WebPIUpdate(decoder.get(), reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
    if (status == VP8_STATUS_OK)
        return picture.height;
    if (status != VP8_STATUS_SUSPENDED)
        fail();
    int rows = 0;
    if (WebPIDecGetRGB(decoder.get(), &rows, nullptr, nullptr, nullptr) == nullptr)
        return 0;
    return static_cast<std::uint32_t>(std::max(rows, 0));
}

} // namespace

void decode_webp(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels) {
    const WebpPicture picture = find_webp_picture(MemoryReader{file});
    assert(picture.canvas_width == header.spec.width &&
           picture.canvas_height == header.spec.height);
    if (picture.width != picture.canvas_width || picture.height != picture.canvas_height)
        std::ranges::fill(pixels, std::byte{0}); // what the first frame leaves free
    const std::uint64_t stride = header.spec.row_bytes();
    const auto target = pixels.subspan(picture.y * stride + picture.x * header.spec.pixel_bytes());
    const auto data = file.subspan(picture.data_offset, picture.data_bytes);
    if (!picture.truncation.empty())
        throw TruncatedPicture{picture.truncation,
                               picture.y + decode_rows(header, picture, data, target)};
    auto* const decode = header.spec.has_alpha() ? &WebPDecodeRGBAInto : &WebPDecodeRGBInto;
    if (decode(reinterpret_cast<const std::uint8_t*>(data.data()),
               data.size(),
               reinterpret_cast<std::uint8_t*>(target.data()),
               target.size(),
               static_cast<int>(stride)) == nullptr)
        fail();
}

std::size_t
encode_webp(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    std::uint8_t* memory = nullptr;
    const std::size_t size = encode_by_libwebp(image, options, &memory);
    const std::unique_ptr<std::uint8_t, Free> encoded{memory};
    if (size == 0)
        throw ItemError{ErrorClass::resource,
                        "libwebp cannot encode the picture; most likely no memory is left"};
    if (size > target.size())
        throw ItemError{ErrorClass::limit,
                        "the WebP became larger than a picture of that size can be"};
    std::copy_n(reinterpret_cast<const std::byte*>(encoded.get()), size, target.begin());
    return size;
}

} // namespace penstock::codec
