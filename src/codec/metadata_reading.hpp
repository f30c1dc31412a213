// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/metadata.hpp"
#include "penstock/node_context.hpp"

#include "codec/encode_options.hpp"
#include "codec/found_metadata.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

/// What of a file's metadata will be kept.
struct MetadataPlan {
    Metadata::Sizes sizes; ///< at most
    Resolution resolution;
    std::vector<MetadataPiece> pieces;
    std::string lost; ///< what is not kept, in words; empty: nothing

    [[nodiscard]] bool is_empty() const { return sizes.sum() == 0 && !resolution.is_known(); }
};

/// Adds to the attribute `metadata.lost` of what the call returns.
void note_lost_metadata(std::string_view what, NodeContext& context);

/// Looks for the metadata of a file, without keeping them. Kinds for which `max_bytes` has no room
/// are left out, those first that matter least. Throws `ItemError` (io).
[[nodiscard]] MetadataPlan
plan_metadata(const ByteReader& file, FormatId format, std::uint64_t max_bytes);

/// Reads what was planned into `buffer`, of `plan.sizes.sum()` bytes; null where that is nothing.
/// The thumbnail in EXIF is left out: nobody would keep it like the picture. Where `is_upright`,
/// the picture has been turned, and EXIF and XMP say so.
[[nodiscard]] std::shared_ptr<const Metadata>
load_metadata(const MetadataPlan& plan, const ByteReader& file, bool is_upright, Buffer buffer);

} // namespace penstock::codec
