// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

#include "plugin/nodes.hpp"

#include <cstdlib>
#include <string_view>

namespace {

// PENSTOCK_TEST_EXIT says when.
void exit_at(std::string_view moment) {
    const char* wanted = std::getenv("PENSTOCK_TEST_EXIT"); // NOLINT(concurrency-mt-unsafe)
    if (wanted != nullptr && wanted == moment)
        std::exit(0); // NOLINT(concurrency-mt-unsafe): as bad plugins do
}

struct Early {
    Early() { exit_at("constructor"); }
};
const Early early;

void register_late(penstock::NodeRegistry& registry) {
    exit_at("registration");
    penstock::test::register_tint(registry);
}

} // namespace

PENSTOCK_PLUGIN(register_late)
