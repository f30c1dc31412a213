// SPDX-License-Identifier: Apache-2.0
#include "graph/io_pool.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace penstock::graph;

#ifndef __SANITIZE_ADDRESS__
namespace {

rlim_t address_space() {
    std::ifstream file{"/proc/self/statm"};
    rlim_t pages = 0;
    file >> pages;
    return pages * 4096;
}

/// Leaves room for the stacks of a few threads.
class LittleRoom {
public:
    LittleRoom() {
        ::getrlimit(RLIMIT_AS, &before_);
        const rlimit little{address_space() + (rlim_t{100} << 20U), before_.rlim_max};
        ::setrlimit(RLIMIT_AS, &little);
    }
    LittleRoom(const LittleRoom&) = delete;
    LittleRoom& operator=(const LittleRoom&) = delete;
    ~LittleRoom() { ::setrlimit(RLIMIT_AS, &before_); }

private:
    rlimit before_{};
};

} // namespace
#endif

TEST_CASE("a pool finishes what was posted", "[graph][io]") {
    std::atomic<int> done{0};
    {
        IoPool pool{3};
        for (int i = 0; i < 100; ++i)
            pool.post(io_task([&done] { ++done; }));
    }
    CHECK(done == 100);
}

// AddressSanitizer needs address space of its own.
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("a pool that gets too few threads says so, and does not wait for those it has",
          "[graph][io]") {
    const LittleRoom room;
    CHECK_THROWS_AS(IoPool{1000}, penstock::ResourceExhausted);
}
#endif
