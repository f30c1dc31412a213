// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <openjpeg.h>
#include <span>
#include <string>

namespace penstock::codec {

/// A file in memory as OpenJPEG reads and writes it, and what OpenJPEG says meanwhile.
struct Jp2Memory {
    std::span<const std::byte> source = {}; ///< to read
    std::span<std::byte> target = {};       ///< to write; bytes beyond it are not written
    std::size_t at = 0;
    std::size_t size = 0; ///< that is written
    bool is_full = false;
    std::string message = {}; ///< the first error or warning
};

struct DestroyJp2Codec {
    void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct DestroyJp2Stream {
    void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct DestroyJp2Image {
    void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};

using Jp2Codec = std::unique_ptr<opj_codec_t, DestroyJp2Codec>;
using Jp2Stream = std::unique_ptr<opj_stream_t, DestroyJp2Stream>;
using Jp2Image = std::unique_ptr<opj_image_t, DestroyJp2Image>;

/// `memory` outlives the stream.
[[nodiscard]] Jp2Stream jp2_reader(Jp2Memory& memory);
[[nodiscard]] Jp2Stream jp2_writer(Jp2Memory& memory);

/// Makes the codec tell `memory` what it would print.
void listen(opj_codec_t* codec, Jp2Memory& memory);

} // namespace penstock::codec
