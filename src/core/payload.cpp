// SPDX-License-Identifier: Apache-2.0
#include "penstock/payload.hpp"

namespace penstock {

Payload::Box::~Box() = default;

std::string_view Payload::type_name() const {
    if (const auto* box = std::get_if<std::shared_ptr<const Box>>(&content_))
        return (*box)->name();
    static constexpr std::string_view names[] = {"nothing",
                                                 Request::payload_name,
                                                 Image::payload_name,
                                                 Encoded::payload_name,
                                                 List::payload_name};
    return names[content_.index()];
}

std::uint64_t Payload::own_bytes() const {
    const auto* box = std::get_if<std::shared_ptr<const Box>>(&content_);
    return box != nullptr ? (*box)->byte_size() : 0;
}

} // namespace penstock
