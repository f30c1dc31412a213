// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"
#include "penstock/testing/live_image_counter.hpp"
#include "penstock/testing/outcome.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace penstock::testing {

/// The context of one call: memory that is counted, and everything that the node says is kept.
class RunnerContext final : public NodeContext {
public:
    RunnerContext(const Situation& situation,
                  std::string node_name,
                  const LiveImageCounter& memory);

    [[nodiscard]] const ItemInfo& item() const override;
    [[nodiscard]] const std::string& node_name() const override { return node_name_; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override;
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override;
    [[nodiscard]] bool stop_requested() const override;
    void leave_by(std::size_t output) override { port_ = output; }
    void set_attribute(std::string_view name, Value value) override;
    void acquire_file_slot() override { ask(); }
    void release_file_slot() override {}
    void output_delivered(std::string_view name) override;
    void output_displaced(std::uint64_t sequence,
                          std::string_view item_name,
                          std::string_view message) override;

    /// That images are made with from here on.
    void set_metadata(std::shared_ptr<const Metadata> metadata) { metadata_ = std::move(metadata); }
    /// For whom the node is called: for a member of a group, between.
    [[nodiscard]] ItemInfo& item_info() { return info_; }
    /// It is called for an item that begins to be.
    void begin_item(Request request);
    [[nodiscard]] std::size_t port() const { return port_; }
    /// What is known of the call now that it is over.
    void tell(Outcome& outcome) const;

private:
    void ask() const;

    const Situation& situation_; // outlives the call
    ItemInfo info_;
    std::string node_name_;
    LiveImageCounter memory_; // of this call
    std::shared_ptr<const Metadata> metadata_;
    std::size_t port_ = 0;
    std::vector<std::string> delivered_;
    std::vector<std::string> displaced_;
    std::size_t notes_before_;                 // that the item came with
    mutable std::uint64_t stop_questions_ = 0; // a call has one thread
};

} // namespace penstock::testing
