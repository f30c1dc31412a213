// SPDX-License-Identifier: Apache-2.0
#include "graph/payload_amount.hpp"

#include "penstock/encoded.hpp"
#include "penstock/image.hpp"
#include "penstock/list.hpp"
#include "penstock/list_member.hpp"

namespace penstock::graph {

Amount amount_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return image->is_empty() ? Amount{} : Amount{1, image->capacity()};
    if (const auto* encoded = payload.get<Encoded>())
        return {0, encoded->buffer.capacity()};
    return {0, payload.own_bytes()};
}

Amount amount_of(const List& list) {
    Amount sum;
    for (const ListMember& member : list.members)
        sum += amount_of(member.payload);
    return sum;
}

} // namespace penstock::graph
