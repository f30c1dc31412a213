// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <vector>

namespace penstock {

struct ListMember;

/// Several payloads that travel as one: what `batch` and `zip` make. Copying shares pixels and
/// bytes.
struct PENSTOCK_API List {
    List();
    List(const List&);
    List(List&&) noexcept;
    List& operator=(const List&);
    List& operator=(List&&) noexcept;
    ~List();

    std::vector<ListMember> members;

    static constexpr const char* payload_name = "list";
};

} // namespace penstock
