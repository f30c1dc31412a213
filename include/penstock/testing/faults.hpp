// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/node_type.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace penstock::testing {

/// Faults on demand: node types that throw, or wait, at sequence numbers that a test chooses.
///
///     Faults faults;
///     faults.fail_at(3, ErrorClass::corrupt, "torn");
///     faults.stall_at(5);
///     registry.add(faults.injected_into(type));
///
/// A handle: copies share what is planned. Any thread; to be planned before the run. A node waits
/// for a minute at most, and then fails its item: a test that forgets to release does not hang.
class Faults {
public:
    Faults();

    /// The call for that item throws `ItemError`.
    void fail_at(std::uint64_t sequence, ErrorClass error_class, std::string message);
    /// It throws a `std::runtime_error`, which no node should.
    void throw_at(std::uint64_t sequence, std::string message);
    /// It throws something that is no exception.
    void throw_no_exception_at(std::uint64_t sequence);
    /// It waits, before it begins, until it is released.
    void stall_at(std::uint64_t sequence);

    /// Lets all go that wait, and that would.
    void release();
    /// Blocks until so many calls wait at once. false: they did not before the deadline.
    [[nodiscard]] bool wait_for_stalled(std::size_t calls,
                                        std::chrono::milliseconds deadline = std::chrono::seconds{
                                            10}) const;

    /// The same node type, transform or sink, with these faults. Throws `std::invalid_argument`
    /// for one of another kind, and for one that is made of oneTBB nodes.
    [[nodiscard]] NodeType injected_into(NodeType type) const;

private:
    class Plan;
    class FaultyNode;

    std::shared_ptr<Plan> plan_; // shared: with the nodes
};

} // namespace penstock::testing
