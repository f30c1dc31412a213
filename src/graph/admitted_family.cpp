// SPDX-License-Identifier: Apache-2.0
#include "graph/admitted_family.hpp"

namespace penstock::graph {

// A gathered item shares its result's state.
AdmittedFamily::~AdmittedFamily() {
    release_claim();
    for (const std::shared_ptr<AdmittedFamily>& member : members_) {
        if (is_failed_)
            member->note_failed();
        if (is_delivered_)
            member->note_delivered();
        if (is_skipped_)
            member->note_skipped();
    }
    members_.clear();
    admission_->clear(); // what belongs to programs dies before anybody is told
    notice_->tell(state(), std::move(admission_));
}

std::uint64_t AdmittedFamily::source_sequence() const {
    return members_.empty() ? admission_->info.sequence : members_.front()->source_sequence();
}

std::uint64_t AdmittedFamily::source_items() const {
    std::uint64_t items = members_.empty() ? 1 : 0;
    for (const std::shared_ptr<AdmittedFamily>& member : members_)
        items += member->source_items();
    return items;
}

profiling::ItemState AdmittedFamily::state() const {
    using profiling::ItemState;
    if (is_failed_)
        return ItemState::failed;
    if (is_delivered_)
        return ItemState::written;
    return is_skipped_ ? ItemState::skipped : ItemState::dropped;
}

} // namespace penstock::graph
