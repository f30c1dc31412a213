// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"
#include "codec/png_errors.hpp"

#include <cstddef>
#include <cstdint>
#include <png.h>
#include <span>

namespace penstock::codec {

/// The bytes of a PNG without the chunks of its metadata: packed texts that can expand a
/// thousandfold, and whatever else libpng would have an opinion on.
class PngPictureBytes {
public:
    explicit PngPictureBytes(std::span<const std::byte> file) : file_{file} {}
    /// The next bytes. False where there are not so many.
    [[nodiscard]] bool take(std::span<std::byte> target);

private:
    void find_end();

    std::span<const std::byte> file_; // borrowed
    std::size_t at_ = 0;
    std::size_t end_ = 8; // of what can be given as it lies there: the signature, then a chunk
};

/// libpng over a file in memory.
class PngReader {
public:
    /// `header` and `file` outlive this. Throws `ItemError`, as the others do.
    PngReader(const Header& header, std::span<const std::byte> file);
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader();

    /// Reads up to the pixels, which must be as the header says.
    void start();
    /// Fills all rows, and reads up to the end of the file.
    void read(std::span<std::byte> pixels);

private:
    static void on_read(png_structp png, png_bytep target, std::size_t size);
    [[noreturn]] void fail() const;
    void set_limits();

    const Header& header_;
    PngPictureBytes bytes_;
    bool has_ended_early_ = false;
    std::uint32_t whole_rows_ = 0; // from the top
    PngErrors errors_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    int passes_ = 1;
};

} // namespace penstock::codec
