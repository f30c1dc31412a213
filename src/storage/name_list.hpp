// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/descriptor.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace penstock::storage {

// The names in a file, one per line; "-" is standard input. Empty lines are passed over, a carriage
// return at the end of a line is dropped. Where a zero byte stands in what is read first, names end
// in zero bytes instead (as `find -print0` writes them), and may contain anything else.
class NameList {
public:
    // Throws `std::runtime_error` where there is no such file. While it waits for more, it asks
    // `is_stopping`, where there is one: then the list ends there.
    explicit NameList(const std::string& path, std::function<bool()> is_stopping = {});

    // Nothing at the end. Waits where the file is a pipe or a terminal. Throws
    // `std::runtime_error` where reading fails.
    [[nodiscard]] std::optional<std::string> next();

private:
    [[nodiscard]] std::optional<std::string> next_line();
    [[nodiscard]] bool read_more();
    [[nodiscard]] bool wait_for_more() const;

    std::string shown_;
    std::function<bool()> is_stopping_;
    Descriptor opened_; // not for standard input
    int file_ = -1;
    std::string buffer_;
    std::size_t begin_ = 0; // of what is unread in it
    bool has_begun_ = false;
    bool is_at_end_ = false;
    char separator_ = '\n';
};

} // namespace penstock::storage
