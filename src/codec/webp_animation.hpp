// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct WebPAnimDecoder;

namespace penstock::codec {

/// The most memory that an animation takes by itself, beside the file and the pixels.
[[nodiscard]] std::uint64_t webp_animation_bytes(const Header& header);

/// The frames of an animated WebP, one after another, each as it is seen: laid over what the frames
/// before it left.
class WebpAnimation {
public:
    /// `file` is borrowed. Throws `ItemError`.
    WebpAnimation(const Header& header, std::span<const std::byte> file);
    WebpAnimation(const WebpAnimation&) = delete;
    WebpAnimation& operator=(const WebpAnimation&) = delete;
    ~WebpAnimation();

    /// Fills header.spec.bytes() with the next frame. Throws `ItemError`; `TruncatedPicture` where
    /// the file ends before it.
    void next(std::span<std::byte> pixels);

private:
    struct Delete {
        void operator()(WebPAnimDecoder* decoder) const;
    };

    const Header& header_;
    std::unique_ptr<WebPAnimDecoder, Delete> decoder_;
};

} // namespace penstock::codec
