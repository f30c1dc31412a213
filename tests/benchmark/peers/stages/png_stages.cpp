// SPDX-License-Identifier: Apache-2.0
#include "codec/png.hpp"
#include "codec/png_chunks.hpp"
#include "codec/png_file_writer.hpp"
#include "codec/png_row_filter.hpp"
#include "codec/png_unfilter_kernels.hpp"
#include "huffman.hpp"
#include "stages.hpp"

#include <algorithm>
#include <libdeflate.h>
#include <memory>
#include <stdexcept>

namespace penstock::peers {
namespace {

using codec::png_row_margin;

struct Free {
    void operator()(libdeflate_compressor* one) const { ::libdeflate_free_compressor(one); }
    void operator()(libdeflate_decompressor* one) const { ::libdeflate_free_decompressor(one); }
};

/// Throws where the file does not become these pixels.
void check_png(std::span<const std::byte> file, const Image& image) {
    const codec::Header header = codec::read_header(codec::MemoryReader{file});
    std::vector<std::byte> pixels(header.spec.bytes());
    std::vector<std::byte> scratch(header.scratch_bytes);
    codec::decode_png(header, file, pixels, scratch);
    if (!std::ranges::equal(pixels, image.pixels()))
        throw std::runtime_error("the limit's PNG has other pixels");
}

/// All rows of an image, filtered.
using Filtering = void (*)(const Image& image, std::span<std::uint8_t> rows);

void filter_by_least_sum(const Image& image, std::span<std::uint8_t> rows) {
    const ImageSpec& spec = image.spec();
    std::vector<std::byte> scratch(codec::PngRowFilter::scratch_bytes(spec));
    codec::PngRowFilter filter{image, codec::PngFilterChoice::least_sum, scratch};
    for (std::size_t y = 0; y < spec.height; ++y)
        filter.next(&rows[y * (spec.row_bytes() + 1)]);
}

void filter_up(const Image& image, std::span<std::uint8_t> rows) {
    const ImageSpec& spec = image.spec();
    const std::size_t count = spec.row_bytes();
    // With margins; the one above the first is zeros alone.
    std::vector<std::uint8_t> buffers[2];
    for (std::vector<std::uint8_t>& buffer : buffers)
        buffer.resize(count + 2 * png_row_margin);
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        std::uint8_t* const bytes = buffers[y % 2].data() + png_row_margin;
        const auto* const from = reinterpret_cast<const std::uint8_t*>(image.row(y).data());
        std::copy_n(from, count, bytes);
        std::uint8_t* const target = &rows[y * (count + 1)];
        *target = static_cast<std::uint8_t>(codec::PngFilter::up);
        codec::filter_png_row(codec::PngFilter::up,
                              {.bytes = bytes,
                               .above = buffers[(y + 1) % 2].data() + png_row_margin,
                               .count = count,
                               .step = spec.pixel_bytes()},
                              target + 1);
    }
}

/// How hard to look for repetitions: a level of libdeflate, or not at all.
constexpr int huffman_only = -1;

/// Makes PNGs of images of one spec.
class PngEncoder {
public:
    PngEncoder(const ImageSpec& spec, int level, Filtering filtering)
        : filtering_{filtering}, row_bytes_{(spec.row_bytes() + 1) * spec.height},
          rows_(row_bytes_ + png_row_margin), level_{level} {
        std::size_t most = most_packed_bytes(row_bytes_);
        if (level != huffman_only) {
            compressor_.reset(::libdeflate_alloc_compressor(level));
            most = ::libdeflate_zlib_compress_bound(compressor_.get(), row_bytes_);
        }
        target_.resize(most + most / 1024 + 128); // chunks, each of many KiB, with a frame of bytes
    }

    std::size_t encode(const Image& image) {
        filtering_(image, rows_);
        codec::PngFileWriter file{target_};
        size_ = file.finish(image.spec(), pack(file.pixels()));
        return size_;
    }

    /// The last one.
    [[nodiscard]] std::span<const std::byte> file() const {
        return std::span{target_}.first(size_);
    }

private:
    std::size_t pack(std::span<std::byte> target) {
        const auto rows = std::span{rows_}.first(row_bytes_);
        if (level_ == huffman_only)
            return pack_by_huffman(rows, target);
        return ::libdeflate_zlib_compress(
            compressor_.get(), rows.data(), rows.size(), target.data(), target.size());
    }

    Filtering filtering_;
    std::size_t row_bytes_; // of all
    std::vector<std::uint8_t> rows_;
    int level_;
    std::unique_ptr<libdeflate_compressor, Free> compressor_;
    std::vector<std::byte> target_;
    std::size_t size_ = 0;
};

Work encode_with_libdeflate(const Task& task, int level, Filtering filtering) {
    auto images = std::make_shared<std::vector<Image>>(outputs(task));
    auto encoder = std::make_shared<PngEncoder>(images->front().spec(), level, filtering);
    for (const Image& image : *images) {
        static_cast<void>(encoder->encode(image));
        check_png(encoder->file(), image);
    }
    return [images, encoder](std::size_t number) {
        return encoder->encode((*images)[number % images->size()]);
    };
}

/// Reads a PNG of RGB with 8 bits that is not interlaced, as the inputs are.
class PngDecoder {
public:
    std::span<const std::byte> decode(const Picture& picture) {
        const ImageSpec& spec = picture.header.spec;
        const std::size_t count = spec.row_bytes();
        const std::size_t all = (count + 1) * spec.height;
        rows_.resize(all + png_row_margin);
        inflate(packed_pixels(picture), std::span{rows_}.first(all));
        // A row spoils the margin behind it, where the next one comes.
        pixels_.resize(count * spec.height + png_row_margin);
        for (std::size_t y = 0; y < spec.height; ++y) {
            std::uint8_t* const row = &pixels_[count * y];
            const std::uint8_t* const left = &rows_[(count + 1) * y];
            codec::unfilter_png_row(static_cast<codec::PngFilter>(*left),
                                    spec.pixel_bytes(),
                                    left + 1,
                                    y == 0 ? nullptr : row - count,
                                    count,
                                    row);
        }
        return std::as_bytes(std::span{pixels_}.first(count * spec.height));
    }

private:
    std::span<const std::byte> packed_pixels(const Picture& picture) {
        codec::PngChunks chunks;
        if (!chunks.read(picture.file, picture.header.spec))
            throw std::runtime_error("this PNG is not plain");
        if (const auto packed = chunks.packed_of_one(); !packed.empty())
            return packed;
        packed_.resize(chunks.packed_bytes());
        chunks.copy_packed(packed_);
        return packed_;
    }

    void inflate(std::span<const std::byte> packed, std::span<std::uint8_t> rows) {
        if (::libdeflate_zlib_decompress(decompressor_.get(),
                                         packed.data(),
                                         packed.size(),
                                         rows.data(),
                                         rows.size(),
                                         nullptr) != LIBDEFLATE_SUCCESS)
            throw std::runtime_error("libdeflate did not decompress");
    }

    std::unique_ptr<libdeflate_decompressor, Free> decompressor_{::libdeflate_alloc_decompressor()};
    std::vector<std::byte> packed_;
    std::vector<std::uint8_t> rows_;
    std::vector<std::uint8_t> pixels_;
};

Work decode_with_libdeflate(const Task& task) {
    auto decoder = std::make_shared<PngDecoder>();
    for (const Picture& picture : task.pictures)
        if (!std::ranges::equal(decoder->decode(picture), picture.pixels.pixels()))
            throw std::runtime_error("the limit's reader of PNG makes other pixels");
    return [decoder, &task](std::size_t number) {
        return decoder->decode(task.pictures[number % task.pictures.size()]).size();
    };
}

Work decode_with_penstock(const Task& task) {
    auto target = std::make_shared<Image>(Image::allocate(task.pictures.front().header.spec));
    auto scratch = std::make_shared<std::vector<std::byte>>();
    return [target, scratch, &task](std::size_t number) {
        const Picture& picture = task.pictures[number % task.pictures.size()];
        scratch->resize(picture.header.scratch_bytes);
        codec::decode_png(picture.header, picture.file, target->pixels(), *scratch);
        return target->pixels().size();
    };
}

} // namespace

Stage encoding_png(const Task& task) {
    const bool is_fast = codec::effort_of(task.encode) == codec::Effort::fast;
    const int level = is_fast ? 1 : codec::level_of(task.encode);
    Stage stage{"encode", {{"penstock", [&task] { return encode_with_penstock(task); }}}};
    const auto add = [&](const std::string& name, int with_level, Filtering filtering) {
        stage.candidates.push_back({name, [&task, with_level, filtering] {
                                        return encode_with_libdeflate(task, with_level, filtering);
                                    }});
    };
    add("libdeflate, filter of least sum", level, filter_by_least_sum);
    if (level <= 1) {
        add("libdeflate, filter up", level, filter_up);
        add("Huffman only, filter up", huffman_only, filter_up);
    }
    return stage;
}

Stage decoding_png(const Task& task) {
    return {"decode",
            {{"libdeflate", [&task] { return decode_with_libdeflate(task); }},
             {"penstock", [&task] { return decode_with_penstock(task); }}}};
}

} // namespace penstock::peers
