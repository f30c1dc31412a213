// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace penstock::graph {

/// What the control groups around this process, its container, let it use; empty: they do not say.
struct ContainerLimits {
    std::optional<std::uint32_t> processors; ///< at least 1; a part of one counts as one
    std::optional<std::uint64_t> memory;     ///< bytes that are left
};

/// Reads version 1 and 2, side by side too. Of this process's own group and all around it the
/// smallest limit holds; files that are missing or make no sense set none. All paths are looked up
/// below `root`.
[[nodiscard]] ContainerLimits container_limits(const std::filesystem::path& root = "/");

/// Processors that this process may keep busy: those that it may run on, and no more than its
/// container's share of time; at least 1.
[[nodiscard]] std::uint32_t available_processors();

/// Memory that could be had without swapping, in bytes, as the kernel estimates it, and no more
/// than the container has left. An even number of MiB, at least 2: half of it is a round number.
[[nodiscard]] std::uint64_t available_memory(const std::filesystem::path& root = "/");

} // namespace penstock::graph
