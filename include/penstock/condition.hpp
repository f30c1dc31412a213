// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"
#include "penstock/value.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace penstock {

/// A question about an item that a config asks: `{"attr": "width", "ge": 512}`.
///
/// Comparisons: `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in` (a list), `matches` (text with `*` and
/// `?`), `exists` (true or false); several beside one `attr` must all hold. Combinations:
/// `{"all": [...]}`, `{"any": [...]}`, `{"not": {...}}`.
///
/// Every item has the attributes name, path, dir, stem, source_ext, seq and index; format, width,
/// height, channels, pixel_type and bytes follow from what it carries; others were set on its way.
/// Where an item lacks an attribute, or it is of another type than what it is compared with, every
/// comparison but `exists` is false, `ne` too.
///
/// Immutable; copies share. Thread-safe.
class PENSTOCK_API Condition {
public:
    /// Holds for every item.
    Condition() = default;
    /// Throws `std::invalid_argument` where that is no condition. A config's conditions have been
    /// checked before, with messages that name the place.
    explicit Condition(const Value& written);

    [[nodiscard]] bool matches(const ItemInfo& item, const Payload& payload) const;
    /// As it stands in the config; null where it holds for every item.
    [[nodiscard]] const Value& written() const { return written_; }

private:
    struct Term;

    Value written_;
    std::shared_ptr<const Term> term_; // shared by copies
};

/// Conditions by name, in the order in which they were written.
using NamedConditions = std::vector<std::pair<std::string, Condition>>;

} // namespace penstock
