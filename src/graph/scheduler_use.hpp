// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock::graph {

/// That oneTBB is in use, so that a child of `fork` finds it as if it had never been used, or is
/// told.
///
/// A child has the data of oneTBB and none of its threads: what waits in a list is on the stack of
/// a thread that is not there, and a lock that such a thread held is held for ever. Where nobody
/// uses oneTBB at the moment of the fork, its threads are ended before (`tbb::finalize`), and the
/// child begins anew. Where somebody does, the child cannot use it. Thread-safe.
class SchedulerUse {
public:
    /// Throws `std::logic_error`, with the remedy, in a child that cannot use oneTBB.
    SchedulerUse();
    SchedulerUse(const SchedulerUse&) = delete;
    SchedulerUse& operator=(const SchedulerUse&) = delete;
    /// After the last call to oneTBB.
    ~SchedulerUse();
};

} // namespace penstock::graph
