// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/built_in.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

struct Zip {
    enum class Missing : std::uint8_t { fail, drop };
    struct Params {
        std::vector<std::string> inputs;
        Missing missing = Missing::fail;
    };

    static Description<Zip> describe() {
        return Description<Zip>{
            "zip",
            "Waits for what became of one item on several ways, and makes a list of it, in the "
            "order of its inputs. Each input gets one way."}
            .param("inputs",
                   &Params::inputs,
                   {.doc = "What the inputs are called, two of them or more.",
                    .is_required = true,
                    .example = R"(["picture", "mask"])"})
            .choice("missing",
                    &Params::missing,
                    {{"fail", Missing::fail}, {"drop", Missing::drop}},
                    {.doc = "What becomes of an item of which a part was dropped on its way: it "
                            "fails, or it is dropped whole."})
            .passes_on();
    }

    static std::vector<PortDescriptor> inputs(const Params& params) {
        if (params.inputs.size() < 2)
            throw std::invalid_argument(
                "\"inputs\" has one name; expected two or more, such as [\"picture\", \"mask\"]");
        std::vector<PortDescriptor> ports;
        for (const std::string& name : params.inputs)
            ports.push_back({name, "any", "one part of each list"});
        return ports;
    }

    bool drops_incomplete(const Params& params) const { return params.missing == Missing::drop; }

    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params& /*params*/) const {
        return {.output = PayloadBound::list(inputs), .working_bytes = 0, .codec_bytes = 0};
    }

    List join(List parts, const Params& /*params*/, NodeContext& /*context*/) const {
        return parts;
    }
};

} // namespace

void add_zip(NodeRegistry& registry) {
    registry.add<Zip>();
}

} // namespace penstock
