// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image.hpp"

#include "core/amount.hpp"
#include "core/budget.hpp"
#include "core/spin_lock.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace penstock {

/// Everything that descends from one admitted item. It holds one claim on the budget; every buffer
/// that its members take is charged to it and keeps it alive, so that the claim goes back when the
/// last of them is gone, pixels first.
///
/// The claim only shrinks. Thread-safe.
class Family : public std::enable_shared_from_this<Family> {
public:
    /// `claim` has been granted by `budget` already.
    Family(std::shared_ptr<Budget> budget, const Amount& claim);
    Family(const Family&) = delete;
    Family& operator=(const Family&) = delete;
    virtual ~Family();

    /// A buffer charged to this family. Throws `ItemError` (limit) where it exceeds the claim.
    [[nodiscard]] Buffer allocate(std::size_t size, BufferPool::Kind kind);
    [[nodiscard]] Image allocate_image(const ImageSpec& spec);

    /// Memory that a codec takes by itself, while it works.
    void begin_working(std::uint64_t bytes);
    void end_working(std::uint64_t bytes);

    /// From now on the family needs at most this much; the rest of the claim goes back, as soon as
    /// it is not in use.
    void set_need(const Amount& need) {
        change_need([&need] { return need; });
    }

    [[nodiscard]] Amount claim() const;
    [[nodiscard]] Amount in_use() const;

protected:
    /// Gives the whole claim back, when nothing is left that it was for. The destructor does so
    /// otherwise.
    void release_claim();
    /// `set_need` of what `next_need` returns. One such call at a time.
    template <class NextNeed> void change_need(NextNeed&& next_need) {
        Amount part;
        {
            const std::scoped_lock lock{lock_};
            need_ = std::forward<NextNeed>(next_need)();
            part = settle();
        }
        budget_->give_back(part);
    }

private:
    friend class PooledStorage;
    void charge(const Amount& amount);
    void uncharge(const Amount& amount);
    [[nodiscard]] Amount settle();

    std::shared_ptr<Budget> budget_; // shared: buffers may outlive the run
    mutable SpinLock lock_;
    Amount claim_;
    Amount need_;
    Amount live_;
};

} // namespace penstock
