// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::test {

// What is done with files that anybody could have made. An `ItemError` is an answer; anything else
// that is thrown, and whatever contradicts itself, ends the process.

/// Finds the format, reads the header, and those of all pictures, within narrow and wide limits.
void try_headers(std::span<const std::byte> file);

/// Decodes what the decoders of our own read, GIF and PNG: the first picture, and all of them.
void try_decoders(std::span<const std::byte> file);

/// Decodes a JPEG at an eighth of its size from the mean values of its blocks, where that is taken;
/// and one that is made of the file's bytes. Both have to be what libjpeg makes of them, without a
/// warning.
void try_jpeg_dc(std::span<const std::byte> file);

} // namespace penstock::test
