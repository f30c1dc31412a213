// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/frame_pattern.hpp"
#include "storage/frame_ranges.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::storage {

// The files of an image sequence, one after another. One thread at a time.
class FrameSequence {
public:
    struct Found {
        std::string path;
        std::string dir;                   // of the path, relative to the folder of the sequence
        std::optional<std::int64_t> frame; // nothing: of something that fails by name
    };

    // These frames, whether they exist or not; without any, those that exist, by number: the folder
    // is read here. Throws `std::invalid_argument` as `FramePattern` does.
    FrameSequence(std::string_view pattern, std::optional<FrameRanges> frames);

    // Nothing at the end. Where all that exist are wanted and none does, the pattern itself is
    // yielded once, so that it fails by name; a folder that cannot be read is yielded likewise.
    [[nodiscard]] std::optional<Found> next();

private:
    std::string text_;
    FramePattern pattern_;
    std::optional<FrameRanges> frames_;
    FramePattern::Existing existing_; // where there are no `frames_`
    std::uint64_t next_ = 0;
};

} // namespace penstock::storage
