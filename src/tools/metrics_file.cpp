// SPDX-License-Identifier: Apache-2.0
#include "tools/metrics_file.hpp"

#include "tools/replace_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

constexpr std::chrono::seconds interval{5};

double seconds_since_1970(std::chrono::system_clock::time_point time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::uint64_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

MetricsFile::MetricsFile(std::string file, const Pipeline& pipeline, Talk& talk, bool is_json)
    : file_{std::move(file)}, pipeline_{pipeline}, talk_{talk}, is_json_{is_json}, thread_{[this] {
          write_until_over();
      }} {}

MetricsFile::~MetricsFile() {
    try {
        finish();
    } catch (const std::exception&) { // what ended the run is told, not this
    }
}

std::string MetricsFile::finish() {
    if (!thread_.joinable())
        return {};
    {
        const std::scoped_lock lock{mutex_};
        is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
    return write(true);
}

void MetricsFile::write_until_over() {
    std::unique_lock lock{mutex_};
    do {
        lock.unlock();
        try {
            if (const std::string error = write(false); !error.empty())
                tell(error);
        } catch (const std::exception&) { // no memory even for saying so: until the next time
        }
        lock.lock();
    } while (!over_.wait_for(lock, interval, [this] { return is_over_; }));
}

// Returns why it could not be; empty: it has been.
std::string MetricsFile::write(bool is_over) {
    try {
        replace_file(file_,
                     metrics_text({.report = pipeline_.report_so_far(),
                                   .progress = pipeline_.progress(),
                                   .rss_bytes = resident_bytes(),
                                   .start = seconds_since_1970(start_),
                                   .now = seconds_since_1970(std::chrono::system_clock::now()),
                                   .is_over = is_over},
                                  last_));
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

void MetricsFile::tell(const std::string& error) {
    if (is_told_)
        return;
    const std::string text = fmt::format("--metrics: {}; the run goes on", error);
    talk_.line(is_json_ ? fmt::format(R"({{"event":"note","message":{}}})", json_quoted(text))
                        : "note: " + on_one_line(text));
    is_told_ = true;
}

} // namespace penstock::tools
