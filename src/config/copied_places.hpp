// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/arguments.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace penstock::config {

/// Makes the places in one copy of a subgraph those of sources of its own, which know where the
/// copy was asked for.
class CopiedPlaces {
public:
    /// Both must outlive this.
    CopiedPlaces(std::vector<ConfigSource>& sources, const UseSite& site)
        : sources_{sources}, site_{site} {}

    void put_in(Value& value);

private:
    void put_in(Origin& origin);

    std::vector<ConfigSource>& sources_;
    const UseSite& site_;
    std::map<std::uint32_t, std::uint32_t> copies_; // of sources
};

} // namespace penstock::config
