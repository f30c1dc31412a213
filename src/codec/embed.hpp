// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"
#include "penstock/metadata.hpp"

#include "codec/file_parts.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace penstock::codec {

/// What is to be put into a file beside its picture; empty, where there is none.
struct Embedded {
    ImageSpec spec; ///< of the picture in the file
    std::span<const std::byte> icc = {};
    std::span<const std::byte> exif = {};
    std::span<const std::byte> xmp = {};
    std::vector<Metadata::Text> texts = {};
    Resolution resolution = {};
    std::string lost = {}; ///< what had to be left out, and why
};

/// One for each format that has metadata: puts a finished file together anew, with them. `file`,
/// which may be changed for that, outlives `parts`. Kinds that a format does not have are left out
/// in silence.
void embed_in_jpeg(std::span<std::byte> file, Embedded& embedded, FileParts& parts);
void embed_in_png(std::span<std::byte> file, Embedded& embedded, FileParts& parts);
void embed_in_webp(std::span<std::byte> file, Embedded& embedded, FileParts& parts);
void embed_in_tiff(std::span<std::byte> file, Embedded& embedded, FileParts& parts);
void embed_in_exr(std::span<std::byte> file, Embedded& embedded, FileParts& parts);

/// By how much at most a file grows.
[[nodiscard]] std::uint64_t most_embedded_bytes(std::uint64_t metadata_bytes);
/// What embedding takes by itself, beside the file before and after.
[[nodiscard]] std::uint64_t embedding_bytes(std::uint64_t metadata_bytes);

} // namespace penstock::codec
