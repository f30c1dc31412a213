// SPDX-License-Identifier: Apache-2.0
#include "penstock/check_params.hpp"

#include "config/issues.hpp"
#include "config/params.hpp"

#include <utility>
#include <vector>

namespace penstock {

Value::Object normalised_params(const NodeDescriptor& descriptor, const Value::Object& written) {
    const std::vector<ConfigSource> sources;
    config::Issues issues{sources};
    NodeConfig node;
    node.name = descriptor.type;
    node.type = descriptor.type;
    node.params = written;
    auto params = config::check_params(node, descriptor, nullptr, issues);
    if (!params || issues.has_error())
        throw ConfigError{issues.take()};
    return std::move(*params);
}

} // namespace penstock
