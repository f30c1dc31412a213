// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/attributes.hpp"
#include "penstock/request.hpp"

#include <cstdint>

namespace penstock {

/// Who an item is, whatever it carries.
struct ItemInfo {
    /// Counted from 0 over all sources of one limiter; given once, for life. What a gathering node
    /// makes is counted from 0 anew, in the order in which it is made.
    std::uint64_t sequence = 0;
    std::uint32_t path = 0; ///< which of the ways through the graph it took; smaller means written
                            ///< earlier in the config
    Request request;        ///< what its source yielded; of a gathered item: of its first member
    Attributes attributes;
};

} // namespace penstock
