// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_errors.hpp"

#include <cstddef>
#include <cstdint>
#include <jpeglib.h>
#include <optional>
#include <span>
#include <string>

namespace penstock::codec {

/// libjpeg over a file in memory. What it warns of is kept and judged, not printed.
class JpegReader {
public:
    explicit JpegReader(std::span<const std::byte> file);
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader();

    /// Reads up to the first scan. Throws `ItemError`, as the others do.
    void read_header();
    /// Begins to decode into that colour space, at so many eighths of its width and height.
    void start(J_COLOR_SPACE out, unsigned eighths);
    /// Fills one row of output_width x output_components samples.
    void read_row(std::span<std::byte> row);
    /// Reads up to the end marker.
    void finish();
    /// Throws `ItemError` where what was read is not all of the picture as it was written:
    /// `TruncatedPicture`, or corrupt.
    void check() const;

    [[nodiscard]] const jpeg_decompress_struct& info() const { return info_; }

private:
    static void on_warning(j_common_ptr info, int level);

    template <class Call> void run(Call call);
    void note_warning();
    [[nodiscard]] bool has_every_component() const;
    [[nodiscard]] std::uint32_t rows_so_far() const;
    [[nodiscard]] std::uint32_t whole_output_rows() const;
    [[nodiscard]] std::string message();

    jpeg_decompress_struct info_{};
    JpegErrors errors_{};
    std::span<const std::byte> file_; // borrowed
    bool has_ended_early_ = false;
    std::uint32_t whole_rows_ = 0; // of the file's, where it has
    std::optional<std::string> damage_;
};

} // namespace penstock::codec
