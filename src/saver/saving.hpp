// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/images_saver.hpp"

#include "saver/one_save.hpp"
#include "saver/output_name.hpp"
#include "saver/saver_graph.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

namespace penstock::saver {

/// What a saver does, in one process: who may put an image into the graph, and what becomes of it.
///
/// A place and the bytes that an image needs are taken before it is put there, and given back when
/// the last of it is gone, so the graph's own limits never make anybody wait. Whoever waits for
/// room stands in line. Thread-safe.
class Saving {
public:
    Saving(std::string location, ImagesSaverOptions options);
    Saving(const Saving&) = delete;
    Saving& operator=(const Saving&) = delete;
    /// After `close`.
    ~Saving();

    /// False: there was no room within `patience`. No value: it waits for as long as it takes.
    [[nodiscard]] bool save(const OutputName& name,
                            const SaveContent& content,
                            std::optional<Duration> patience,
                            SaveCallback done);
    void close();

    [[nodiscard]] std::vector<SaveFailure> failures() const;
    [[nodiscard]] SaverCounts counts() const;

private:
    using Lock = std::unique_lock<std::mutex>;
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    enum class Status : std::uint8_t { open, closing, closed };

    // With the lock.
    void refuse_callbacks(const char* verb) const;
    void refuse_when_over(const OutputName& name) const;
    void claim_name(const OutputName& name);
    [[nodiscard]] bool wait_for_room(Lock& lock,
                                     const OutputName& name,
                                     const PayloadBound& bound,
                                     const Deadline& deadline);
    [[nodiscard]] bool has_room(const OutputName& name, const PayloadBound& bound) const;
    [[nodiscard]] std::uint64_t need_of(const PayloadBound& bound) const;
    void build(Lock& lock, const OutputName& name);
    void enter(Lock& lock, const std::shared_ptr<OneSave>& save);
    void call_back(Lock& lock, const std::string& name, const std::function<void()>& call);

    // Called by the graph, without the lock.
    void note_written(std::uint64_t number);
    void note_failed(std::uint64_t number, const Failure& failure);
    void note_copied(OneSave& save);
    void note_ended(OneSave& save);

    [[nodiscard]] SaveFailure failure_of(const OneSave& save) const;
    [[nodiscard]] std::string why_over() const;

    const std::string location_;
    const ImagesSaverOptions options_;

    mutable std::mutex mutex_;
    std::condition_variable changed_; // room, the line, the status, what is unfinished
    Status status_ = Status::open;
    bool is_building_ = false;
    std::uint64_t next_number_ = 0;
    std::set<std::uint64_t> line_; // of those who wait for room, by when they came
    std::unordered_set<std::string> names_;
    std::map<std::uint64_t, std::shared_ptr<OneSave>> held_; // shared with callers and passages
    std::uint64_t held_bytes_ = 0;
    std::uint64_t unfinished_ =
        0; // those that are held, and those whose callbacks have not returned
    std::uint64_t saved_ = 0;
    std::uint64_t failed_ = 0;
    std::vector<SaveFailure> failures_;
    std::string last_shortage_; // message of the last failure with class `resource`
    std::vector<std::thread::id> calling_back_;
    std::set<std::string> ways_; // of the graph, or of the next one where it could not be made
    std::unique_ptr<SaverGraph> graph_; // last: its threads use everything above
};

} // namespace penstock::saver
