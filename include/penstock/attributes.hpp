// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/value.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock {

/// Named values that travel with an item: set by `set` in a config and by nodes, read by name
/// templates and records.
///
/// Copies share their content until one is changed. Distinct objects may be used from distinct
/// threads at once.
class PENSTOCK_API Attributes {
public:
    using Entry = std::pair<std::string, Value>;

    /// The value of that name, or null.
    [[nodiscard]] const Value* find(std::string_view name) const;
    /// Adds the entry or replaces its value.
    void set(std::string_view name, Value value);
    /// All entries, sorted by name.
    [[nodiscard]] const std::vector<Entry>& entries() const;

private:
    std::shared_ptr<const std::vector<Entry>>
        entries_; // shared: the branches of a fan-out start with the same ones
};

} // namespace penstock
