// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/built_in.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace penstock {
namespace {

class Batch {
public:
    struct Params {
        std::uint32_t size = 1;
        std::optional<Duration> timeout;
    };

    static Description<Batch> describe() {
        return Description<Batch>{
            "batch",
            "Makes a list of so many items, in the order of the source. The last one has what is "
            "left. The budget has to hold all items of a list, and one more."}
            .param("size",
                   &Params::size,
                   {.doc = "How many items make a list.",
                    .unit = "items",
                    .minimum = 1,
                    .maximum = 4096,
                    .is_required = true,
                    .example = "8"})
            .param("timeout",
                   &Params::timeout,
                   {.doc = "A list that is begun for so long is given as it is. What is in it then "
                           "depends on the clock.",
                    .minimum = 0.001})
            .retains();
    }

    static bool consults_clock(const Params& params) { return params.timeout.has_value(); }

    std::uint64_t group_size(const Params& params) const { return params.size; }
    std::optional<Duration> longest_wait(const Params& params) const { return params.timeout; }

    NodeBound bound(const PayloadBound& largest_member, const Params& params) const {
        return {.output =
                    PayloadBound::list(std::vector<PayloadBound>(params.size, largest_member)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    void begin(const Params& /*params*/, NodeContext& /*result*/) { list_ = {}; }

    void add(Payload member,
             std::uint64_t /*position*/,
             const Params& /*params*/,
             NodeContext& context) {
        list_.members.push_back({context.item(), std::move(member)});
    }

    List finish(const Params& /*params*/, NodeContext& /*result*/) {
        return std::exchange(list_, {});
    }

private:
    List list_; // that is being made
};

} // namespace

void add_batch(NodeRegistry& registry) {
    registry.add<Batch>();
}

} // namespace penstock
