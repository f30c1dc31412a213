// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

namespace penstock {

NodeRegistry built_in_nodes() {
    NodeRegistry registry;
    add_convert(registry);
    add_decode(registry);
    add_encode(registry);
    add_files(registry);
    add_generate(registry);
    add_limiter(registry);
    add_null(registry);
    add_record(registry);
    add_render(registry);
    add_resize(registry);
    add_write(registry);
    return registry;
}

} // namespace penstock
