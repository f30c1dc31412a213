// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/export.hpp"
#include "penstock/failure.hpp"
#include "penstock/image.hpp"
#include "penstock/item_info.hpp"
#include "penstock/random.hpp"
#include "penstock/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock {

/// What a node may ask of the engine during one call. Valid for that call, on the thread of that
/// call.
class PENSTOCK_API NodeContext {
public:
    NodeContext() = default;
    NodeContext(const NodeContext&) = delete;
    NodeContext& operator=(const NodeContext&) = delete;
    virtual ~NodeContext();

    [[nodiscard]] virtual const ItemInfo& item() const = 0;
    /// Of the node, in the config.
    [[nodiscard]] virtual const std::string& node_name() const = 0;
    /// Random numbers of this item in this node: the same in every run. Each call begins anew.
    [[nodiscard]] Random random(std::uint64_t seed) const {
        return Random{seed, node_name(), item().sequence};
    }

    /// Pixels, not zeroed, recycled where possible, charged to the item. Throws `ItemError` (limit)
    /// where the item would take more than its `bound` declared. A transform, and a node that
    /// joins, gets it with the metadata of the image that it was called with (of several: of the
    /// first that has any). What a node makes of several items has none.
    [[nodiscard]] virtual Image allocate_image(const ImageSpec& spec) = 0;
    /// Bytes for anything else, likewise.
    [[nodiscard]] virtual Buffer allocate_bytes(std::size_t size) = 0;

    /// The run is being stopped, or the call has taken longer than the node's `timeout`: a long
    /// call may give up by throwing `ItemError` (cancelled).
    [[nodiscard]] virtual bool stop_requested() const = 0;

    /// For nodes with several outputs: what this call returns leaves by this one, counted from 0 in
    /// the order of the ports. Without a call: by the first.
    virtual void leave_by(std::size_t output) = 0;

    /// Sets an attribute on what this call returns.
    virtual void set_attribute(std::string_view name, Value value) = 0;
    /// Adds a line to what is told of how the item came about: the attribute `provenance`, a list
    /// of "NODE: TEXT" in the order of the calls. `record` writes it.
    void note(std::string_view text);

    /// Takes a slot of `limits.open_files`; waits until one is free. For calls that the engine runs
    /// on I/O threads
    /// (`NodeTraits::blocks`). Hold one at a time, and only while a file is open.
    virtual void acquire_file_slot() = 0;
    virtual void release_file_slot() = 0;

    /// For sinks: one output was delivered under this name. Counted; shown by `run -v`.
    virtual void output_delivered(std::string_view name) = 0;
    /// For sinks: an output that another item delivered earlier has been replaced by this one; that
    /// item has failed.
    virtual void output_displaced(std::uint64_t sequence,
                                  std::string_view item_name,
                                  std::string_view message) = 0;
};

/// Holds a file slot while it lives.
class FileSlot {
public:
    explicit FileSlot(NodeContext& context) : context_{context} { context_.acquire_file_slot(); }
    FileSlot(const FileSlot&) = delete;
    FileSlot& operator=(const FileSlot&) = delete;
    ~FileSlot() { context_.release_file_slot(); }

private:
    NodeContext& context_;
};

} // namespace penstock
