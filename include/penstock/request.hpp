// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/attributes.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace penstock {

/// What a source yields: cheap words about an item that does not exist yet. A loader turns it into
/// pixels or data.
struct Request {
    std::string name; ///< for messages and reports: the path as it was found, or a number
    std::string path; ///< of a file, as raw bytes; empty where there is none
    std::string
        dir; ///< folder of `path`, relative to where the search began; "." at its root. `{dir}`
    std::uint64_t index = 0;               ///< number within its source
    std::uint64_t seed = 0;                ///< for generated items
    Attributes attributes = {};            ///< that the item begins with: the number of its frame
    std::shared_ptr<void> attachment = {}; ///< for sources inside a program: what a loader of the
                                           ///< same author knows the type of; shared by branches

    static constexpr const char* payload_name = "request";
};

} // namespace penstock
