// SPDX-License-Identifier: Apache-2.0
#include "graph/item_events.hpp"

#include "graph/admitted_family.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <cstdlib>

namespace penstock::graph {
namespace {

bool has_collector() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): who sets it does so before the program begins
    return std::getenv(sizeof(void*) == 8 ? "INTEL_LIBITTNOTIFY64" : "INTEL_LIBITTNOTIFY32") !=
           nullptr;
}

bool is_limiter(const ValidatedNode& node) {
    return node.type->descriptor.kind == NodeKind::limiter;
}

} // namespace

ItemEvents::ItemEvents(const ValidatedConfig& config)
    : config_{config}, is_heard_{has_collector()},
      has_limiters_{std::ranges::count_if(config.nodes(), is_limiter) > 1} {}

void ItemEvents::say(const Item& item) const {
    const Lineage& lineage = item.family->lineage();
    if (item.is_source_item)
        emit(lineage.limiter, item.info.sequence);
    else
        say(config_.nodes()[lineage.node].name, item.info.sequence);
}

// oneTBB puts "FGA::DATAID::" before it, by which Flow Graph Analyzer knows it.
void ItemEvents::say(const std::string& origin, std::uint64_t sequence) {
    std::string text = std::to_string(sequence);
    if (!origin.empty())
        text.insert(0, origin + "/");
    tbb::profiling::event::emit(text);
}

} // namespace penstock::graph
