// SPDX-License-Identifier: Apache-2.0
#include "graph/declared_amount.hpp"

#include "graph/payload_amount.hpp"

#include <string>

namespace penstock::graph {

CallOutcome outcome_within_declared(const Item& item) {
    const Amount result = amount_of(item.payload);
    const Amount& declared = item.family->amounts_of(item.call).value;
    if (result.fits(declared))
        return {};
    return {.kind = CallOutcome::Kind::failed,
            .error_class = ErrorClass::limit,
            .message = "the result takes " + std::to_string(result.bytes) +
                       " bytes, and the node declared at most " + std::to_string(declared.bytes),
            .is_metered = true};
}

} // namespace penstock::graph
