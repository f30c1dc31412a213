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

struct DeleteDecoder {
    void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};

// libwebp's picture, with the planes that it makes.
class WebpSource {
public:
    WebpSource() : is_good_{WebPPictureInit(&picture_) != 0} {}
    WebpSource(const WebpSource&) = delete;
    WebpSource& operator=(const WebpSource&) = delete;
    ~WebpSource() { WebPPictureFree(&picture_); }

    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] WebPPicture& picture() { return picture_; }

private:
    WebPPicture picture_{};
    bool is_good_;
};

struct Output {
    std::span<std::byte> target;
    std::size_t size = 0;
    bool is_full = false;
};

int append(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) {
    Output& output = *static_cast<Output*>(picture->custom_ptr);
    output.is_full = size > output.target.size() - output.size;
    if (output.is_full)
        return 0;
    std::copy_n(reinterpret_cast<const std::byte*>(data),
                size,
                output.target.begin() + static_cast<std::ptrdiff_t>(output.size));
    output.size += size;
    return 1;
}

// What WebPEncodeRGB() and its like do, and with the method that the options say.
bool encode_by_libwebp(const Image& image, const EncodeOptions& options, Output& output) {
    constexpr float lossless_quality = 70; // which is how hard it tries
    const bool is_lossless = compression_of(options) == Compression::lossless;
    WebPConfig config;
    WebpSource source;
    if (WebPConfigInit(&config) == 0 || !source.is_good())
        return false;
    config.quality = is_lossless ? lossless_quality : static_cast<float>(quality_of(options));
    config.lossless = is_lossless ? 1 : 0;
    config.method = method_of(options);
    WebPPicture& picture = source.picture();
    picture.use_argb = config.lossless;
    picture.width = static_cast<int>(image.spec().width);
    picture.height = static_cast<int>(image.spec().height);
    picture.writer = append;
    picture.custom_ptr = &output;
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.pixels().data());
    const int stride = static_cast<int>(image.spec().row_bytes());
    auto* const import = image.spec().has_alpha() ? &WebPPictureImportRGBA : &WebPPictureImportRGB;
    return import(&picture, pixels, stride) != 0 && WebPEncode(&config, &picture) != 0;
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
    Output output{.target = target};
    const bool is_good = encode_by_libwebp(image, options, output);
    if (output.is_full)
        throw ItemError{ErrorClass::limit,
                        "the WebP became larger than a picture of that size can be"};
    if (!is_good)
        throw ItemError{ErrorClass::resource,
                        "libwebp cannot encode the picture; most likely no memory is left"};
    return output.size;
}

} // namespace penstock::codec
