// SPDX-License-Identifier: Apache-2.0
#include "penstock/condition.hpp"

#include "nodes/built_in.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

struct Switch {
    struct Params {
        NamedConditions cases;
        std::string otherwise = "default";
    };

    static Description<Switch> describe() {
        return Description<Switch>{
            "switch",
            "Sends each item one of several ways: through the output that is named like the first "
            "case that holds for it. Every output has to be connected: what is not wanted goes to "
            "a null."}
            .param("cases",
                   &Params::cases,
                   {.doc = "The conditions, by the names of their outputs; the first that holds "
                           "decides.",
                    .is_required = true,
                    .example = R"({"large": {"attr": "width", "ge": 2000}})"})
            .param("default",
                   &Params::otherwise,
                   {.doc = "The output of all items for which no case holds; it may be that of a "
                           "case."})
            .passes_on();
    }

    static std::vector<PortDescriptor> outputs(const Params& params) {
        std::vector<PortDescriptor> ports;
        for (const auto& [name, condition] : params.cases)
            ports.push_back({name, "any", "what the case holds for"});
        if (index_of(params.otherwise, params) == params.cases.size())
            ports.push_back({params.otherwise, "any", "the rest"});
        return ports;
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Payload process(Payload payload, const Params& params, NodeContext& context) const {
        const auto found =
            std::find_if(params.cases.begin(), params.cases.end(), [&](const auto& one) {
                return one.second.matches(context.item(), payload);
            });
        context.leave_by(found == params.cases.end()
                             ? index_of(params.otherwise, params)
                             : static_cast<std::size_t>(found - params.cases.begin()));
        return payload;
    }

private:
    // Of the case of that name; behind the last one where there is none.
    static std::size_t index_of(const std::string& name, const Params& params) {
        const auto found = std::find_if(params.cases.begin(),
                                        params.cases.end(),
                                        [&name](const auto& one) { return one.first == name; });
        return static_cast<std::size_t>(found - params.cases.begin());
    }
};

} // namespace

void add_switch(NodeRegistry& registry) {
    registry.add<Switch>();
}

} // namespace penstock
