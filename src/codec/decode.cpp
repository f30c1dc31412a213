// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "codec/format.hpp"
#include "codec/orientation.hpp"

#include <cassert>
#include <new>

namespace penstock::codec {
namespace {

bool is_turned(const Header& header, OrientationPolicy policy) {
    return policy == OrientationPolicy::upright && header.orientation != 1;
}

const GuestCodecs& guest(const CodecModule& module) {
    try {
        return module.codecs();
    } catch (const ModuleError& error) {
        throw ItemError{ErrorClass::resource, error.what()};
    }
}

void decode_stored(const Header& header,
                   Buffer& file,
                   std::span<std::byte> pixels,
                   const CodecModule& module,
                   NodeContext& context) {
    if (const auto decode = format_of(header.format).decode; decode != nullptr) {
        Buffer scratch;
        if (header.scratch_bytes != 0)
            scratch = context.allocate_bytes(header.scratch_bytes);
        decode(header, file.bytes(), pixels, scratch.bytes());
    } else if (const auto failure = guest(module).decode(header, file.bytes(), pixels)) {
        throw ItemError{failure->error_class, failure->message};
    }
}

} // namespace

ImageSpec decoded_spec(const Header& header, OrientationPolicy policy) {
    return is_turned(header, policy) ? upright_spec(header.spec, header.orientation) : header.spec;
}

std::uint64_t decode_working_bytes(const Header& header, OrientationPolicy policy) {
    std::uint64_t bytes = header.codec_bytes + buffer_capacity(header.scratch_bytes);
    if (is_turned(header, policy))
        bytes += buffer_capacity(header.spec.bytes());
    return bytes;
}

Image decode(const Header& header,
             Buffer file,
             OrientationPolicy policy,
             const CodecModule& module,
             NodeContext& context) {
    assert(file.is_unique());
    if (!is_turned(header, policy)) {
        Image image = context.allocate_image(header.spec);
        decode_stored(header, file, image.pixels(), module, context);
        return image;
    }
    Buffer stored = context.allocate_bytes(header.spec.bytes());
    decode_stored(header, file, stored.bytes(), module, context);
    file = {}; // its memory is free for others while the pixels are turned
    Image image = context.allocate_image(upright_spec(header.spec, header.orientation));
    turn_upright(header.spec, header.orientation, std::as_const(stored).bytes(), image.pixels());
    return image;
}

} // namespace penstock::codec
