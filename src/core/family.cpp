// SPDX-License-Identifier: Apache-2.0
#include "core/family.hpp"

#include "penstock/failure.hpp"

#include <cassert>
#include <string>
#include <utility>

namespace penstock {
namespace {

Amount amount_of(BufferPool::Kind kind, std::uint64_t capacity) {
    return {kind == BufferPool::Kind::pixels ? 1U : 0U, capacity};
}

std::string excess(const Amount& wanted, const Amount& claim) {
    const bool is_images = wanted.images > claim.images;
    return "the node takes more memory than it declared: the item would hold " +
           std::to_string(is_images ? wanted.images : wanted.bytes) +
           (is_images ? " images" : " bytes") + ", and has room for " +
           std::to_string(is_images ? claim.images : claim.bytes) +
           "; this is a fault of the node, not of the picture";
}

} // namespace

/// Memory of the pool that is charged to a family until it goes back.
class PooledStorage final : public BufferStorage {
public:
    PooledStorage(std::shared_ptr<Family> family, std::uint64_t size_class, BufferPool::Kind kind)
        : family_{std::move(family)}, kind_{kind} {
        family_->charge(amount_of(kind, size_class));
        try {
            data = family_->budget_->pool().take(size_class, kind);
        } catch (...) {
            family_->uncharge(amount_of(kind, size_class));
            throw;
        }
        capacity = size_class;
    }
    PooledStorage(const PooledStorage&) = delete;
    PooledStorage& operator=(const PooledStorage&) = delete;
    ~PooledStorage() override {
        family_->budget_->pool().give_back(data, capacity, kind_);
        family_->uncharge(amount_of(kind_, capacity));
    }

private:
    std::shared_ptr<Family> family_; // shared: the family lives as long as its last buffer
    BufferPool::Kind kind_;
};

Family::Family(std::shared_ptr<Budget> budget, const Amount& claim)
    : budget_{std::move(budget)}, claim_{claim}, need_{claim} {}

Family::~Family() {
    release_claim();
}

void Family::release_claim() {
    assert(live_.is_zero());
    budget_->give_back(std::exchange(claim_, Amount{}));
}

Buffer Family::allocate(std::size_t size, BufferPool::Kind kind) {
    if (size == 0)
        return {};
    return {make_in_block<PooledStorage>(
                budget_->handles(), shared_from_this(), buffer_capacity(size), kind),
            size};
}

Image Family::allocate_image(const ImageSpec& spec) {
    return {spec, allocate(spec.bytes(), BufferPool::Kind::pixels)};
}

void Family::begin_working(std::uint64_t bytes) {
    if (bytes == 0)
        return;
    charge({0, bytes});
    budget_->pool().promise(bytes);
}

void Family::end_working(std::uint64_t bytes) {
    if (bytes == 0)
        return;
    budget_->pool().withdraw(bytes);
    uncharge({0, bytes});
}

Amount Family::claim() const {
    const std::scoped_lock lock{lock_};
    return claim_;
}

Amount Family::in_use() const {
    const std::scoped_lock lock{lock_};
    return live_;
}

void Family::charge(const Amount& amount) {
    Amount wanted;
    Amount claim;
    {
        const std::scoped_lock lock{lock_};
        wanted = live_ + amount;
        claim = claim_;
        if (wanted.fits(claim)) {
            live_ = wanted;
            return;
        }
    }
    throw ItemError{ErrorClass::limit, excess(wanted, claim)};
}

void Family::uncharge(const Amount& amount) {
    Amount part;
    {
        const std::scoped_lock lock{lock_};
        live_ -= amount;
        part = settle();
    }
    budget_->give_back(part);
}

// What of the claim is neither needed any more nor in use.
Amount Family::settle() {
    const Amount kept = min(claim_, max(need_, live_));
    const Amount part = claim_ - kept;
    claim_ = kept;
    return part;
}

} // namespace penstock
