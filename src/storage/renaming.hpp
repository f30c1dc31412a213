// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

namespace penstock::storage {

// Whether any node of a run renames items: then nothing that depends on a stem is known before an
// item has come through.
struct Renaming {
    std::atomic<bool> happens = false;

    // The one that the nodes of a run share; `shared` is that of `OpenContext`.
    static std::shared_ptr<Renaming> of(std::map<std::string, std::shared_ptr<void>>* shared) {
        if (shared == nullptr)
            return std::make_shared<Renaming>();
        std::shared_ptr<void>& renaming = (*shared)["penstock.renaming"];
        if (!renaming)
            renaming = std::make_shared<Renaming>();
        return std::static_pointer_cast<Renaming>(renaming);
    }
};

} // namespace penstock::storage
