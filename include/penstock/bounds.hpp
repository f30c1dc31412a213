// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image_spec.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace penstock {

/// An upper bound of what one item carries on an edge. From it the engine computes how much memory
/// to reserve before the item is admitted; an item that turns out larger fails with class `limit`.
struct PayloadBound {
    ImageSpec spec;           ///< of the image, or of the picture inside the encoded bytes
    std::uint64_t images = 0; ///< pixel buffers: 1 for an image, else 0
    std::uint64_t bytes = 0;  ///< buffer capacity: `buffer_capacity(size)`
    std::string format = {};  ///< of encoded bytes: "jpeg"; empty where it varies or there is none
    std::string extension = {};             ///< "jpg"; likewise
    std::vector<PayloadBound> members = {}; ///< of a list; `images` and `bytes` are their sums
    /// The image is no wider and no higher than `spec` says, and can have any proportions: so a
    /// node that scales it cannot tell how large that becomes. Handed on by nodes that say nothing
    /// of it.
    bool proportions_vary = false;
    /// Of a piece: the image that it was cut out of. Handed on by nodes that say nothing of it.
    ImageSpec whole = {};
    /// Of an image, where a loader makes it: the most that its `Metadata::bytes()` can be. The
    /// engine hands it on from node to node; memory for it is set aside for as long as anything
    /// lives that comes of the image. No part of `bytes`.
    std::uint64_t metadata_bytes = 0;

    /// A pixel buffer of that spec.
    [[nodiscard]] static PayloadBound image(const ImageSpec& spec) {
        return {.spec = spec,
                .images = 1,
                .bytes = buffer_capacity(spec.bytes()),
                .format = {},
                .extension = {},
                .members = {}};
    }
    /// At most `size` encoded bytes.
    [[nodiscard]] static PayloadBound encoded(std::uint64_t size) {
        return {.spec = {},
                .images = 0,
                .bytes = buffer_capacity(size),
                .format = {},
                .extension = {},
                .members = {}};
    }
    /// A list of these.
    [[nodiscard]] static PayloadBound list(std::vector<PayloadBound> members) {
        PayloadBound bound;
        for (const PayloadBound& member : members) {
            bound.images += member.images;
            bound.bytes += member.bytes;
        }
        bound.members = std::move(members);
        return bound;
    }
};

/// What one call of a node needs: its result, and what it allocates on the way.
struct NodeBound {
    PayloadBound output;
    /// Peak of what exists during the call beside input and output: scratch buffers (as
    /// `buffer_capacity`), and the memory that a codec takes by itself.
    std::uint64_t working_bytes = 0;
    std::uint64_t codec_bytes =
        0; ///< the part of `working_bytes` that is not allocated through the NodeContext
    /// Of a transform that gives its image other `Metadata`: the most that their bytes can be,
    /// those that it takes over included. Memory for them is set aside for as long as anything
    /// lives that comes of the item, and is no part of `working_bytes`.
    std::uint64_t metadata_bytes = 0;
    /// The result is the input, changed. For nodes whose verb takes the Image by value, and that
    /// work in place for some inputs only (`NodeTraits::works_in_place` says so of all).
    bool in_place = false;
};

/// What a loader learned about a request without loading it.
struct Measure {
    PayloadBound output;             ///< exact where it can be
    std::uint64_t file_bytes = 0;    ///< that `read` will bring in; 0 where nothing is read
    std::uint64_t working_bytes = 0; ///< of the loading call, beside file bytes and output
    std::uint64_t codec_bytes =
        0; ///< the part of `working_bytes` that is not allocated through the NodeContext
    std::string format = {}; ///< "jpeg"; becomes the attribute `format`; may be empty
};

} // namespace penstock
