// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/attributes.hpp"
#include "penstock/bounds.hpp"
#include "penstock/failure.hpp"
#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace penstock::testing {

/// For whom a node is called, and in what situation.
struct Situation {
    /// Sequence number, attributes, request. What a gathering node makes has the sequence number,
    /// the request of its first member, and no attributes yet, as in a graph.
    ItemInfo item = {};
    bool is_stopping = false;
    /// Called whenever the node asks its context for something, on the thread of the call. May be
    /// empty.
    std::function<void()> at_question = {};
};

/// What leaves a node, and by which of its ports.
struct Output {
    Payload payload;
    std::size_t port = 0; ///< counted from 0
    std::string port_name = {};
};

/// What became of one call.
struct Outcome {
    struct Failed {
        ErrorClass error_class = ErrorClass::node;
        std::string message;
        /// It was no `ItemError`: "std::out_of_range", "an exception", "no exception". Else empty.
        std::string thrown = {};
    };
    /// A member that a gathering node did not take, and why: one of the two.
    struct LeftOut {
        std::size_t member = 0; ///< counted from 0, of those that were fed
        std::optional<Failed> failure = {};
        std::optional<std::string> skip_reason = {};
    };

    std::vector<Output> outputs;
    Attributes attributes;         ///< of the item, with those that the node set
    std::optional<Failed> failure; ///< the item failed
    std::optional<std::string> skip_reason;
    bool is_dropped = false;
    std::vector<LeftOut> left_out;      ///< the others are in the group; none are: it is dropped
    std::vector<std::string> notes;     ///< "NODE: TEXT" of this call (`NodeContext::note`)
    std::vector<std::string> delivered; ///< names of outputs that a sink delivered
    std::vector<std::string> displaced; ///< messages of those that it replaced

    /// What the node declared for such an input; absent: it has no say, or failed before.
    std::optional<NodeBound> bound;
    std::uint64_t allocated_bytes = 0; ///< through the context, as a budget counts them
    std::uint64_t peak_bytes = 0;      ///< of these, alive at once
    std::uint64_t stop_questions = 0;  ///< calls of `stop_requested`

    /// The payload of the first output. Throws `std::logic_error`, which says what happened
    /// instead, where there is none of that type.
    template <PayloadContent T> [[nodiscard]] const T& get() const {
        if (!outputs.empty())
            if (const T* content = outputs.front().payload.get<T>())
                return *content;
        throw std::logic_error("expected an output of type " + std::string{T::payload_name} +
                               "; the call " + told());
    }
    /// "gave image", "failed (unsupported): ...", "was skipped: ...", "dropped the item": for
    /// messages. Behind it which members were left out.
    [[nodiscard]] std::string told() const;
    /// No failure, skipped or dropped.
    [[nodiscard]] bool has_returned() const { return !failure && !skip_reason && !is_dropped; }
};

} // namespace penstock::testing
