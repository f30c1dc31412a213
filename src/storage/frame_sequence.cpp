// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_sequence.hpp"

#include <utility>

namespace penstock::storage {

FrameSequence::FrameSequence(std::string_view pattern, std::optional<FrameRanges> frames)
    : text_{pattern}, pattern_{pattern}, frames_{std::move(frames)} {
    if (!frames_)
        existing_ = pattern_.existing();
}

std::optional<FrameSequence::Found> FrameSequence::next() {
    const std::uint64_t i = next_++;
    if (!frames_ && existing_.error != 0)
        return i == 0 ? std::optional{Found{pattern_.folder(), ".", {}}} : std::nullopt;
    if (!frames_ && existing_.frames.empty())
        return i == 0 ? std::optional{Found{text_, ".", {}}} : std::nullopt;
    if (i >= (frames_ ? frames_->size() : existing_.frames.size()))
        return std::nullopt;
    const std::int64_t frame = frames_ ? (*frames_)[i] : existing_.frames[i];
    return Found{pattern_.path(frame), pattern_.dir(frame), frame};
}

} // namespace penstock::storage
