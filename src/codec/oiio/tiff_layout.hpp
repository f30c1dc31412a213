// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Lays out the TIFF that OpenImageIO wrote into the first `size` bytes of `buffer`: strips in
/// order, then the one directory, without date, software and XMP. Gives its new size.
///
/// OpenImageIO writes the directory again whenever five seconds have passed, so that its files
/// depend on how fast the machine is; after this they do not.
[[nodiscard]] std::size_t lay_out_tiff(std::span<std::byte> buffer, std::size_t size);

} // namespace penstock::codec
