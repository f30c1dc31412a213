// SPDX-License-Identifier: Apache-2.0
#include "core/push_queue.hpp"
#include "nodes/built_in.hpp"

#include <memory>
#include <optional>
#include <stdexcept>

namespace penstock {
namespace {

/// Yields what the program pushes.
struct Push {
    struct Params {};

    static Description<Push> describe() {
        return Description<Push>{"push",
                                 "Takes items from the program that runs the pipeline: "
                                 "`Pipeline::push`. The loader behind its limiter is `receive`."}
            .blocks();
    }

    void open(const Params&, const OpenContext& context) {
        if (context.shared == nullptr)
            throw std::runtime_error{"a push source needs a program that pushes"};
        (*context.shared)["penstock.push." + context.node_name] = queue_;
    }
    std::optional<Request> next(const Params&) { return queue_->next(); }

private:
    std::shared_ptr<PushQueue> queue_ = std::make_shared<PushQueue>(); // shared with the Pipeline
};

} // namespace

void add_push(NodeRegistry& registry) {
    registry.add<Push>();
}

} // namespace penstock
