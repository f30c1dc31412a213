// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

#include "plugin/nodes.hpp"

#include <cstdlib>
#include <string_view>

namespace {

bool is_set_to(std::string_view moment) {
    const char* wanted = std::getenv("PENSTOCK_TEST_EXIT"); // NOLINT(concurrency-mt-unsafe)
    return wanted != nullptr && wanted == moment;
}

// PENSTOCK_TEST_EXIT says when.
void exit_at(std::string_view moment) {
    if (is_set_to(moment))
        std::exit(0); // NOLINT(concurrency-mt-unsafe): as bad plugins do
}

// What threads still use would be gone.
struct Global {
    Global() { exit_at("constructor"); }
    Global(const Global&) = delete;
    Global& operator=(const Global&) = delete;
    ~Global() {
        if (is_set_to("run"))
            std::abort();
    }
};
const Global global;

void register_late(penstock::NodeRegistry& registry) {
    exit_at("registration");
    penstock::test::register_tint(registry);
}

} // namespace

PENSTOCK_PLUGIN(register_late)
