// SPDX-License-Identifier: Apache-2.0
#include "core/hash.hpp"
#include "nodes/built_in.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace penstock {
namespace {

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
        request.seed = hash(hash(params.seed) ^ request.index);
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
