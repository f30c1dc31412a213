// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace penstock::test {

/// A valid graph of random shape over the test nodes: sources, faults, retries, ways that part,
/// join, split and gather, slow and ordered sinks. The same seed makes the same graph; with fewer
/// nodes allowed, a smaller one.
class RandomGraph {
public:
    RandomGraph(std::uint64_t seed, std::uint64_t items, int most_nodes);

    /// The config, with limiters that have that much room.
    [[nodiscard]] std::string text(std::uint64_t max_images, std::uint64_t max_bytes) const;
    /// Items of all sources.
    [[nodiscard]] std::uint64_t items() const { return items_; }

private:
    /// Where something comes out, and what may still be put behind it.
    struct End {
        std::string port;
        int depth = 0;
        bool is_gathered = false; ///< it is numbered by a gathering node
        int pieces = 1;           ///< so many of it come for each item
    };

    [[nodiscard]] int pick(int from, int to);
    [[nodiscard]] int pick(const std::vector<int>& choices);
    [[nodiscard]] std::string
    add(const std::string& type, const std::string& params, const std::string& options = {});
    void connect(const std::string& from, const std::string& to);
    [[nodiscard]] std::string concurrency();
    void add_sources();
    void grow(End end);
    [[nodiscard]] std::string transform(const std::string& from);
    [[nodiscard]] std::string fault(const std::string& from);
    void end_in_sink(const End& end);
    void part(const End& end);
    void choose(End end);
    void pair(End end);
    void fork(End end);
    void split(End end);
    void gather(End end);

    std::mt19937_64 random_;
    std::uint64_t items_;
    int nodes_left_;
    int count_ = 0;
    std::string nodes_;
    std::string edges_;
    std::vector<std::string> sinks_;          // of items that were admitted
    std::vector<std::string> gathered_sinks_; // unordered ones take both
};

} // namespace penstock::test
