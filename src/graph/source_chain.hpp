// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/spin_lock.hpp"
#include "graph/flow_types.hpp"
#include "graph/node_table.hpp"
#include "graph/run.hpp"
#include "profiling/call_tally.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace penstock::graph {

/// The sources of one limiter, read one after another in config order; each request gets its
/// sequence number here, once.
///
/// A source is an `input_node`, or, where it can block, a thread before a `queue_node`:
/// `input_node` calls its body with a spin lock held. Messages carry no pixels, because
/// `input_node` keeps a copy of the last one for ever.
class SourceChain {
public:
    struct Setup {
        tbb::flow::graph& graph;
        Run& run;
        const ValidatedConfig& config;
        const std::string& limiter; ///< its name
        const std::vector<NodeIndex>& sources;
        const NodeTable& nodes;
        const std::set<std::uint64_t>* only = nullptr; ///< sequence numbers; null: all
    };
    explicit SourceChain(const Setup& setup);
    SourceChain(const SourceChain&) = delete;
    SourceChain& operator=(const SourceChain&) = delete;

    void connect_to(LimiterNode& limiter);
    void start() { start_link(0); }

    /// A request has gone through the limiter: a source that runs ahead may yield another.
    void passed_limiter(const Admission& admission);

    /// The item of that admission has ended: the next request can have it. It has been cleared.
    void use_again(std::shared_ptr<Admission> admission);

    /// The name of their limiter.
    [[nodiscard]] const std::string& limiter() const { return setup_.limiter; }
    [[nodiscard]] bool is_exhausted() const { return is_exhausted_; }
    /// Those before that source, by its place in `Setup::sources`, have been read.
    [[nodiscard]] bool has_come_to(std::size_t source) const { return reading_ >= source; }
    /// How many requests there have been that are run.
    [[nodiscard]] std::uint64_t yielded() const { return next_ordinal_; }
    /// Inside those calls of the sources that have returned.
    [[nodiscard]] std::chrono::nanoseconds source_time() const {
        return computing_source_time() + std::chrono::nanoseconds{blocking_source_ns_.get()};
    }
    /// Of that, on threads that compute.
    [[nodiscard]] std::chrono::nanoseconds computing_source_time() const {
        return std::chrono::nanoseconds{computing_source_ns_.get()};
    }
    /// Sum over the sources, where all of them know.
    [[nodiscard]] std::optional<std::uint64_t> total() const;

private:
    // How far a blocking source may be ahead of the limiter: names are small, and folders come in
    // bursts.
    static constexpr std::ptrdiff_t most_ahead = 1024;

    struct Link {
        SourceNode* source = nullptr;
        std::uint32_t node = 0;
        std::size_t edge = 0; ///< to the limiter, by its place in `ValidatedConfig::edges`
        std::string name;
        std::unique_ptr<SourceInput> input;
        std::unique_ptr<SourceQueue> queue;
        std::uint64_t in_queue = 0; ///< yielded, and not yet through the limiter
        bool is_read = false;       ///< nothing more will be yielded
    };

    void start_link(std::size_t link);
    [[nodiscard]] std::shared_ptr<Admission> next_of(Link& link);
    void read_ahead(std::size_t link);
    [[nodiscard]] bool note_read(Link& link);

    [[nodiscard]] std::optional<Request> read(Link& link, profiling::CallRecorder::Times& call);
    [[nodiscard]] std::optional<Request> next_from(Link& link);
    void
    trace(const Link& link, const profiling::CallRecorder::Times& call, Admission* admission) const;
    [[nodiscard]] std::shared_ptr<Admission> empty_admission();

    Setup setup_;
    std::vector<std::unique_ptr<Link>> links_;
    std::uint64_t next_sequence_ = 0;                    // of the one source that is being read
    profiling::Tally<std::int64_t> computing_source_ns_; // likewise
    profiling::Tally<std::int64_t> blocking_source_ns_;
    std::atomic<std::uint64_t> next_ordinal_{0}; // set likewise; of those that are run
    std::atomic<std::size_t> reading_{0};        // which source is being read, or will be first
    std::counting_semaphore<> ahead_{most_ahead};
    std::mutex queue_mutex_;     // guards in_queue and is_read
    std::size_t queue_link_ = 0; // the source that is read ahead, if one is
    SpinLock unused_lock_;
    std::vector<std::shared_ptr<Admission>> unused_; // never more than were in flight at once
    std::atomic<bool> is_exhausted_{false};
    // One for each source that blocks, at its place: the first can be through, and have the next
    // one started by somebody else, before this one's own start is noted. Last: they use all above.
    std::vector<std::jthread> threads_;
};

} // namespace penstock::graph
