// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/images_saver.hpp"
#include "penstock/node.hpp"
#include "penstock/pipeline.hpp"

#include "saver/inbox.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::saver {

/// Throws `std::invalid_argument` where an option is none that a graph takes.
void check_options(const ImagesSaverOptions& options);

/// The running graph of a saver, for the formats that it has met so far:
///
///     saver_inbox -> limiter -> saver_copy -> switch -> [encode, encode, ...] -> write
///
/// The switch is left out where there is one way. Of a format that never comes, nothing is made or
/// loaded, and an item claims no memory for it.
class SaverGraph {
public:
    /// Called with the number of an image, from any thread.
    struct Observers {
        std::function<void(std::uint64_t number)> on_written;
        std::function<void(std::uint64_t number, const Failure&)> on_failed;
    };

    /// Starts it. Throws `ConfigError`, and `ResourceExhausted` where the system starts no more
    /// threads.
    SaverGraph(const std::string& location,
               const ImagesSaverOptions& options,
               std::set<std::string> ways,
               const Observers& observers);

    [[nodiscard]] bool has_way(const std::string& way) const { return ways_.contains(way); }
    [[nodiscard]] Inbox& inbox() { return *inbox_; }
    /// Of its limiter.
    [[nodiscard]] std::uint64_t max_bytes() const { return max_bytes_; }
    /// An upper bound of what an item takes from its copy on, whichever way it goes.
    [[nodiscard]] std::uint64_t need(const PayloadBound& content) const;
    /// Takes nothing more, and waits until all is done.
    RunReport finish();

private:
    std::set<std::string> ways_;
    std::vector<std::unique_ptr<Node>> encoders_; // to ask for their bounds; never opened
    std::shared_ptr<Inbox> inbox_;                // shared with the source
    std::unique_ptr<Pipeline> pipeline_;
    std::uint64_t max_bytes_ = 0;
};

} // namespace penstock::saver
