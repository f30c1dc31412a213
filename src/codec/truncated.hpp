// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include <cstdint>
#include <string>

namespace penstock::codec {

/// A file that ends inside its picture. The rows that came before are in the caller's pixels.
class TruncatedPicture : public ItemError {
public:
    TruncatedPicture(const std::string& message,
                     std::uint64_t whole_rows,
                     std::uint64_t first_row = 0)
        : ItemError{ErrorClass::truncated, message}, whole_rows_{static_cast<std::uint32_t>(
                                                         whole_rows)},
          first_row_{static_cast<std::uint32_t>(first_row)} {}

    /// How many rows, in the order of the caller's pixels, are as the whole file would have them.
    [[nodiscard]] std::uint32_t whole_rows() const { return whole_rows_; }
    /// The upper one of them: not 0 where the file begins with the lowest row.
    [[nodiscard]] std::uint32_t first_row() const { return first_row_; }

private:
    std::uint32_t whole_rows_;
    std::uint32_t first_row_;
};

/// The picture of a file that ends after `rows` of its `height` rows. `message` says so.
[[nodiscard]] inline TruncatedPicture truncated_after(const std::string& message,
                                                      std::uint64_t rows,
                                                      std::uint64_t height,
                                                      bool is_bottom_up) {
    return {message, rows, is_bottom_up ? height - rows : 0};
}

} // namespace penstock::codec
