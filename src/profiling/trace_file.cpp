// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace_file.hpp"

#include "storage/system_error.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <system_error>
#include <unistd.h>

namespace penstock::profiling {
namespace {

namespace fs = std::filesystem;

bool is_special(const std::string& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
}

} // namespace

TraceFile::TraceFile(const std::string& file) : file_{file} {
    if (is_special(file)) {
        device_ = storage::Descriptor{::open(file.c_str(), O_WRONLY | O_CLOEXEC)};
        if (!device_.is_open())
            storage::throw_output_error(errno, "cannot write", file_);
        return;
    }
    const fs::path path{file};
    folder_.emplace(path.has_parent_path() ? path.parent_path().string() : ".");
    part_.emplace(*folder_, path.filename().string());
}

void TraceFile::write(std::string_view text) {
    if (part_) {
        part_->write(std::as_bytes(std::span{text}));
        return;
    }
    while (!text.empty()) {
        const ssize_t written = ::write(device_.get(), text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || errno != EINTR)
            storage::throw_output_error(written == 0 ? EIO : errno, "cannot write", file_);
    }
}

void TraceFile::finish() {
    if (!part_) {
        if (::close(device_.release()) != 0 && errno != EINTR)
            storage::throw_output_error(errno, "cannot close", file_);
        return;
    }
    part_->finish();
    static_cast<void>(part_->publish(storage::PartFile::IfExists::replace));
}

} // namespace penstock::profiling
