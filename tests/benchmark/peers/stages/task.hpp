// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace penstock::peers {

enum class Operation : std::uint8_t { save, shrink, convert, tables };

/// A picture in memory: as the file that a stage decodes, or the pixels that it draws.
struct Picture {
    std::vector<std::byte> file;
    codec::Header header;
    Image pixels; ///< what comes out of decoding `file`
};

/// What the programs that are compared do too: the same JSON file says it.
struct Task {
    Operation operation = Operation::save;
    codec::EncodeOptions encode;
    std::uint32_t width = 0; ///< of what comes out; 0: what went in
    std::uint32_t height = 0;
    std::uint32_t reduce = 1; ///< a JPEG may be decoded at one such part of its sides
    std::uint64_t seed = 0;   ///< of drawing
    std::uint32_t lines = 0;  ///< of tables
    std::uint32_t columns = 0;
    std::size_t stage_pictures = 0; ///< so many times each stage is done
    std::vector<Picture> pictures;
    std::filesystem::path scratch; ///< a folder for files
};

[[nodiscard]] Task read_task(const std::filesystem::path& file);

/// What is encoded in the end, of each picture.
[[nodiscard]] std::vector<Image> outputs(const Task& task);

} // namespace penstock::peers
