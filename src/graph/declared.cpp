// SPDX-License-Identifier: Apache-2.0
#include "graph/declared.hpp"

#include "penstock/list_member.hpp"

#include "graph/payload_amount.hpp"

#include <cstdint>
#include <string>

namespace penstock::graph {
namespace {

// What is wrong with what a node gave; empty: nothing. What was moved from has its sizes still, and
// no bytes. Nothing here may overflow, let alone throw: sizes are what nodes say.
std::string fault_of(const Image& image) {
    const ImageSpec& spec = image.spec();
    const std::uint64_t held = image.pixels().size();
    if (spec.pixels() == 0 || spec.channels == 0 || held == 0)
        return "the node gave an image without pixels (" + spec.to_string() + ", and " +
               std::to_string(held) +
               " bytes): return the image that it made; one that was moved from has none";
    const std::uint64_t pixel = spec.pixel_bytes();
    if (held % pixel == 0 && held / pixel == spec.pixels())
        return {};
    return "the node gave an image of " + spec.to_string() + " that has " + std::to_string(held) +
           " bytes; expected as many as that takes, as context.allocate_image gives them";
}

std::string fault_of(const Encoded& encoded) {
    const std::size_t held = encoded.buffer.bytes().size();
    if (held == encoded.buffer.size())
        return {};
    return "the node gave encoded bytes that are gone (" + std::to_string(held) + " of " +
           std::to_string(encoded.buffer.size()) +
           "): return those that it made; what was moved from has none";
}

std::string fault_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return fault_of(*image);
    if (const auto* encoded = payload.get<Encoded>())
        return fault_of(*encoded);
    if (const auto* list = payload.get<List>())
        for (const ListMember& member : list->members)
            if (std::string fault = fault_of(member.payload); !fault.empty())
                return fault;
    return {};
}

CallOutcome node_at_fault(const std::string& what) {
    return {.kind = CallOutcome::Kind::failed,
            .error_class = ErrorClass::node,
            .message = what + "; this is a fault of the node, not of the picture"};
}

} // namespace

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
        return node_at_fault(
            "the node has " + std::to_string(type.outputs.size()) + " outputs and gave " +
            (list == nullptr ? "one thing" : std::to_string(list->members.size())));
    if (const std::string fault = fault_of(item.payload); !fault.empty())
        return node_at_fault(fault);
    if (type.traits.passes_on) // it makes nothing
        return {};
    const bool is_list_made = list != nullptr && origin == ListOrigin::made;
    const Amount result = is_list_made ? amount_of(*list) : amount_of(item.payload);
    const Amount& declared = item.family->amounts_of(item.call).value;
    if (result.fits(declared))
        return {};
    return {.kind = CallOutcome::Kind::failed,
            .error_class = ErrorClass::limit,
            .message = "the result takes " + std::to_string(result.bytes) +
                       " bytes, and the node declared at most " + std::to_string(declared.bytes)};
}

} // namespace penstock::graph
