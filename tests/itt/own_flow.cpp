// SPDX-License-Identifier: Apache-2.0
// A plugin with a node that is made of oneTBB nodes, which have names.
#include "penstock/plugin.hpp"
#include "penstock/tbb_node.hpp"

#include <oneapi/tbb/profiling.h>

#include <memory>

namespace {

using penstock::TbbItem;
using penstock::TbbMessage;

struct OwnFlow {
    using Input = penstock::Image;
    using Output = penstock::Image;
    struct Params {};
    static penstock::Description<OwnFlow> describe() { return {"own_flow", "Passes on."}; }
    penstock::NodeBound bound(const penstock::PayloadBound& input, const Params&) const {
        penstock::NodeBound bound;
        bound.output = input;
        return bound;
    }

    struct Nodes final : penstock::TbbSubgraph {
        explicit Nodes(tbb::flow::graph& graph)
            : first_{graph, tbb::flow::unlimited, penstock::tbb_body([](TbbItem&) {})},
              last_{graph, tbb::flow::serial, penstock::tbb_body([](TbbItem&) {})} {
            tbb::flow::make_edge(first_, last_);
            tbb::profiling::set_name(first_, "first of own");
            tbb::profiling::set_name(last_, "last of own");
        }
        tbb::flow::receiver<TbbMessage>& entry() override { return first_; }
        tbb::flow::sender<TbbMessage>& exit() override { return last_; }

        tbb::flow::function_node<TbbMessage, TbbMessage> first_, last_;
    };
    std::unique_ptr<penstock::TbbSubgraph> build(tbb::flow::graph& graph, const Params&) {
        return std::make_unique<Nodes>(graph);
    }
};

void register_own_flow(penstock::NodeRegistry& registry) {
    penstock::add_tbb_node<OwnFlow>(registry);
}

} // namespace

PENSTOCK_PLUGIN(register_own_flow)
