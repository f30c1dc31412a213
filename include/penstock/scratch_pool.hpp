// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace penstock {

/// Objects that calls work with, one for each call that runs at a time: checked out, used, given
/// back as they are, and never shared. Not one for each thread: a call can be entered again on its
/// thread while it waits. Thread-safe. Outlives what is checked out.
template <class T> class ScratchPool {
public:
    /// Gives its object back when it goes.
    class Checkout {
    public:
        explicit Checkout(ScratchPool& pool) : pool_{pool}, scratch_{pool.take()} {}
        Checkout(const Checkout&) = delete;
        Checkout& operator=(const Checkout&) = delete;
        ~Checkout() { pool_.give_back(std::move(scratch_)); }

        [[nodiscard]] T& operator*() { return *scratch_; }

    private:
        ScratchPool& pool_;
        std::unique_ptr<T> scratch_;
    };

private:
    [[nodiscard]] std::unique_ptr<T> take() {
        {
            const std::scoped_lock lock{mutex_};
            if (!idle_.empty()) {
                std::unique_ptr<T> scratch = std::move(idle_.back());
                idle_.pop_back();
                return scratch;
            }
            idle_.reserve(++made_); // so that none need be lost when it comes back
        }
        return std::make_unique<T>();
    }
    void give_back(std::unique_ptr<T> scratch) {
        const std::scoped_lock lock{mutex_};
        idle_.push_back(std::move(scratch));
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> idle_;
    std::size_t made_ = 0;
};

} // namespace penstock
