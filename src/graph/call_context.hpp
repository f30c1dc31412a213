// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"

#include "graph/admitted_family.hpp"
#include "graph/run.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::graph {

/// The engine's side of one call.
class CallContext final : public NodeContext {
public:
    /// `family` is null before admission: then nothing can be allocated. All arguments outlive the
    /// call.
    CallContext(Run& run,
                std::uint32_t region,
                const std::string& node_name,
                ItemInfo& info,
                AdmittedFamily* family)
        : run_{run}, region_{region}, node_name_{node_name}, info_{info}, family_{family} {}

    [[nodiscard]] const ItemInfo& item() const override { return info_; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override;
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override;
    [[nodiscard]] bool stop_requested() const override { return run_.is_stopping(); }
    void set_attribute(std::string_view name, Value value) override;
    void acquire_file_slot() override { run_.file_slots.acquire(); }
    void release_file_slot() override { run_.file_slots.release(); }
    void output_delivered(std::string_view name) override;
    void output_displaced(std::uint64_t sequence,
                          std::string_view item_name,
                          std::string_view message) override;

    /// How many outputs this call said it delivered.
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }

private:
    [[nodiscard]] AdmittedFamily& admitted() const;

    Run& run_;
    std::uint32_t region_;
    const std::string& node_name_;
    ItemInfo& info_;
    AdmittedFamily* family_;
    std::uint64_t delivered_ = 0;
};

} // namespace penstock::graph
