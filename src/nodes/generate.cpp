// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace penstock {
namespace {

// splitmix64: neighbouring numbers give unrelated ones, the same on every machine.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

class Generate {
public:
    struct Params {
        std::uint64_t count = 0;
        std::uint64_t start = 0;
        std::uint64_t seed = 0;
    };

    static Description<Generate> describe() {
        return Description<Generate>{"generate",
                                     "Yields numbered requests, for loaders that make their own "
                                     "pictures."}
            .param("count",
                   &Params::count,
                   {.doc = "How many.", .is_required = true, .example = "100"})
            .param("start", &Params::start, {.doc = "The number of the first one."})
            .param("seed",
                   &Params::seed,
                   {.doc = "Changes what is generated. Each request gets a seed of its own, made "
                           "of this and its number."});
    }

    std::optional<Request> next(const Params& params) {
        if (yielded_ == params.count)
            return std::nullopt;
        Request request;
        request.index = params.start + yielded_++;
        request.name = std::to_string(request.index);
        request.seed = mixed(mixed(params.seed) ^ request.index);
        return request;
    }

    std::uint64_t total(const Params& params) const { return params.count; }

private:
    std::uint64_t yielded_ = 0;
};

} // namespace

void add_generate(NodeRegistry& registry) {
    registry.add<Generate>();
}

} // namespace penstock
