// SPDX-License-Identifier: Apache-2.0
#include "graph/sampler.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <latch>
#include <new>
#include <stdexcept>
#include <vector>

using namespace penstock;
using graph::Sampler;
using namespace std::chrono_literals;

TEST_CASE("a sampler looks at once, again and again, and a last time", "[graph][history]") {
    std::atomic<std::uint64_t> looks{0};
    std::latch third{3};
    Sampler sampler{[&] {
                        const std::uint64_t number = looks++;
                        if (number < 3)
                            third.count_down();
                        RunSample sample;
                        sample.seconds = static_cast<double>(number);
                        return sample;
                    },
                    1ms};
    third.wait();
    const Sampler::Samples samples = sampler.finish();
    CHECK(samples.samples.front().seconds == 0);
    CHECK(samples.samples.back().seconds == static_cast<double>(looks - 1));
    CHECK(samples.samples.size() >= 4);
    CHECK(samples.period_seconds >= 0.001);
}

TEST_CASE("a look that fails is left out, and the next one is not", "[graph][history]") {
    std::atomic<std::uint64_t> looks{0};
    std::latch fifth{5};
    Sampler sampler{[&] {
                        const std::uint64_t number = looks++;
                        if (number < 5)
                            fifth.count_down();
                        if (number % 2 == 0) // the first one, too
                            throw std::bad_alloc{};
                        RunSample sample;
                        sample.seconds = static_cast<double>(number);
                        return sample;
                    },
                    1ms};
    fifth.wait();
    const Sampler::Samples samples = sampler.finish();
    REQUIRE(samples.samples.size() == looks / 2);
    for (std::size_t at = 0; at < samples.samples.size(); ++at)
        CHECK(samples.samples[at].seconds == static_cast<double>(2 * at + 1));
}

TEST_CASE("a sampler without a single look ends, too", "[graph][history]") {
    Sampler sampler{[]() -> RunSample { throw std::runtime_error{"no"}; }, 1ms};
    CHECK(sampler.finish().samples.empty());
}

TEST_CASE("a sampler looks more seldom the longer it goes on", "[graph][history]") {
    using Time = std::chrono::steady_clock::time_point;
    constexpr std::size_t wanted = 8;
    std::vector<Time> looks;
    std::latch enough{wanted};
    Sampler sampler{[&] {
                        looks.push_back(std::chrono::steady_clock::now());
                        if (looks.size() <= wanted)
                            enough.count_down();
                        return RunSample{};
                    },
                    1ms,
                    3};
    enough.wait();
    const Sampler::Samples samples = sampler.finish();
    // With place for two looks the third and each after it doubles the time to the next. Nobody
    // wakes it sooner, however fast or slow the machine is.
    for (std::size_t at = 3; at < wanted; ++at)
        CHECK(looks[at] - looks[at - 1] >= std::chrono::milliseconds{1 << (at - 2)});
    CHECK(samples.samples.size() == 2);
    CHECK(samples.period_seconds >= 0.064);
}

TEST_CASE("a sampler does not wait for its time at the end", "[graph][history]") {
    std::atomic<int> looks{0};
    Sampler sampler{[&] {
                        ++looks;
                        return RunSample{};
                    },
                    std::chrono::hours{24}};
    CHECK(looks >= 1);
    CHECK(sampler.finish().samples.size() == 2);
    CHECK(looks == 2);
}
