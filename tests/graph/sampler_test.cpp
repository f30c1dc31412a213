// SPDX-License-Identifier: Apache-2.0
#include "graph/sampler.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <latch>
#include <pthread.h>
#include <string>
#include <thread>

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
