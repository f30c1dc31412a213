// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// The chunks of a PNG, written into a buffer of fixed size. First whoever packs the pixels writes
/// into `pixels()`, then `finish` puts the chunks around that.
class PngFileWriter {
public:
    /// `target` outlives this.
    explicit PngFileWriter(std::span<std::byte> target) : target_{target} {}

    /// Where packed pixels go. Empty where there is no room for any.
    [[nodiscard]] std::span<std::byte> pixels() const;
    /// Gives the size of the file; 0 where there is no room.
    [[nodiscard]] std::size_t finish(const ImageSpec& spec, std::size_t packed_bytes);

private:
    void put_header(const ImageSpec& spec);
    void put_chunk(std::size_t at, std::uint32_t name, std::size_t content_bytes);

    std::span<std::byte> target_; // borrowed
};

} // namespace penstock::codec
