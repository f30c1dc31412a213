// SPDX-License-Identifier: Apache-2.0
// The check const_is_safe.
#include "testing/checks.hpp"
#include "testing/print.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace penstock::testing {
namespace {

constexpr std::size_t threads_at_once = 4;
constexpr std::size_t rounds = 6;

// Where threads wait for each other whenever the node asks its context for something: so they are
// inside the verb at once, at the same place, and go on together.
class Meeting {
public:
    void wait() {
        std::unique_lock lock{mutex_};
        if (is_off_)
            return;
        const std::uint64_t this_time = times_;
        ++waiting_;
        if (waiting_ == taking_part_)
            return go_on();
        if (changed_.wait_for(lock, patience, [&] { return times_ != this_time || is_off_; }))
            return;
        // A node that holds a lock while it asks keeps the others out. That is its right.
        is_off_ = true;
        changed_.notify_all();
    }
    void leave() {
        const std::lock_guard lock{mutex_};
        if (--taking_part_ == waiting_ && waiting_ > 0)
            go_on();
    }

private:
    static constexpr std::chrono::milliseconds patience{100};

    void go_on() {
        waiting_ = 0;
        ++times_;
        changed_.notify_all();
    }

    std::mutex mutex_; // guards everything
    std::condition_variable changed_;
    std::size_t taking_part_ = threads_at_once;
    std::size_t waiting_ = 0;
    std::uint64_t times_ = 0;
    bool is_off_ = false;
};

} // namespace

void check_const_is_safe(Subject& subject) {
    const NodeTraits& traits = subject.type().descriptor.traits;
    if (!traits.is_concurrent || traits.consults_clock || !subject.begin("const_is_safe"))
        return;
    const std::vector<Payload>& samples = subject.samples();
    const std::vector<std::string>& expected = subject.prints(0);
    NodeRunner shared = subject.runner();
    Meeting meeting;
    std::vector<std::vector<std::size_t>> wrong(threads_at_once);
    std::vector<std::exception_ptr> thrown(threads_at_once);
    const auto compare = [&](std::size_t thread) {
        for (std::size_t n = 0; n < rounds * samples.size(); ++n) {
            const std::size_t i = (n + thread) % samples.size();
            Situation situation = situation_of(i, samples[i]);
            situation.at_question = [&meeting] { meeting.wait(); };
            Payload input = fresh(samples[i], shared.memory());
            meeting.wait();
            if (print_of(shared.feed(std::move(input), situation)) != expected[i])
                wrong[thread].push_back(i);
        }
    };
    const auto work = [&](std::size_t thread) {
        try {
            compare(thread);
        } catch (...) {
            thrown[thread] = std::current_exception();
        }
        meeting.leave();
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < threads_at_once; ++thread)
            threads.emplace_back(work, thread);
    }
    for (const std::exception_ptr& error : thrown)
        if (error)
            std::rethrow_exception(error);
    for (const std::vector<std::size_t>& of_thread : wrong)
        if (!of_thread.empty()) {
            subject.find("const_is_safe",
                         name_of(samples[of_thread.front()]) +
                             " becomes something else where several threads call at once; keep "
                             "what calls work with in a Scratch, not in the class, or make the "
                             "verb not const");
            return;
        }
}

} // namespace penstock::testing
