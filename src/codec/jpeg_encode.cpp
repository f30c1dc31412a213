// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/jpeg.hpp"

#include <turbojpeg.h>

#include <cassert>
#include <memory>
#include <string>

namespace penstock::codec {
namespace {

struct Destroy {
    void operator()(void* handle) const { tjDestroy(handle); }
};

TJSAMP subsampling_for(const ImageSpec& spec, const EncodeOptions& options) {
    if (spec.channels == 1)
        return TJSAMP_GRAY;
    switch (subsampling_of(options)) {
    case Subsampling::s444:
        return TJSAMP_444;
    case Subsampling::s422:
        return TJSAMP_422;
    case Subsampling::s420:
        return TJSAMP_420;
    case Subsampling::s440:
        return TJSAMP_440;
    case Subsampling::gray:
        return TJSAMP_GRAY;
    }
    return TJSAMP_420;
}

} // namespace

std::size_t
encode_jpeg(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    const std::unique_ptr<void, Destroy> handle{tjInitCompress()};
    if (!handle)
        throw ItemError{ErrorClass::resource, "no memory is left to encode the JPEG"};
    const ImageSpec& spec = image.spec();
    const int width = static_cast<int>(spec.width);
    const int height = static_cast<int>(spec.height);
    const TJSAMP subsampling = subsampling_for(spec, options);
    unsigned long size = target.size();
    assert(size >= tjBufSize(width, height, subsampling));
    unsigned char* output = reinterpret_cast<unsigned char*>(target.data());
    const int progressive = is_progressive(options) ? TJFLAG_PROGRESSIVE : 0;
    const int result = tjCompress2(handle.get(),
                                   reinterpret_cast<const unsigned char*>(image.pixels().data()),
                                   width,
                                   0,
                                   height,
                                   spec.channels == 1 ? TJPF_GRAY : TJPF_RGB,
                                   &output,
                                   &size,
                                   subsampling,
                                   quality_of(options),
                                   TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC | progressive);
    if (result != 0) {
        const std::string what = tjGetErrorStr2(handle.get());
        const bool is_full = what.find("too small") != std::string::npos;
        throw ItemError{is_full ? ErrorClass::limit : ErrorClass::node,
                        "the JPEG cannot be encoded: " + what};
    }
    return size;
}

} // namespace penstock::codec
