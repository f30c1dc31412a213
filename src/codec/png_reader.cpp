// SPDX-License-Identifier: Apache-2.0
#include "codec/png_reader.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"
#include "codec/png_format.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace penstock::codec {

bool PngPictureBytes::take(std::span<std::byte> target) {
    while (!target.empty()) {
        if (at_ == end_)
            find_end();
        const std::size_t count = std::min(target.size(), end_ - at_);
        if (count == 0)
            return false;
        std::ranges::copy(file_.subspan(at_, count), target.begin());
        at_ += count;
        target = target.subspan(count);
    }
    return true;
}

void PngPictureBytes::find_end() {
    while (file_.size() - at_ >= png_frame_bytes) {
        const std::uint64_t length = u32_at(file_, at_, std::endian::big);
        const std::uint32_t name = u32_at(file_, at_ + 4, std::endian::big);
        end_ = std::min<std::uint64_t>(at_ + length + png_frame_bytes, file_.size());
        if (is_of_png_picture(name))
            return;
        at_ = end_;
    }
    end_ = file_.size();
}

PngReader::PngReader(const Header& header, std::span<const std::byte> file)
    : header_{header}, bytes_{file}, png_{png_create_read_struct(PNG_LIBPNG_VER_STRING,
                                                                 &errors_,
                                                                 PngErrors::on_error,
                                                                 PngErrors::on_warning)} {
    if (png_ != nullptr)
        info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
        png_destroy_read_struct(&png_, nullptr, nullptr);
        throw ItemError{ErrorClass::resource, "no memory is left to decode the PNG"};
    }
    png_set_read_fn(png_, this, on_read);
    set_limits();
    // libpng asks for so many bytes of pixels at a time, and gets all of them or none.
    if (!header.truncation.empty())
        png_set_compression_buffer_size(png_, 64);
}

PngReader::~PngReader() {
    png_destroy_read_struct(&png_, &info_, nullptr);
}

void PngReader::set_limits() {
    png_set_user_limits(png_, header_.spec.width, header_.spec.height);
    // Of what it keeps, palette and transparency, libpng takes 1 KiB at most. This is how long a
    // chunk of pixels may be that is longer than they can be.
    png_set_chunk_malloc_max(png_, 8'000'000);
    png_set_chunk_cache_max(png_, 1); // keeps no other chunk
    // A wrong checksum of the transparency, else, would make the picture opaque.
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

void PngReader::start() {
    const bool is_good = errors_.runs([&] {
        png_read_info(png_, info_);
        png_set_expand(png_);
        if constexpr (std::endian::native == std::endian::little)
            png_set_swap(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
    });
    if (!is_good)
        fail();
    const std::uint64_t channels = png_get_channels(png_, info_);
    const std::uint64_t bytes = png_get_bit_depth(png_, info_) / 8U;
    if (channels != header_.spec.channels || bytes != bytes_of(header_.spec.pixel_type))
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the PNG is damaged: its chunks promise {}, and its pixels "
                                    "have {} channels of {} bits",
                                    header_.spec.to_string(),
                                    channels,
                                    bytes * 8)};
}

void PngReader::read(std::span<std::byte> pixels) {
    // Rows of an interlaced picture are filled in several passes, the last of which brings every
    // second one. Those above are then complete.
    const std::size_t row_bytes = header_.spec.row_bytes();
    auto* samples = reinterpret_cast<png_bytep>(pixels.data());
    const bool is_good = errors_.runs([&] {
        for (int pass = 1; pass <= passes_; ++pass)
            for (std::uint32_t y = 0; y < header_.spec.height; ++y) {
                png_read_row(png_, samples + y * row_bytes, nullptr);
                if (pass == passes_)
                    whole_rows_ = y + 1;
            }
        png_read_end(png_, nullptr);
    });
    if (!is_good)
        fail();
    if (!header_.truncation.empty()) // and yet there were pixels for all of it
        throw TruncatedPicture{header_.truncation, whole_rows_};
}

void PngReader::on_read(png_structp png, png_bytep target, std::size_t size) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (reader.bytes_.take({reinterpret_cast<std::byte*>(target), size}))
        return;
    reader.has_ended_early_ = true;
    png_error(png, "the file ends");
}

// Whatever libpng stumbles over in a file that ends early, that is why.
void PngReader::fail() const {
    if (!header_.truncation.empty())
        throw TruncatedPicture{header_.truncation, whole_rows_};
    if (has_ended_early_)
        throw TruncatedPicture{"the PNG ends before its last chunk", whole_rows_};
    if (errors_.is_about_memory())
        throw ItemError{ErrorClass::resource, "no memory is left to decode the PNG"};
    throw ItemError{ErrorClass::corrupt, "the PNG is damaged: " + errors_.message()};
}

} // namespace penstock::codec
