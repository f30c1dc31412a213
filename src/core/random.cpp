// SPDX-License-Identifier: Apache-2.0
#include "penstock/random.hpp"

#include "core/hash.hpp"

namespace penstock {
namespace {

// FNV-1a (Fowler, Noll, Vo): the same on every machine, unlike std::hash.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t sum = 0xCBF29CE484222325U;
    for (const char c : text)
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return sum;
}

} // namespace

Random::Random(std::uint64_t seed, std::string_view node_name, std::uint64_t sequence)
    : state_{hash(hash(hash(seed) ^ hash_of(node_name)) ^ sequence)} {}

Random::result_type Random::operator()() {
    const std::uint64_t number = hash(state_);
    state_ += hash_step;
    return number;
}

double Random::uniform() {
    // 53 bits: as many as a double holds, so the number is below 1.
    return static_cast<double>((*this)() >> 11U) * 0x1p-53;
}

double Random::uniform(double low, double high) {
    const double number = low + (high - low) * uniform();
    return number < high ? number : low; // the sum may round up
}

// Lemire: Fast Random Integer Generation in an Interval, 2019.
std::uint64_t Random::below(std::uint64_t end) {
    if (end == 0)
        return 0;
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide{(*this)()} * end;
    if (static_cast<std::uint64_t>(product) < end)
        for (const std::uint64_t bias = -end % end; static_cast<std::uint64_t>(product) < bias;)
            product = Wide{(*this)()} * end;
    return static_cast<std::uint64_t>(product >> 64U);
}

} // namespace penstock
