// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// The name of an image sequence, as printf has it: "shot.%04d.exr" stands for "shot.0001.exr" and
// so on, "%d" for numbers without zeros in front, "%%" for a percent sign. One number, in any
// component of the path; all else is literal. Immutable.
class FramePattern {
public:
    // Frames that exist, by number. `error` is the errno of a folder that cannot be read, else 0.
    struct Existing {
        std::vector<std::int64_t> frames;
        int error = 0;
    };

    // The constructor would take it.
    [[nodiscard]] static bool is_pattern(std::string_view text);

    // Throws `std::invalid_argument`: what was found, and what was expected.
    explicit FramePattern(std::string_view text);

    [[nodiscard]] std::string path(std::int64_t frame) const;
    // The folder of that path, relative to `folder`; "." where it is that.
    [[nodiscard]] std::string dir(std::int64_t frame) const;
    // The folder in which the names differ: "." , "shots", "/".
    [[nodiscard]] std::string folder() const;
    // Looks into `folder`. A number must be written as the pattern writes it: %04d finds 0001 and
    // 10000, and neither 1 nor 00001.
    [[nodiscard]] Existing existing() const;

private:
    [[nodiscard]] std::string name(std::int64_t frame) const; // of the component with the number
    [[nodiscard]] std::string parsed(std::string_view text);

    std::string prefix_; // "", "shots/": what stands before that component
    std::string before_; // in the component
    std::size_t width_ = 0;
    std::string after_; // in the component
    std::string rest_;  // "", "/beauty/x.exr"
};

} // namespace penstock::storage
