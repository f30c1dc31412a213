// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node.hpp"

#include "graph/declared.hpp"
#include "graph/stage.hpp"

#include <cstddef>
#include <functional>

namespace penstock::graph {

/// Takes an item that is to be tried again after that time. Keeps everything that it holds.
using Again = std::function<void(Item, Duration)>;

/// A loader, transform or sink: one call for each item. Thread-safe.
class CallStage final : public Stage {
public:
    CallStage(Run& run,
              const ValidatedConfig& config,
              const Topology& topology,
              NodeIndex node,
              std::uint32_t region,
              Node& object);

    /// To be set before the first item: who brings items again that are to be retried.
    void set_again(Again again) { again_ = std::move(again); }

    void work(Item&& item, const Emit& emit) override;
    void read(Item& item) override;

private:
    [[nodiscard]] CallOutcome load(Item& item, std::size_t& output);
    [[nodiscard]] CallOutcome process(Item& item, std::size_t& output);
    void take_own_pixels(Item& item) const;
    [[nodiscard]] CallOutcome settle(const Item& item, std::size_t output, ListOrigin origin) const;
    [[nodiscard]] bool
    retry(Item& item, const CallOutcome& outcome, Payload& input, const Outlet::Traced& traced);

    LoaderNode* loader_ = nullptr; // of the node table, one of the two
    WorkNode* worker_ = nullptr;
    const bool may_retry_;
    std::size_t outputs_; // without dead letters
    Again again_;
};

} // namespace penstock::graph
