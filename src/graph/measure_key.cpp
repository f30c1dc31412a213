// SPDX-License-Identifier: Apache-2.0
#include "graph/measure_key.hpp"

#include "graph/metadata_bound.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <functional>
#include <string>

namespace penstock::graph {
namespace {

// All that amounts are computed from, here and in the next one.
std::array<std::uint64_t, 17> parts_of(const PayloadBound& bound) {
    const ImageSpec& spec = bound.spec;
    return {spec.width,
            spec.height,
            spec.shrunk.width,
            spec.shrunk.height,
            std::bit_cast<std::uint32_t>(spec.shrunk.left),
            std::bit_cast<std::uint32_t>(spec.shrunk.top),
            std::bit_cast<std::uint32_t>(spec.shrunk.right),
            std::bit_cast<std::uint32_t>(spec.shrunk.bottom),
            spec.channels,
            static_cast<std::uint64_t>(spec.pixel_type),
            static_cast<std::uint64_t>(spec.colour_space),
            bound.images,
            bound.bytes,
            most_metadata(bound),
            bound.members.size(),
            std::hash<std::string>{}(bound.format),
            std::hash<std::string>{}(bound.extension)};
}

std::array<std::uint64_t, 20> parts_of(const Measure& measure) {
    std::array<std::uint64_t, 20> parts{
        measure.file_bytes, measure.working_bytes, measure.codec_bytes};
    std::ranges::copy(parts_of(measure.output), parts.begin() + 3);
    return parts;
}

using KeyPart = std::vector<std::uint64_t>::const_iterator;

template <std::size_t Size>
bool begins_with(KeyPart& rest, const std::array<std::uint64_t, Size>& parts) {
    const bool is_same = std::equal(parts.begin(), parts.end(), rest);
    rest += Size;
    return is_same;
}

} // namespace

std::vector<std::uint64_t> key_of(const LoaderMeasures& measures) {
    std::vector<std::uint64_t> key;
    for (const std::optional<Measure>& measure : measures) {
        key.push_back(measure ? 1 : 0);
        if (!measure)
            continue;
        for (const std::uint64_t part : parts_of(*measure))
            key.push_back(part);
        for (const PayloadBound& member : measure->output.members)
            for (const std::uint64_t part : parts_of(member))
                key.push_back(part);
    }
    return key;
}

bool is_key_of(const std::vector<std::uint64_t>& key, const LoaderMeasures& measures) {
    auto rest = key.begin();
    for (const std::optional<Measure>& measure : measures) {
        if (*rest++ != (measure ? 1U : 0U))
            return false;
        if (!measure)
            continue;
        if (!begins_with(rest, parts_of(*measure)))
            return false;
        for (const PayloadBound& member : measure->output.members)
            if (!begins_with(rest, parts_of(member)))
                return false;
    }
    return true;
}

} // namespace penstock::graph
