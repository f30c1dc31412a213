// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/export.hpp"
#include "penstock/image_spec.hpp"
#include "penstock/metadata.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace penstock {

/// Pixels: a spec and a shared buffer. Rows are packed: interleaved channels, no padding, top row
/// first.
///
/// Copying an Image shares its pixels; `clone_into` copies them. Writing is for the sole owner: a
/// node that takes its Image by value is the sole owner. Distinct Images may be used from distinct
/// threads at once.
class PENSTOCK_API Image {
public:
    Image() = default;
    /// `buffer.size() == spec.bytes()`.
    Image(const ImageSpec& spec, Buffer buffer);

    /// Pixels from the heap that count against no budget; not zeroed.
    [[nodiscard]] static Image allocate(const ImageSpec& spec);

    [[nodiscard]] const ImageSpec& spec() const { return spec_; }
    [[nodiscard]] bool is_empty() const { return buffer_.is_empty(); }
    /// What the pixels cost a budget.
    [[nodiscard]] std::uint64_t capacity() const { return buffer_.capacity(); }
    [[nodiscard]] bool is_unique() const { return buffer_.is_unique(); }

    [[nodiscard]] std::span<std::byte> pixels() { return buffer_.bytes(); }
    [[nodiscard]] std::span<const std::byte> pixels() const { return buffer_.bytes(); }
    [[nodiscard]] std::span<std::byte> row(std::uint32_t y);
    [[nodiscard]] std::span<const std::byte> row(std::uint32_t y) const;

    /// What the picture's file said beside its pixels; null: nothing, or nobody kept it.
    [[nodiscard]] const std::shared_ptr<const Metadata>& metadata() const { return metadata_; }
    /// A node hands on the metadata of what it gets without doing anything: images that it
    /// allocates have them already. With null it takes them off.
    void set_metadata(std::shared_ptr<const Metadata> metadata) { metadata_ = std::move(metadata); }

    /// Says that the same pixels mean another colour space.
    void set_colour_space(ColourSpace colour_space) { spec_.colour_space = colour_space; }
    /// Says that the same bytes are pixels of another kind. `spec.bytes()` must be the same.
    void set_spec(const ImageSpec& spec) { spec_ = spec; }
    /// Copies the pixels into `target`, whose spec must be equal.
    void clone_into(Image& target) const;

    static constexpr const char* payload_name = "image";

private:
    ImageSpec spec_;
    Buffer buffer_;
    std::shared_ptr<const Metadata> metadata_; // shared: by all images that come of one picture
};

} // namespace penstock
