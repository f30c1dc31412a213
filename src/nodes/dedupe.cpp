// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

namespace penstock {
namespace {

enum class Order : std::uint8_t { source, none };

class Dedupe {
public:
    struct Params {
        std::string by = "hash";
        Order order = Order::source;
    };

    static Description<Dedupe> describe() {
        return Description<Dedupe>{
            "dedupe",
            "Lets through the first item of each value of an attribute; the others end here, as "
            "dropped. An item without the attribute fails. What it remembers, about 150 bytes for "
            "each value of 64 letters, is no part of the budget."}
            .param("by",
                   &Params::by,
                   {.doc = "The attribute: hash, which the node of that name sets, or any other."})
            .choice("order",
                    &Params::order,
                    {{"source", Order::source}, {"none", Order::none}},
                    {.doc = "source: of several, the one that the source yielded first stays, at "
                            "every number of threads; items wait for those before them. none: the "
                            "one that arrives first; which that is differs from run to run."})
            .can_order()
            .passes_on();
    }

    std::optional<Payload> process(Payload payload, const Params& params, NodeContext& context) {
        const Value* value = context.item().attributes.find(params.by);
        if (value == nullptr)
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the item has no attribute \"{}\"; {}",
                                        params.by,
                                        params.by == "hash"
                                            ? "put a node hash before this one"
                                            : "name one that a node before this one sets")};
        if (!seen_.insert(key_of(*value)).second)
            return std::nullopt;
        return payload;
    }

private:
    // The number 1 and the text "1" are two values, 1 and 1.0 are one.
    static std::string key_of(const Value& value) {
        if (value.is_string())
            return '"' + value.as_string();
        if (value.is_bool())
            return value.as_bool() ? "true" : "false";
        if (value.is_integer())
            return fmt::format("{}", value.as_integer());
        if (value.is_real())
            return fmt::format("{}", value.as_real());
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the attribute is a {}; expected text, a number, true or "
                                    "false",
                                    value.type_name())};
    }

    std::unordered_set<std::string> seen_;
};

} // namespace

void add_dedupe(NodeRegistry& registry) {
    registry.add<Dedupe>();
}

} // namespace penstock
