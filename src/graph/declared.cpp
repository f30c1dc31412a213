// SPDX-License-Identifier: Apache-2.0
#include "graph/declared.hpp"

#include "graph/payload_amount.hpp"

#include <string>

namespace penstock::graph {

std::optional<CallOutcome> refused_beforehand(const Item& item) {
    const CallAmounts::Of& amounts = item.family->amounts_of(item.call);
    if (amounts.refusal.empty())
        return std::nullopt;
    return CallOutcome{.kind = CallOutcome::Kind::failed,
                       .error_class = amounts.refusal_class,
                       .message = amounts.refusal};
}

CallOutcome
outcome_within_declared(const ValidatedNode& node, const Item& item, ListOrigin origin) {
    const NodeDescriptor& type = node.type->descriptor;
    const auto* list = item.payload.get<List>();
    if (type.traits.gives_several &&
        (list == nullptr || list->members.size() != type.outputs.size()))
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::node,
                .message = "the node has " + std::to_string(type.outputs.size()) +
                           " outputs and gave " +
                           (list == nullptr ? "one thing" : std::to_string(list->members.size())) +
                           "; this is a fault of the node, not of the picture",
                .is_metered = true};
    const bool is_list_made = list != nullptr && origin == ListOrigin::made;
    const Amount result = is_list_made ? amount_of(*list) : amount_of(item.payload);
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
