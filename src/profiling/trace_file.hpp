// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/descriptor.hpp"
#include "storage/output_folder.hpp"
#include "storage/part_file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace penstock::profiling {

/// The file of a trace: under a temporary name until it is whole. A device or a pipe is written to
/// as it is. All calls throw `std::exception` with one sentence. One thread at a time.
class TraceFile {
public:
    explicit TraceFile(const std::string& file);

    void write(std::string_view text);
    /// It is whole, and gets its name.
    void finish();

private:
    std::string file_;
    storage::Descriptor device_; // instead of what follows
    std::optional<storage::OutputFolder> folder_;
    std::optional<storage::PartFile> part_;
};

} // namespace penstock::profiling
