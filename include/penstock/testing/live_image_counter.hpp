// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace penstock::testing {

/// Makes images and other buffers, and counts those that are still alive: what a node keeps that it
/// should have let go of is seen here.
///
/// A handle: copies count the same. Buffers may outlive it. Any thread.
class LiveImageCounter {
public:
    LiveImageCounter();
    /// What it makes counts for `whole`, too: for the numbers of one call among many.
    [[nodiscard]] static LiveImageCounter part_of(const LiveImageCounter& whole);

    /// Pixels, as large as a budget would count them; not zeroed.
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) const;
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) const;
    /// The same content in buffers of its own, without metadata.
    [[nodiscard]] Image copy_of(const Image& image) const;

    /// Pixel buffers that somebody still holds.
    [[nodiscard]] std::uint64_t images() const;
    /// Those and all other buffers.
    [[nodiscard]] std::uint64_t buffers() const;
    /// Their bytes, as a budget counts them.
    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] std::uint64_t peak_bytes() const;
    /// Sum of all that were ever made.
    [[nodiscard]] std::uint64_t allocated_bytes() const;

private:
    struct Counts;
    class Storage;
    explicit LiveImageCounter(std::shared_ptr<Counts> counts);

    std::shared_ptr<Counts> counts_; // shared: with the buffers, which may outlive this
};

} // namespace penstock::testing
