// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/png.hpp"
#include "codec/png_errors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <png.h>
#include <zlib.h>

namespace penstock::codec {
namespace {

int colour_type_of(const ImageSpec& spec) {
    static constexpr std::array types = {PNG_COLOR_TYPE_GRAY,
                                         PNG_COLOR_TYPE_GRAY_ALPHA,
                                         PNG_COLOR_TYPE_RGB,
                                         PNG_COLOR_TYPE_RGB_ALPHA};
    assert(spec.channels >= 1 && spec.channels <= types.size());
    return types[spec.channels - 1];
}

// libpng, which writes into a buffer of fixed size.
class Writer {
public:
    explicit Writer(std::span<std::byte> target)
        : target_{target}, png_{png_create_write_struct(PNG_LIBPNG_VER_STRING,
                                                        &errors_,
                                                        PngErrors::on_error,
                                                        PngErrors::on_warning)} {
        if (png_ != nullptr)
            info_ = png_create_info_struct(png_);
        if (info_ == nullptr) {
            png_destroy_write_struct(&png_, nullptr);
            throw ItemError{ErrorClass::resource, "no memory is left to encode the PNG"};
        }
        png_set_write_fn(png_, this, on_write, [](png_structp) {});
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { png_destroy_write_struct(&png_, &info_); }

    // Gives the size of the file.
    std::size_t write(const Image& image, int level) {
        const bool is_good = errors_.runs([&] {
            start(image.spec(), level);
            for (std::uint32_t y = 0; y < image.spec().height; ++y)
                png_write_row(png_, reinterpret_cast<png_const_bytep>(image.row(y).data()));
            png_write_end(png_, nullptr);
        });
        if (!is_good)
            fail();
        return size_;
    }

private:
    void start(const ImageSpec& spec, int level) {
        png_set_IHDR(png_,
                     info_,
                     spec.width,
                     spec.height,
                     static_cast<int>(bytes_of(spec.pixel_type) * 8),
                     colour_type_of(spec),
                     PNG_INTERLACE_NONE,
                     PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        // The best filter for each row, by libpng's sums of differences. zlib's own strategy, not
        // the one for filtered data, makes smaller files of photographs, and is faster.
        png_set_filter(png_, PNG_FILTER_TYPE_BASE, level == 0 ? PNG_FILTER_NONE : PNG_ALL_FILTERS);
        png_set_compression_strategy(png_, Z_DEFAULT_STRATEGY);
        png_set_compression_level(png_, level);
        png_set_compression_buffer_size(png_, png_chunk_bytes);
        png_write_info(png_, info_);
        if constexpr (std::endian::native == std::endian::little)
            png_set_swap(png_);
    }

    static void on_write(png_structp png, png_bytep bytes, std::size_t size) {
        auto& writer = *static_cast<Writer*>(png_get_io_ptr(png));
        if (size > writer.target_.size() - writer.size_) {
            writer.is_full_ = true;
            png_error(png, "there is no room for it");
        }
        std::copy_n(
            reinterpret_cast<const std::byte*>(bytes), size, writer.target_.data() + writer.size_);
        writer.size_ += size;
    }

    [[noreturn]] void fail() const {
        if (is_full_)
            throw ItemError{ErrorClass::limit,
                            "the PNG became larger than a picture of that size can be"};
        if (errors_.is_about_memory())
            throw ItemError{ErrorClass::resource, "no memory is left to encode the PNG"};
        throw ItemError{ErrorClass::node, "the PNG cannot be encoded: " + errors_.message()};
    }

    static constexpr std::size_t png_chunk_bytes = std::size_t{64} * 1024;

    std::span<std::byte> target_; // borrowed
    std::size_t size_ = 0;
    bool is_full_ = false;
    PngErrors errors_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
};

} // namespace

std::size_t
encode_png(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    return Writer{target}.write(image, level_of(options));
}

} // namespace penstock::codec
