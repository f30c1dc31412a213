// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/live_image_counter.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

namespace penstock::testing {

struct LiveImageCounter::Counts {
    explicit Counts(std::shared_ptr<Counts> owner) : whole{std::move(owner)} {}

    void add(std::uint64_t size, bool is_image) {
        {
            const std::lock_guard lock{mutex};
            ++buffers;
            images += is_image ? 1 : 0;
            bytes += size;
            allocated += size;
            peak = std::max(peak, bytes);
        }
        if (whole)
            whole->add(size, is_image);
    }
    void remove(std::uint64_t size, bool is_image) {
        {
            const std::lock_guard lock{mutex};
            --buffers;
            images -= is_image ? 1 : 0;
            bytes -= size;
        }
        if (whole)
            whole->remove(size, is_image);
    }
    [[nodiscard]] std::uint64_t read(const std::uint64_t Counts::*number) const {
        const std::lock_guard lock{mutex};
        return this->*number;
    }

    const std::shared_ptr<Counts> whole; // shared: by its parts
    mutable std::mutex mutex;            // guards what follows
    std::uint64_t images = 0;
    std::uint64_t buffers = 0;
    std::uint64_t bytes = 0;
    std::uint64_t peak = 0;
    std::uint64_t allocated = 0;
};

class LiveImageCounter::Storage final : public BufferStorage {
public:
    Storage(std::shared_ptr<Counts> counts, std::size_t size, bool is_image)
        : counts_{std::move(counts)}, is_image_{is_image} {
        data = static_cast<std::byte*>(::operator new(size, alignment));
        capacity = buffer_capacity(size);
        counts_->add(capacity, is_image_);
    }
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;
    ~Storage() override {
        counts_->remove(capacity, is_image_);
        ::operator delete(data, alignment);
    }

private:
    static constexpr std::align_val_t alignment{64};

    std::shared_ptr<Counts> counts_; // shared: they outlive the counter
    bool is_image_;
};

LiveImageCounter::LiveImageCounter() : LiveImageCounter{std::make_shared<Counts>(nullptr)} {}
LiveImageCounter::LiveImageCounter(std::shared_ptr<Counts> counts) : counts_{std::move(counts)} {}

LiveImageCounter LiveImageCounter::part_of(const LiveImageCounter& whole) {
    return LiveImageCounter{std::make_shared<Counts>(whole.counts_)};
}

Image LiveImageCounter::allocate_image(const ImageSpec& spec) const {
    const auto size = static_cast<std::size_t>(spec.bytes());
    return Image{spec, Buffer{std::make_shared<Storage>(counts_, size, true), size}};
}

Buffer LiveImageCounter::allocate_bytes(std::size_t size) const {
    return Buffer{std::make_shared<Storage>(counts_, size, false), size};
}

Image LiveImageCounter::copy_of(const Image& image) const {
    Image copy = allocate_image(image.spec());
    image.clone_into(copy);
    return copy;
}

std::uint64_t LiveImageCounter::images() const {
    return counts_->read(&Counts::images);
}
std::uint64_t LiveImageCounter::buffers() const {
    return counts_->read(&Counts::buffers);
}
std::uint64_t LiveImageCounter::bytes() const {
    return counts_->read(&Counts::bytes);
}
std::uint64_t LiveImageCounter::peak_bytes() const {
    return counts_->read(&Counts::peak);
}
std::uint64_t LiveImageCounter::allocated_bytes() const {
    return counts_->read(&Counts::allocated);
}

} // namespace penstock::testing
