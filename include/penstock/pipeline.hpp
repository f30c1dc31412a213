// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/attributes.hpp"
#include "penstock/export.hpp"
#include "penstock/payload.hpp"
#include "penstock/run_progress.hpp"
#include "penstock/run_report.hpp"
#include "penstock/units.hpp"
#include "penstock/validated_config.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// What a config means in numbers, known before the run.
struct LimiterPlan {
    std::string name;
    std::uint64_t max_images = 0;
    std::uint64_t max_bytes = 0;
    std::uint64_t family_images = 0; ///< images that one item needs
    std::optional<std::uint64_t>
        family_bytes; ///< bytes that one item needs, where that does not depend on the input
    std::uint64_t items_at_once = 0;          ///< by images, and by bytes where they are known
    std::vector<std::string> gathering_nodes; ///< behind it, in config order
    std::uint64_t least_images =
        0;                         ///< that `max_images` must be, for the largest item there may be
    std::uint64_t least_bytes = 0; ///< likewise, `max_bytes`
};

/// A call of a node that has not returned.
struct RunningCall {
    std::string node;
    std::string item; ///< its name
    std::uint64_t sequence = 0;
    double seconds = 0; ///< since it began
};

/// What a push source takes from a program.
struct Pushed {
    std::string name; ///< of the item, for templates (`{stem}`) and messages; empty: its number
    Attributes attributes;
    Payload payload; ///< an Image or Encoded bytes; they are copied into the pipeline's memory
};

enum class PushResult : std::uint8_t {
    accepted, ///< the pipeline has it, and its memory is the caller's again. Where it failed before
              ///< it was copied, the report says so
    full,     ///< there was no room for it within the time given; it is still the caller's alone
    closed,   ///< nothing more is taken: the source was closed, or the run is being stopped
};

struct PipelineOptions {
    std::optional<std::uint32_t> threads; ///< instead of `limits.threads`
    /// By limiter: the sequence numbers that are run; the others are not even counted. Empty: all.
    /// Refused where a gathering node would put together other items than before.
    std::map<std::string, std::set<std::uint64_t>> only;
    /// Called for each output that a sink delivered, from any thread, one call at a time. What an
    /// observer throws stops the run as `request_stop` does, and leaves `run` or `wait` at the end;
    /// no observer is called after that.
    std::function<void(std::string_view item, std::string_view output)> on_output;
    /// Called for each item that failed, likewise.
    std::function<void(const Failure&)> on_failure;
    /// Keeps book of the calls that are going on, for `running_calls`.
    bool watches_calls = false;
    /// Where no item is on its way and no buffer was asked for in such a while, what is kept for
    /// the next items goes back to the system: a run that waits for a push takes no memory. At
    /// least a millisecond. The first items after that take fresh memory.
    Duration idle_after = std::chrono::seconds{2};
    /// Records what each thread does, call by call, in a file that Perfetto (ui.perfetto.dev) and
    /// chrome://tracing show: JSON trace events. It has its name when the run is over, whatever
    /// becomes of the run; what could not be written is in `RunReport`. Takes up to 32 MiB of
    /// memory beyond that of the limiters. Empty: no trace.
    std::string trace_file;
    /// Of the trace only what happened in so much time at the end of the run: it is kept in memory,
    /// up to 256 MiB, and written when the run is over. More than nothing, and only together with
    /// `trace_file`; `std::invalid_argument` when the run begins otherwise. None: all of the run.
    std::optional<Duration> trace_last;
    /// Keeps how the run went: `RunReport::history` has a look at it from time to time, what went
    /// over each edge, and the last things that threads did, up to 50,000. At most 1,001 looks,
    /// which are 10 ms apart at first, and further in a longer run. Takes up to 64 MiB of memory
    /// beyond that of the limiters, and one thread that sleeps, mostly.
    bool keeps_history = false;
};

/// A graph, ready to run once.
///
/// Construction checks what needs the nodes themselves (budgets against what one item needs) and
/// throws `ConfigError`. All verbs may be called from any thread; observers and nodes of the
/// pipeline itself may not `run`, `wait` or `push`: they would wait for themselves.
class PENSTOCK_API Pipeline {
public:
    explicit Pipeline(ValidatedConfig config, PipelineOptions options = {});
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    /// What `start` began is cancelled and waited for. Threads that wait in `push` are freed first.
    ~Pipeline();

    /// Processes everything that the sources yield, then returns. Blocks; the calling thread
    /// computes too. Failed items are in the report, not thrown. Throws `ConfigError` where a node
    /// cannot open, `std::logic_error` if called twice, or in a process that was forked while its
    /// parent ran a pipeline, `ResourceExhausted` where the system starts no more threads or the
    /// trace cannot be begun, and what an observer threw.
    [[nodiscard]] RunReport run();

    /// The same in the background. Throws like `run`, before anything has begun.
    void start();
    /// Waits until what `start` began has ended. Throws `std::logic_error` if it was not called, or
    /// somebody has waited before, and what an observer threw.
    [[nodiscard]] RunReport wait();

    /// Admits nothing more; what is in flight is finished, the rest counts as not started.
    void request_stop();
    /// Admits nothing more, and calls no node with what is in flight: those items fail with class
    /// `cancelled`. Calls that have begun are finished.
    void cancel();

    /// Hands an item to the push source of that name, from any thread. Returns when the pipeline
    /// has copied it within its budget, or after `patience` (no value: waits as long as it takes;
    /// 0: tries at once). Patience is for room: an item that there is room for, and that nothing is
    /// waiting before, is let in, and the caller waits until it has been copied. Throws
    /// `std::invalid_argument` where there is no such source, or nothing has been started.
    [[nodiscard]] PushResult
    push(std::string_view source, Pushed item, std::optional<Duration> patience = std::nullopt);
    /// Nothing more will be pushed there: the source is at its end.
    void close_source(std::string_view source);

    [[nodiscard]] RunProgress progress() const;
    /// The report of a run that is going on, up to this moment: for `find_bottleneck`, say, or with
    /// `report_between`. From any thread; it holds up no call of a node for long.
    ///
    /// A call counts when it has returned, but for `busy_seconds`, which have what has passed of
    /// calls that go on; what limiters waited for is added up when an item comes or goes. Failures,
    /// notes and claims are known when the run is over: so far there are none, only how many items
    /// failed; `end` is `finished` as long as nothing stops the run. Before the run all that is
    /// counted is 0 and there are no nodes and limiters; after it this is what `run` or `wait`
    /// returned. A run that threw leaves what it had counted of items.
    [[nodiscard]] RunReport report_so_far() const;
    /// The calls that are going on, longest first; with `PipelineOptions::watches_calls`.
    [[nodiscard]] std::vector<RunningCall> running_calls() const;
    [[nodiscard]] std::vector<LimiterPlan> plan() const;
    /// What becomes of pictures that loaders could make smaller than their files have them, by the
    /// name of the loader: a sentence that says for whom they do, or who needs the whole picture.
    [[nodiscard]] std::map<std::string, std::string> shrinking() const;
    /// What is probably a mistake in the config, by what its nodes know of each other: a picture
    /// that would come out dark, say. Beside `ValidatedConfig::Content::warnings`.
    [[nodiscard]] std::vector<ConfigIssue> warnings() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace penstock
