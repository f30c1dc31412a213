// SPDX-License-Identifier: Apache-2.0
// Loaded in front of the C library, makes the storage slow: each file waits for its final name as
// many milliseconds as PENSTOCK_TEST_RENAME_MS says.
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <thread>

extern "C" __attribute__((visibility("default"))) int
renameat(int old_folder, const char* old_name, int new_folder, const char* new_name) {
    using Rename = int (*)(int, const char*, int, const char*);
    static const auto next = reinterpret_cast<Rename>(::dlsym(RTLD_NEXT, "renameat"));
    static const char* const wait = std::getenv("PENSTOCK_TEST_RENAME_MS");
    if (wait != nullptr)
        std::this_thread::sleep_for(std::chrono::milliseconds{std::atoi(wait)});
    return next(old_folder, old_name, new_folder, new_name);
}
