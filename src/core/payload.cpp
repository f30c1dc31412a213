// SPDX-License-Identifier: Apache-2.0
#include "penstock/payload.hpp"

namespace penstock {

std::string_view Payload::type_name() const {
    static constexpr std::string_view names[] = {"nothing",
                                                 Request::payload_name,
                                                 Image::payload_name,
                                                 Encoded::payload_name,
                                                 List::payload_name};
    return names[content_.index()];
}

} // namespace penstock
