// SPDX-License-Identifier: Apache-2.0
#include "codec/webp_animation.hpp"

#include "penstock/failure.hpp"

#include "codec/truncated.hpp"

#include <algorithm>
#include <webp/demux.h>

namespace penstock::codec {

std::uint64_t webp_animation_bytes(const Header& header) {
    // Two canvases of RGBA, and a lossless frame that fills one.
    constexpr std::uint64_t tables = 2600 * 21 * 1024;
    return 2 * 1024 * 1024 + std::uint64_t{header.spec.width} * 256 +
           header.spec.pixels() * (4 * 2 + 6) +
           std::min<std::uint64_t>(tables, header.file_bytes * 8 / 20 * 21 * 1024);
}

void WebpAnimation::Delete::operator()(WebPAnimDecoder* decoder) const {
    WebPAnimDecoderDelete(decoder);
}

WebpAnimation::WebpAnimation(const Header& header, std::span<const std::byte> file)
    : header_{header} {
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    options.color_mode = MODE_RGBA;
    options.use_threads = 0;
    const WebPData data{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
    decoder_.reset(WebPAnimDecoderNew(&data, &options));
    if (!decoder_ && !header.truncation.empty())
        throw TruncatedPicture{header.truncation, 0};
    WebPAnimInfo info;
    if (!decoder_ || WebPAnimDecoderGetInfo(decoder_.get(), &info) == 0 ||
        info.canvas_width != header.spec.width || info.canvas_height != header.spec.height)
        throw ItemError{ErrorClass::corrupt,
                        "the WebP is damaged: libwebp cannot decode its animation"};
}

WebpAnimation::~WebpAnimation() = default;

void WebpAnimation::next(std::span<std::byte> pixels) {
    std::uint8_t* canvas = nullptr;
    int end_time = 0;
    if (WebPAnimDecoderGetNext(decoder_.get(), &canvas, &end_time) == 0)
        throw ItemError{ErrorClass::corrupt,
                        "the WebP is damaged: libwebp cannot decode a frame of its animation"};
    const std::span rgba{reinterpret_cast<const std::byte*>(canvas), header_.spec.pixels() * 4};
    if (header_.spec.has_alpha()) {
        std::ranges::copy(rgba, pixels.begin());
        return;
    }
    for (std::size_t from = 0, to = 0; from < rgba.size(); from += 4, to += 3)
        std::ranges::copy(rgba.subspan(from, 3), pixels.subspan(to).begin());
}

} // namespace penstock::codec
