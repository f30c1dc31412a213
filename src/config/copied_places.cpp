// SPDX-License-Identifier: Apache-2.0
#include "config/copied_places.hpp"

namespace penstock::config {

void CopiedPlaces::put_in(Value& value) {
    put_in(value.origin);
    put_in(value.key_origin);
    if (value.is_array())
        for (Value& element : value.as_array())
            put_in(element);
    else if (value.is_object())
        for (auto& [key, member] : value.as_object())
            put_in(member);
}

void CopiedPlaces::put_in(Origin& origin) {
    if (!origin.is_known())
        return;
    const auto [known, is_new] =
        copies_.emplace(origin.source, static_cast<std::uint32_t>(sources_.size()));
    if (is_new)
        sources_.push_back({.name = sources_[origin.source].name,
                            .text = {},
                            .kind = ConfigSource::Kind::use,
                            .original = origin.source,
                            .cause = site_.origin,
                            .remark = "used by " + site_.path});
    origin.source = known->second;
}

} // namespace penstock::config
