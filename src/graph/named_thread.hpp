// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace penstock::graph {

/// What the system's tools show; the first 15 bytes of it.
void set_name(std::jthread& thread, const std::string& name);

/// Throws the `ResourceExhausted` that says what to do.
[[noreturn]] void refuse_thread(const std::string& name, const std::system_error& error);

/// Starts so many threads at once, and ends them. Throws `ResourceExhausted` where they cannot all
/// be: oneTBB would end the process when it found that out, in the middle of a run.
void require_threads(std::uint32_t count);

/// A thread that runs `body`. Throws `ResourceExhausted` where the system allows no further one.
template <class Body> [[nodiscard]] std::jthread named_thread(const std::string& name, Body body) {
    try {
        std::jthread thread{std::move(body)};
        set_name(thread, name);
        return thread;
    } catch (const std::system_error& error) {
        refuse_thread(name, error);
    }
}

} // namespace penstock::graph
