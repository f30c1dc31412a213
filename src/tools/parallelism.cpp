// SPDX-License-Identifier: Apache-2.0
#include "tools/parallelism.hpp"

#include <oneapi/tbb/global_control.h>

namespace penstock::tools {

using Cap = oneapi::tbb::global_control;

struct Parallelism::Control {
    explicit Control(std::size_t threads) : cap{Cap::max_allowed_parallelism, threads} {}
    Cap cap;
};

Parallelism::Parallelism(std::optional<std::uint32_t> threads) {
    if (threads && *threads > Cap::active_value(Cap::max_allowed_parallelism))
        control_ = std::make_unique<Control>(*threads);
}

Parallelism::~Parallelism() = default;

} // namespace penstock::tools
