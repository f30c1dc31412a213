// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include <cstdint>
#include <string>

namespace penstock::codec {

/// A file that ends inside its picture. The rows that came before are in the caller's pixels.
class TruncatedPicture : public ItemError {
public:
    TruncatedPicture(const std::string& message, std::uint32_t whole_rows)
        : ItemError{ErrorClass::truncated, message}, whole_rows_{whole_rows} {}

    /// How many rows, from the top and as they are stored, are as the whole file would have them.
    [[nodiscard]] std::uint32_t whole_rows() const { return whole_rows_; }

private:
    std::uint32_t whole_rows_;
};

} // namespace penstock::codec
