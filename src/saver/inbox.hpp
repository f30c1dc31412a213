// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "saver/one_save.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace penstock::saver {

/// Where images wait for the source of a graph to ask for them. Thread-safe.
class Inbox {
public:
    /// Does nothing where it `is_over`, or was closed: then the passage is the caller's alone.
    void put(std::shared_ptr<Passage> passage);
    /// Nothing more will be put there: the run ends when all is done.
    void close();
    /// The graph asks for nothing more.
    [[nodiscard]] bool is_over() const;
    /// Something has ended, so the run may have been stopped: by a full disk, say.
    void look_whether_stopped();

    // The source's side.

    /// `stop_requested` may be asked until `finish`.
    void begin(std::function<bool()> stop_requested);
    /// Waits for the next one; null: there will be none.
    [[nodiscard]] std::shared_ptr<Passage> next();
    /// Lets go of what is there: it ends, and nothing of it was begun.
    void finish();

private:
    using Passages = std::deque<std::shared_ptr<Passage>>; // shared: requests are copied

    [[nodiscard]] bool should_stop() const { return stop_requested_ && stop_requested_(); }

    mutable std::mutex mutex_;
    std::condition_variable is_change_;
    Passages passages_;
    std::function<bool()> stop_requested_;
    bool is_closed_ = false;
    bool is_over_ = false;
};

} // namespace penstock::saver
