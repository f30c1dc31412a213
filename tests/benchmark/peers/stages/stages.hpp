// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stage.hpp"
#include "task.hpp"

namespace penstock::peers {

// The stages that a task can be made of, each with every implementation that may be the fastest.

[[nodiscard]] Stage drawing(const Task& task);
[[nodiscard]] Stage reading_file(const Task& task);
[[nodiscard]] Stage decoding_jpeg(const Task& task);
[[nodiscard]] Stage decoding_png(const Task& task);
[[nodiscard]] Stage resizing(const Task& task);
[[nodiscard]] Stage encoding_jpeg(const Task& task);
[[nodiscard]] Stage encoding_png(const Task& task);
[[nodiscard]] Stage filling_table(const Task& task);
/// Files of so many bytes, each a new one.
[[nodiscard]] Stage writing_file(const Task& task, std::size_t bytes);

/// In whatever format the task says.
[[nodiscard]] Work encode_with_penstock(const Task& task);

/// All but the last: what goes into the file.
[[nodiscard]] std::vector<Stage> stages_of(const Task& task);

} // namespace penstock::peers
