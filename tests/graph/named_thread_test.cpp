// SPDX-License-Identifier: Apache-2.0
#include "graph/named_thread.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <array>
#include <filesystem>
#include <iterator>
#include <latch>
#include <pthread.h>
#include <string>

using namespace penstock;
using namespace penstock::graph;

TEST_CASE("a thread bears the beginning of its name", "[graph][thread]") {
    std::latch is_seen{1};
    bool has_run = false;
    std::array<char, 16> name{};
    {
        std::jthread thread = named_thread("penstock-io123456", [&] {
            is_seen.wait();
            has_run = true;
        });
        CHECK(pthread_getname_np(thread.native_handle(), name.data(), name.size()) == 0);
        is_seen.count_down();
    }
    CHECK(std::string{name.data()} == "penstock-io1234");
    CHECK(has_run);
}

TEST_CASE("threads that are required are gone afterwards", "[graph][thread]") {
    const auto threads = [] {
        const std::filesystem::directory_iterator tasks{"/proc/self/task"};
        return std::distance(begin(tasks), end(tasks));
    };
    const auto before = threads();
    require_threads(0);
    require_threads(20);
    CHECK(threads() < before + 20); // the system may still be about to forget some
}

TEST_CASE("a thread that cannot be started is refused with the remedy", "[graph][thread]") {
    const std::system_error busy{std::make_error_code(std::errc::resource_unavailable_try_again)};
    CHECK_THROWS_AS(refuse_thread("penstock-io0", busy), ResourceExhausted);
    CHECK_THROWS_WITH(
        refuse_thread("penstock-io0", busy),
        "the thread penstock-io0 cannot be started: Resource temporarily unavailable; allow more "
        "processes (ulimit -u, or those of the container), or lower limits.threads and "
        "limits.io_threads");
}
