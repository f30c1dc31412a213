// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"
#include "penstock/node.hpp"

#include "graph/node_table.hpp"
#include "graph/topology.hpp"

#include <map>
#include <string>
#include <vector>

namespace penstock::graph {

/// How much smaller than their files have them pictures may come to those behind a node: as much as
/// all of them accept. The arguments outlive it.
class Shrinking {
public:
    Shrinking(const ValidatedConfig& config, const Topology& topology, const NodeTable& nodes);

    /// More than 0, and at most 1, which is as they are. Thread-safe.
    [[nodiscard]] double least_scale_behind(NodeIndex node, const ImageSpec& picture) const;

    /// What comes of it, by the name of the loader: see `Pipeline::shrinking`.
    [[nodiscard]] std::map<std::string, std::string> notes() const;

private:
    // What a node says that does not just hand on what those behind it say.
    struct Answer {
        NodeIndex node = 0;
        double scale = 1;
    };

    double
    scale_behind(NodeIndex node, const ImageSpec& picture, std::vector<Answer>* answers) const;
    double scale_of(NodeIndex node, const ImageSpec& picture, std::vector<Answer>* answers) const;
    [[nodiscard]] std::string note_on(NodeIndex loader) const;

    const ValidatedConfig& config_;
    const Topology& topology_;
    std::vector<const WorkNode*> works_; // by node; null: it is none
};

} // namespace penstock::graph
