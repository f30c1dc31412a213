// SPDX-License-Identifier: Apache-2.0
#include "penstock/list.hpp"

#include "penstock/list_member.hpp"

namespace penstock {

List::List() = default;
List::List(const List&) = default;
List::List(List&&) noexcept = default;
List& List::operator=(const List&) = default;
List& List::operator=(List&&) noexcept = default;
List::~List() = default;

} // namespace penstock
