// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace penstock::codec {

/// Whether a profile can go with a picture of so many channels.
struct IccVerdict {
    std::span<const std::byte> profile; ///< without what comes behind its end; empty: it cannot
    std::string reason;                 ///< why not: "it is for CMYK"
};

/// Looks at the header of a profile and at where its parts lie (ICC.1, sections 7.2 and 7.3).
[[nodiscard]] IccVerdict check_icc(std::span<const std::byte> profile, std::uint32_t channels);

} // namespace penstock::codec
