// SPDX-License-Identifier: Apache-2.0
#include "stages.hpp"

#include <memory>
#include <stdexcept>
#include <webp/encode.h>

namespace penstock::peers {
namespace {

std::size_t encode(const Image& image, int quality) {
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0)
        throw std::runtime_error("libwebp is another version than its header");
    WebPMemoryWriterInit(&writer);
    config.quality = static_cast<float>(quality);
    picture.width = static_cast<int>(image.spec().width);
    picture.height = static_cast<int>(image.spec().height);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    const auto* const pixels = reinterpret_cast<const std::uint8_t*>(image.pixels().data());
    const bool is_done = WebPPictureImportRGB(&picture, pixels, 3 * picture.width) != 0 &&
                         WebPEncode(&config, &picture) != 0;
    const std::size_t size = writer.size;
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&writer);
    if (!is_done)
        throw std::runtime_error("libwebp did not encode");
    return size;
}

} // namespace

Stage encoding_webp(const Task& task) {
    return {"encode", {{"libwebp", [&task]() -> Work {
                            return [&task](std::size_t number) {
                                const Picture& picture =
                                    task.pictures[number % task.pictures.size()];
                                return encode(picture.pixels, codec::quality_of(task.encode));
                            };
                        }}}};
}

} // namespace penstock::peers
