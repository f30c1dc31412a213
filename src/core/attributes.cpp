// SPDX-License-Identifier: Apache-2.0
#include "penstock/attributes.hpp"

#include <algorithm>
#include <utility>

namespace penstock {
namespace {

auto place_of(auto& entries, std::string_view name) {
    return std::lower_bound(entries.begin(),
                            entries.end(),
                            name,
                            [](const Attributes::Entry& entry, std::string_view key) {
                                return entry.first.compare(key) < 0;
                            });
}

} // namespace

const std::vector<Attributes::Entry>& Attributes::entries() const {
    static const std::vector<Entry> none;
    return entries_ ? *entries_ : none;
}

const Value* Attributes::find(std::string_view name) const {
    const auto place = place_of(entries(), name);
    return place != entries().end() && place->first == name ? &place->second : nullptr;
}

void Attributes::set(std::string_view name, Value value) {
    std::vector<Entry> changed = entries();
    const auto place = place_of(changed, name);
    if (place != changed.end() && place->first == name)
        place->second = std::move(value);
    else
        changed.insert(place, {std::string{name}, std::move(value)});
    entries_ = std::make_shared<const std::vector<Entry>>(std::move(changed));
}

} // namespace penstock
