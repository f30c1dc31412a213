// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"

#include "graph/admitted_family.hpp"
#include "graph/run.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::graph {

/// The engine's side of one call.
class CallContext final : public NodeContext {
public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    struct Where {
        std::uint32_t region = 0;
        const std::string& node_name;
        AdmittedFamily* family = nullptr; ///< null before admission: nothing can be allocated
        bool is_source_item = true; ///< `ItemInfo::sequence` is the number that the ledger knows
        Deadline deadline = {};
    };
    /// All arguments outlive the call.
    CallContext(Run& run, const Where& where, ItemInfo& info)
        : run_{run}, where_{where}, info_{info} {}

    [[nodiscard]] const ItemInfo& item() const override { return info_; }
    [[nodiscard]] const std::string& node_name() const override { return where_.node_name; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override;
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override;
    [[nodiscard]] bool stop_requested() const override { return run_.is_stopping() || is_late(); }
    void leave_by(std::size_t output) override { output_ = output; }
    void set_attribute(std::string_view name, Value value) override;
    void acquire_file_slot() override { run_.file_slots.acquire(); }
    void release_file_slot() override { run_.file_slots.release(); }
    void output_delivered(std::string_view name) override;
    void output_displaced(std::uint64_t sequence,
                          std::string_view item_name,
                          std::string_view message) override;

    /// What images get that the call makes.
    void set_metadata(std::shared_ptr<const Metadata> metadata) { metadata_ = std::move(metadata); }

    /// How many outputs this call said it delivered.
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
    /// How many earlier calls it said had their outputs replaced by its own: they have failed.
    [[nodiscard]] std::uint64_t displaced() const { return displaced_; }
    /// The output that it chose.
    [[nodiscard]] std::size_t output() const { return output_; }
    /// It has taken longer than it may.
    [[nodiscard]] bool is_late() const {
        return where_.deadline && std::chrono::steady_clock::now() > *where_.deadline;
    }

private:
    [[nodiscard]] AdmittedFamily& admitted() const;

    Run& run_;
    Where where_;
    ItemInfo& info_;
    std::shared_ptr<const Metadata> metadata_; // shared with the images that have it
    std::uint64_t delivered_ = 0;
    std::uint64_t displaced_ = 0;
    std::size_t output_ = 0;
};

} // namespace penstock::graph
