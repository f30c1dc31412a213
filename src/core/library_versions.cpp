// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

namespace penstock {

// The build knows: asking the libraries themselves would load those that most runs do without.
std::string library_versions() {
    return PENSTOCK_LIBRARY_VERSIONS;
}

} // namespace penstock
