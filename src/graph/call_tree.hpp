// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::graph {

/// Index of a call in a `CallTree`.
using CallIndex = std::uint32_t;

/// The calls that one family causes, one for each way through the graph, as a tree: the call that
/// makes a value is the parent of those that receive it. Call 0 is the beginning: the admission,
/// whose children are the loaders, or the making of a gathered result. The shape is the same for
/// all families that begin at one place.
///
/// A call into a join is a leaf; what is joined is a call of its own, whose parents are all that
/// belong together. A call into a gathering node has only those children that take dead letters.
struct CallTree {
    struct Child {
        CallIndex call = 0;
        std::uint32_t edge = 0;     ///< among the edges of the parent's node
        std::uint32_t port = 0;     ///< a result leaves by one port, and only its children get it
        std::uint32_t part = 0;     ///< of a result of several parts, all of which leave: which
        bool receives_value = true; ///< not: it gets failures
    };
    struct Call {
        std::size_t node = 0;   ///< in the config; of call 0: the limiter or the gathering node
        std::uint32_t path = 0; ///< number of this call among those of its node
        CallIndex parent = 0;
        std::vector<Child> children;  ///< piece by piece, and in each in the order of the edges
        std::uint32_t pieces = 1;     ///< as which its result travels, at most
        std::uint32_t member = 0;     ///< of a call into a join: what it brings, counted from 0
        CallIndex joined_by = 0;      ///< likewise: the call that stands for the result; else 0
        std::vector<CallIndex> joins; ///< of the call that stands for a joined result: all that
                                      ///< belong together, itself last
    };
    std::vector<Call> calls;          ///< parents before children
    std::vector<CallIndex> joined;    ///< those that make joined results
    std::vector<std::uint32_t> paths; ///< for each node of the config: its number of calls

    [[nodiscard]] const Call& operator[](CallIndex call) const { return calls[call]; }
};

} // namespace penstock::graph
