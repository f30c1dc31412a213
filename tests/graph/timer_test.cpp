// SPDX-License-Identifier: Apache-2.0
#include "graph/timer.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <vector>

using namespace penstock;
using namespace penstock::graph;
using namespace std::chrono_literals;

namespace {

/// Notes which tasks ran, in what order.
struct Log {
    std::unique_ptr<IoTask> task(int number, std::latch* done = nullptr) {
        return io_task([this, number, done] {
            {
                const std::scoped_lock lock{mutex};
                ran.push_back(number);
            }
            if (done != nullptr)
                done->count_down();
        });
    }
    std::mutex mutex;
    std::vector<int> ran;
};

} // namespace

TEST_CASE("a timer runs each task once", "[graph][timer]") {
    Log log;
    std::latch done{3};
    {
        Timer timer;
        timer.schedule(3ms, log.task(3, &done));
        timer.schedule(2ms, log.task(2, &done));
        timer.schedule(0ms, log.task(1, &done));
        done.wait();
    }
    std::ranges::sort(log.ran);
    CHECK(log.ran == std::vector{1, 2, 3});
}

TEST_CASE("a timer beats until it is hurried, and runs its tasks all the same", "[graph][timer]") {
    Log log;
    std::atomic<int> beats{0};
    std::latch three{3};
    Timer timer;
    timer.repeat(1ms, [&] {
        if (++beats <= 3)
            three.count_down();
    });
    std::latch ran{1};
    timer.schedule(2ms, log.task(1, &ran));
    three.wait();
    ran.wait();
    timer.hurry();
    std::latch first{1};
    timer.schedule(1h, log.task(2, &first)); // the beats before it are over
    first.wait();
    const int before = beats;
    for (int i = 0; i < 100; ++i) {
        std::latch next{1};
        timer.schedule(1h, log.task(3, &next));
        next.wait();
    }
    timer.close();
    CHECK(beats == before);
    CHECK(log.ran.size() == 102);
}

TEST_CASE("a task does not run before its time", "[graph][timer]") {
    const auto begin = std::chrono::steady_clock::now();
    std::latch done{1};
    Log log;
    Timer timer;
    timer.schedule(20ms, log.task(1, &done));
    done.wait();
    CHECK(std::chrono::steady_clock::now() - begin >= 20ms);
}

TEST_CASE("a hurried timer runs what is to come at once, in order, and all that comes later",
          "[graph][timer]") {
    Log log;
    std::latch first{3};
    Timer timer;
    timer.schedule(3h, log.task(3, &first));
    timer.schedule(1h, log.task(1, &first));
    timer.schedule(2h, log.task(2, &first));
    timer.hurry();
    first.wait();
    CHECK(log.ran == std::vector{1, 2, 3});
    std::latch second{1};
    timer.schedule(1h, log.task(4, &second));
    second.wait();
    CHECK(log.ran.back() == 4);
}

TEST_CASE("a hurry before the first task counts", "[graph][timer]") {
    Log log;
    std::latch done{1};
    Timer timer;
    timer.hurry();
    timer.schedule(1h, log.task(1, &done));
    done.wait();
    CHECK(log.ran.size() == 1);
}

TEST_CASE("a task may schedule another", "[graph][timer]") {
    Log log;
    std::latch done{1};
    Timer timer;
    timer.schedule(0ms, io_task([&] { timer.schedule(1ms, log.task(1, &done)); }));
    done.wait();
    CHECK(log.ran.size() == 1);
}

TEST_CASE("a closed timer runs nothing more, and lets go of what it had", "[graph][timer]") {
    const auto held = std::make_shared<int>(0);
    std::atomic<bool> has_run{false};
    const auto task = [&] { return io_task([&has_run, held] { has_run = true; }); };
    {
        Timer timer;
        timer.schedule(1h, task());
        CHECK(held.use_count() == 2);
        timer.close();
        CHECK(held.use_count() == 1);
        timer.schedule(0ms, task());
        CHECK(held.use_count() == 1); // what came too late was dropped at once
        timer.hurry();
        timer.close(); // twice does no harm
    }
    CHECK(held.use_count() == 1);
    CHECK_FALSE(has_run);
}
