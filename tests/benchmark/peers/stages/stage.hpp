// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace penstock::peers {

/// Does the work of a stage for the picture of that number, in memory; gives the bytes that came
/// out. Uses its own memory again and again, so each thread has one of its own.
using Work = std::function<std::size_t(std::size_t picture)>;

/// One implementation of a stage.
struct Candidate {
    std::string name;
    std::function<Work()> make;
};

/// One step of a workload. The fastest candidate counts.
struct Stage {
    std::string name;
    std::vector<Candidate> candidates;
};

} // namespace penstock::peers
