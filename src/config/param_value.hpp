// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"

#include <optional>
#include <string>
#include <vector>

namespace penstock::config {

/// A parameter's value as nodes get it (see param_binding.hpp), or what is wrong with it.
struct ParamResult {
    std::optional<Value> value;
    std::string mistake;
    Origin origin;                      ///< of the mistake
    std::optional<std::size_t> element; ///< of a list, where the mistake is
};

/// Checks a value against its description: type, unit, range, choice.
[[nodiscard]] ParamResult normalise(const ParamDescriptor& param, const Value& written);

[[nodiscard]] std::vector<std::string> names_of(const std::vector<ParamDescriptor>& params);

/// "an integer from 1 to 100", "one of jpeg, png".
[[nodiscard]] std::string expectation(const ParamDescriptor& param);

} // namespace penstock::config
