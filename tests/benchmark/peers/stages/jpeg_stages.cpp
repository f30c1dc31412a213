// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_bounds.hpp"
#include "codec/jpeg.hpp"
#include "codec/jpeg_dc.hpp"
#include "stages.hpp"

#include <turbojpeg.h>

#include <memory>
#include <stdexcept>

namespace penstock::peers {
namespace {

struct Destroy {
    void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::shared_ptr<void>; // shared: a copy of a Work holds it too

Handle checked(tjhandle handle) {
    if (handle == nullptr)
        throw std::runtime_error("TurboJPEG gives no handle");
    return {handle, Destroy{}};
}

void check(int result, tjhandle handle) {
    if (result != 0)
        throw std::runtime_error(tjGetErrorStr2(handle));
}

Work decode_with_turbojpeg(const Task& task) {
    const Handle handle = checked(tjInitDecompress());
    const tjscalingfactor factor{1, static_cast<int>(task.reduce)};
    auto target = std::make_shared<std::vector<unsigned char>>();
    return [handle, factor, target, &task](std::size_t number) {
        const Picture& picture = task.pictures[number % task.pictures.size()];
        const int width = TJSCALED(static_cast<int>(picture.header.spec.width), factor);
        const int height = TJSCALED(static_cast<int>(picture.header.spec.height), factor);
        target->resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
        check(tjDecompress2(handle.get(),
                            reinterpret_cast<const unsigned char*>(picture.file.data()),
                            picture.file.size(),
                            target->data(),
                            width,
                            0,
                            height,
                            TJPF_RGB,
                            TJFLAG_ACCURATEDCT),
              handle.get());
        return target->size();
    };
}

// At an eighth.
Work decode_block_means(const Task& task) {
    auto target = std::make_shared<std::vector<std::byte>>();
    auto scratch = std::make_shared<std::vector<std::byte>>();
    return [target, scratch, &task](std::size_t number) {
        const Picture& picture = task.pictures[number % task.pictures.size()];
        const auto plain = codec::read_jpeg_dc_header(picture.file);
        if (!plain)
            throw std::runtime_error("this JPEG is not plain");
        const auto side = [](std::uint32_t pixels) { return std::size_t{pixels + 7} / 8; };
        target->resize(side(plain->width) * side(plain->height) * plain->components);
        scratch->resize(codec::jpeg_dc_scratch_bytes(plain->width, plain->components));
        if (!codec::decode_jpeg_dc(*plain, *target, *scratch))
            throw std::runtime_error("this JPEG is damaged");
        return target->size();
    };
}

Work encode_with_turbojpeg(const Task& task) {
    const Handle handle = checked(tjInitCompress());
    auto images = std::make_shared<std::vector<Image>>(outputs(task));
    const ImageSpec spec = images->front().spec();
    auto target = std::make_shared<std::vector<unsigned char>>(
        tjBufSize(static_cast<int>(spec.width), static_cast<int>(spec.height), TJSAMP_420));
    return [handle, images, target, spec, &task](std::size_t number) {
        const Image& image = (*images)[number % images->size()];
        unsigned char* output = target->data();
        unsigned long size = target->size();
        check(tjCompress2(handle.get(),
                          reinterpret_cast<const unsigned char*>(image.pixels().data()),
                          static_cast<int>(spec.width),
                          0,
                          static_cast<int>(spec.height),
                          TJPF_RGB,
                          &output,
                          &size,
                          TJSAMP_420,
                          codec::quality_of(task.encode),
                          TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC),
              handle.get());
        return std::size_t{size};
    };
}

} // namespace

Stage decoding_jpeg(const Task& task) {
    Stage stage{"decode", {{"TurboJPEG at 1/" + std::to_string(task.reduce), [&task] {
                                return decode_with_turbojpeg(task);
                            }}}};
    if (task.reduce == 8)
        stage.candidates.push_back(
            {"means of blocks", [&task] { return decode_block_means(task); }});
    return stage;
}

Stage encoding_jpeg(const Task& task) {
    return {"encode", {{"TurboJPEG", [&task] { return encode_with_turbojpeg(task); }}}};
}

} // namespace penstock::peers
