// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace penstock::tools {

/// The command line asks for something that there is not. `what()` has a line for each thing.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace penstock::tools
