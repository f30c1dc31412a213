// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

namespace penstock {

/// Random numbers that repeat: the same for the same key, on every machine, in every run, at any
/// number of threads. A UniformRandomBitGenerator. SplitMix64 (Steele, Lea and Flood: Fast
/// Splittable Pseudorandom Number Generators, 2014); not for secrets.
///
/// A value; one object is for one thread at a time.
class PENSTOCK_API Random {
public:
    using result_type = std::uint64_t;

    /// The sequence of one item in one node, and of that `seed`. Distinct keys give sequences that
    /// have nothing to do with each other. `NodeContext::random` knows node and item.
    Random(std::uint64_t seed, std::string_view node_name, std::uint64_t sequence);

    [[nodiscard]] static constexpr result_type min() { return 0; }
    [[nodiscard]] static constexpr result_type max() {
        return std::numeric_limits<result_type>::max();
    }
    /// 64 bits, each of them random.
    result_type operator()();

    /// At least 0 and less than 1.
    [[nodiscard]] double uniform();
    /// At least `low`, and less than `high`; `low` where they are equal.
    [[nodiscard]] double uniform(double low, double high);
    /// At least 0 and less than `end`, each as likely as any other; 0 where `end` is 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t end);

private:
    std::uint64_t state_ = 0;
};

} // namespace penstock
