// SPDX-License-Identifier: Apache-2.0
#include "core/buffer_pool.hpp"

#include "penstock/failure.hpp"

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace penstock {
namespace {

// Large buffers come straight from the kernel and go straight back: what malloc would keep is
// counted nowhere.
constexpr std::uint64_t smallest_mapping = std::uint64_t{64} << 10;
// From here on, large pages save most of the page faults of a fresh buffer.
constexpr std::uint64_t smallest_huge = std::uint64_t{4} << 20;

std::byte* obtain(std::uint64_t capacity) {
    if (capacity < smallest_mapping)
        return static_cast<std::byte*>(::operator new(capacity, buffer_alignment));
    void* memory =
        ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw ItemError{ErrorClass::resource,
                        "no memory for a buffer of " + std::to_string(capacity) +
                            " bytes; lower max_bytes of the limiter"};
    if (capacity >= smallest_huge)
        ::madvise(memory, capacity, MADV_HUGEPAGE);
    return static_cast<std::byte*>(memory);
}

void dispose(std::byte* memory, std::uint64_t capacity) {
    if (capacity < smallest_mapping)
        ::operator delete(memory, buffer_alignment);
    else
        ::munmap(memory, capacity);
}

// glibc keeps what is freed: in each arena, and so on each thread, up to twice the largest block
// that was ever freed, at most 64 MiB. Behind a codec's call that is no memory of anybody's, and
// counted nowhere. Who asks for as much once more gets those very pages, and may tell the kernel
// that their content does not matter.
void release_what_malloc_keeps(std::uint64_t bytes) {
    constexpr std::uint64_t smallest_release = std::uint64_t{1} << 20;
    if (bytes < smallest_release)
        return;
    void* const memory = std::malloc(bytes);
    void* pages = memory;
    std::size_t room = bytes;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (memory != nullptr && std::align(page, page, pages, room) != nullptr)
        ::madvise(pages, room / page * page, MADV_DONTNEED);
    std::free(memory);
}

} // namespace

BufferPool::BufferPool(std::uint64_t max_bytes) : max_bytes_{max_bytes} {}

BufferPool::~BufferPool() {
    for (const auto& [capacity, buffers] : idle_)
        for (std::byte* memory : buffers)
            dispose(memory, capacity);
}

std::byte* BufferPool::take(std::uint64_t capacity, Kind kind) {
    std::byte* memory = nullptr;
    {
        const std::scoped_lock lock{mutex_};
        if (const auto found = idle_.find(capacity);
            found != idle_.end() && !found->second.empty()) {
            memory = found->second.back();
            found->second.pop_back();
            idle_bytes_ -= capacity;
            ++recycled_;
        } else {
            make_room(capacity);
            ++fresh_;
        }
        live_ += {kind == Kind::pixels ? 1U : 0U, capacity};
        // memory is asked for.
        note_peak();
    }
    if (memory != nullptr)
        return memory;
    try {
        return obtain(capacity);
    } catch (...) {
        const std::scoped_lock lock{mutex_};
        live_ -= {kind == Kind::pixels ? 1U : 0U, capacity};
        throw;
    }
}

void BufferPool::give_back(std::byte* memory, std::uint64_t capacity, Kind kind) {
    const std::scoped_lock lock{mutex_};
    live_ -= {kind == Kind::pixels ? 1U : 0U, capacity};
    // What is given back was counted before: as idle memory it changes no sum. A sum above the
    // limit was an exception made for what was in use, and ends with it.
    idle_[capacity].push_back(memory);
    idle_bytes_ += capacity;
    make_room(0);
}

void BufferPool::promise(std::uint64_t bytes) {
    if (bytes == 0)
        return;
    const std::scoped_lock lock{mutex_};
    make_room(bytes);
    promised_bytes_ += bytes;
    note_peak();
}

void BufferPool::withdraw(std::uint64_t bytes) {
    release_what_malloc_keeps(bytes);
    const std::scoped_lock lock{mutex_};
    promised_bytes_ -= bytes;
}

std::uint64_t BufferPool::trim_unused() {
    const std::scoped_lock lock{mutex_};
    const std::uint64_t taken = fresh_ + recycled_;
    if (std::exchange(taken_at_last_trim_, taken) != taken)
        return 0;
    const std::uint64_t bytes = idle_bytes_;
    drop_idle_down_to(0);
    return bytes;
}

Amount BufferPool::in_use() const {
    const std::scoped_lock lock{mutex_};
    return {live_.images, live_.bytes + idle_bytes_ + promised_bytes_};
}

Amount BufferPool::peak() const {
    const std::scoped_lock lock{mutex_};
    return peak_;
}

std::uint64_t BufferPool::fresh_count() const {
    const std::scoped_lock lock{mutex_};
    return fresh_;
}

std::uint64_t BufferPool::recycled_count() const {
    const std::scoped_lock lock{mutex_};
    return recycled_;
}

void BufferPool::make_room(std::uint64_t bytes) {
    const std::uint64_t needed = live_.bytes + promised_bytes_ + bytes;
    drop_idle_down_to(max_bytes_ > needed ? max_bytes_ - needed : 0);
}

void BufferPool::drop_idle_down_to(std::uint64_t bytes) {
    // The largest first: fewest calls. Under the lock, so that nobody counts on memory that is
    // still there.
    while (idle_bytes_ > bytes) {
        const auto largest = std::prev(idle_.end());
        if (largest->second.empty()) {
            idle_.erase(largest);
            continue;
        }
        dispose(largest->second.back(), largest->first);
        largest->second.pop_back();
        idle_bytes_ -= largest->first;
    }
}

void BufferPool::note_peak() {
    peak_ = max(peak_, {live_.images, live_.bytes + idle_bytes_ + promised_bytes_});
}

} // namespace penstock
