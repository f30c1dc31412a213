// SPDX-License-Identifier: Apache-2.0
#include "graph/sampler.hpp"

#include "graph/named_thread.hpp"

#include <cstdint>
#include <exception>
#include <utility>

namespace penstock::graph {

Sampler::Sampler(std::function<RunSample()> look,
                 std::chrono::milliseconds period,
                 std::size_t most)
    : look_{std::move(look)}, period_{period}, series_{most} {
    add_look();
    thread_ = named_thread("penstock-look", [this](const std::stop_token& stop) { work(stop); });
}

Sampler::~Sampler() {
    end();
}

Sampler::Samples Sampler::finish() {
    end();
    add_look();
    const double stride = static_cast<double>(series_.stride());
    return {.samples = series_.take(),
            .period_seconds = stride * std::chrono::duration<double>(period_).count()};
}

void Sampler::end() {
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void Sampler::work(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (true) {
        const auto wait = period_ * static_cast<std::int64_t>(series_.stride());
        is_stopping_.wait_for(lock, stop, wait, [] { return false; });
        if (stop.stop_requested())
            return;
        add_look();
    }
}

// Where there is no memory for a look, say, the run goes on without.
void Sampler::add_look() {
    try {
        series_.add(look_());
    } catch (const std::exception&) {
    }
}

} // namespace penstock::graph
