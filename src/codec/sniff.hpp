// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <optional>
#include <string_view>

namespace penstock::codec {

/// What a file is, by its content.
struct Sniffed {
    std::optional<FormatId> format;
    std::string_view looks_like; ///< "a GIF", "an empty file"; for messages
};

[[nodiscard]] Sniffed sniff(const ByteReader& file);

} // namespace penstock::codec
