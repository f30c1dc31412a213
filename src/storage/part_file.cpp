// SPDX-License-Identifier: Apache-2.0
#include "storage/part_file.hpp"

#include "storage/system_error.hpp"
#include "storage/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <utility>

namespace penstock::storage {
namespace {

// Linux writes at most a little less than 2 GiB at once.
constexpr std::size_t largest_write = std::size_t{1} << 30U;
// Names up to this length may grow; every file system takes them.
constexpr std::size_t always_short_enough = 100;

std::string last_component(const std::string& relative) {
    return relative.substr(relative.rfind('/') + 1);
}

} // namespace

std::string temporary_name(std::string_view name, long process, std::uint64_t number) {
    const std::string ending = fmt::format(".{}-{}.part", process, number);
    const std::size_t allowed =
        std::max(std::min<std::size_t>(name.size(), 255), always_short_enough);
    return fmt::format(".{}{}", utf8_beginning(name, allowed - ending.size() - 1), ending);
}

PartFile::PartFile(const OutputFolder& folder, std::string relative)
    : folder_{folder}, relative_{std::move(relative)}, parent_{folder.folder_of(relative_)} {
    create();
}

PartFile::~PartFile() {
    file_.reset();
    if (!temporary_name_.empty())
        ::unlinkat(parent_.get(), temporary_name_.c_str(), 0);
}

void PartFile::create() {
    const std::string name = last_component(relative_);
    // A name can be taken: by another folder object in this process, or by what a killed process
    // with the same number left behind.
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const std::string candidate = temporary_name(name, ::getpid(), folder_.next_number());
        file_ = Descriptor{folder_.calls().create_file(parent_.get(), candidate.c_str())};
        if (file_.is_open()) {
            temporary_name_ = candidate;
            return;
        }
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    throw_output_error(errno, "cannot create", shown_name());
}

void PartFile::reopen() {
    if (lost_ != 0)
        throw_output_error(lost_, "cannot write", shown_name());
    if (!file_.is_open())
        file_ = Descriptor{folder_.calls().reopen_file(parent_.get(), temporary_name_.c_str())};
    if (!file_.is_open())
        throw_output_error(errno, "cannot open", shown_name());
}

void PartFile::write(std::span<const std::byte> bytes) {
    reopen();
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::size_t size = std::min(bytes.size() - done, largest_write);
        const ssize_t written = folder_.calls().write(file_.get(), bytes.data() + done, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const int error = written == 0 ? EIO : errno;
            // Where this fails too, the file is never published: `size_` and its length differ.
            if (::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0)
                ::lseek(file_.get(), static_cast<off_t>(size_), SEEK_SET);
            throw_output_error(error, "cannot write", shown_name());
        }
        done += static_cast<std::size_t>(written);
    }
    size_ += bytes.size();
}

void PartFile::suspend() {
    close_file();
}

void PartFile::finish() {
    reopen();
    const off_t length = ::lseek(file_.get(), 0, SEEK_END);
    if (length < 0 || static_cast<std::uint64_t>(length) != size_)
        throw_output_error(EIO, "not all bytes arrived in", shown_name());
    if (folder_.durability() == Durability::power && folder_.calls().sync_file(file_.get()) != 0)
        throw_output_error(errno, "cannot bring to disk", shown_name());
    close_file();
}

void PartFile::close_file() {
    if (!file_.is_open())
        return;
    // Some file systems say only here that the disk is full. The descriptor is gone in any case,
    // also after EINTR, which says nothing about the bytes on Linux.
    if (folder_.calls().close(file_.release()) != 0 && errno != EINTR) {
        lost_ = errno;
        throw_output_error(lost_, "cannot close", shown_name());
    }
}

bool PartFile::publish(IfExists if_exists) {
    const std::string name = last_component(relative_);
    const FileCalls& calls = folder_.calls();
    const int result =
        if_exists == IfExists::replace
            ? calls.rename(parent_.get(), temporary_name_.c_str(), name.c_str())
            : calls.rename_if_absent(parent_.get(), temporary_name_.c_str(), name.c_str());
    if (result != 0 && if_exists == IfExists::keep && errno == EEXIST)
        return false;
    if (result != 0)
        throw_output_error(errno, "cannot give its name to", shown_name());
    temporary_name_.clear();
    return true;
}

void PartFile::settle() {
    if (folder_.durability() == Durability::power &&
        folder_.calls().sync_folder(parent_.get()) != 0)
        throw_output_error(errno, "cannot bring to disk the name of", shown_name());
}

} // namespace penstock::storage
