// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::test {

/// A NodeContext without an engine: memory from the heap, and everything that the node said is
/// kept.
class TestContext final : public NodeContext {
public:
    struct Displaced {
        std::uint64_t sequence;
        std::string item_name;
        std::string message;
    };

    [[nodiscard]] const ItemInfo& item() const override { return info; }
    [[nodiscard]] const std::string& node_name() const override { return name; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override {
        allocated_bytes += buffer_capacity(spec.bytes());
        return Image::allocate(spec);
    }
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override {
        allocated_bytes += buffer_capacity(size);
        return Buffer::allocate(size);
    }
    [[nodiscard]] bool stop_requested() const override { return is_stopping; }
    void leave_by(std::size_t chosen) override { output = chosen; }
    void set_attribute(std::string_view name, Value value) override {
        info.attributes.set(name, std::move(value));
    }
    void acquire_file_slot() override { peak_file_slots = std::max(peak_file_slots, ++file_slots); }
    void release_file_slot() override { --file_slots; }
    void output_delivered(std::string_view name) override { delivered.emplace_back(name); }
    void output_displaced(std::uint64_t sequence,
                          std::string_view item_name,
                          std::string_view message) override {
        displaced.push_back({sequence, std::string{item_name}, std::string{message}});
    }

    ItemInfo info;
    std::string name = "node"; ///< of the node
    std::size_t output = 0;    ///< that the node chose
    bool is_stopping = false;
    std::uint64_t allocated_bytes = 0; ///< sum of all allocations, as a budget would count them
    int file_slots = 0;
    int peak_file_slots = 0;
    std::vector<std::string> delivered;
    std::vector<Displaced> displaced;
};

} // namespace penstock::test
