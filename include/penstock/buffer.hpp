// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace penstock {

/// What a buffer of `size` bytes costs: its size class. At most an eighth more than `size`, and at
/// least 4096. Budgets count this, so every bound must.
[[nodiscard]] PENSTOCK_API std::uint64_t buffer_capacity(std::uint64_t size);

/// The memory behind a buffer. The pool derives from this; its destructor gives the memory back.
class PENSTOCK_API BufferStorage {
public:
    BufferStorage() = default;
    BufferStorage(const BufferStorage&) = delete;
    BufferStorage& operator=(const BufferStorage&) = delete;
    virtual ~BufferStorage();

    std::byte* data = nullptr;
    std::uint64_t capacity = 0;
};

/// A handle to bytes that several owners may share. Copying the handle does not copy bytes.
///
/// Distinct handles may be used from distinct threads at once; writing is for the sole owner.
class PENSTOCK_API Buffer {
public:
    Buffer() = default;
    /// Wraps storage, of which the first `size` bytes are used. `size <= storage->capacity`.
    Buffer(std::shared_ptr<BufferStorage> storage, std::size_t size);

    /// Memory from the heap that counts against no budget: for tests, and for programs outside a
    /// pipeline. Not zeroed; 64-byte aligned.
    [[nodiscard]] static Buffer allocate(std::size_t size);

    [[nodiscard]] std::span<std::byte> bytes();
    [[nodiscard]] std::span<const std::byte> bytes() const;
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool is_empty() const { return size_ == 0; }
    [[nodiscard]] std::uint64_t capacity() const { return storage_ ? storage_->capacity : 0; }
    /// Makes the used part smaller; the capacity stays. `size <= this->size()`.
    void truncate(std::size_t size);
    /// No other handle shares these bytes.
    [[nodiscard]] bool is_unique() const;

private:
    std::shared_ptr<BufferStorage> storage_; // shared: branches of a fan-out read the same bytes
    std::size_t size_ = 0;
};

} // namespace penstock
