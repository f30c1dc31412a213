// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_bounds.hpp"
#include "codec/png.hpp"
#include "huffman.hpp"
#include "png_rows.hpp"
#include "stages.hpp"

#include <cstring>
#include <libdeflate.h>
#include <memory>
#include <stdexcept>

namespace penstock::peers {
namespace {

enum class Filtering : std::uint8_t { least_sum, up };

/// Looks for no repetitions at all.
constexpr int huffman_only = -1;

/// What lies in the chunk of a PNG's pixels, with its checksum.
class PngWriter {
public:
    PngWriter(int level, Filtering filtering) : level_{level}, filtering_{filtering} {
        if (level != huffman_only)
            compressor_.reset(libdeflate_alloc_compressor(level));
    }

    std::size_t write(const Image& image) {
        filter(image);
        compress();
        checksum_ = libdeflate_crc32(0, target_.data(), target_.size());
        return target_.size();
    }

    /// Throws where the last one does not become again what it was made of.
    void check() const {
        const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor{
            libdeflate_alloc_decompressor()};
        std::vector<std::uint8_t> again(raw_.size());
        if (libdeflate_zlib_decompress(decompressor.get(),
                                       target_.data(),
                                       target_.size(),
                                       again.data(),
                                       again.size(),
                                       nullptr) != LIBDEFLATE_SUCCESS ||
            again != raw_)
            throw std::runtime_error("the limit's PNG does not decompress to its rows");
    }

    struct FreeCompressor {
        void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
    };
    struct FreeDecompressor {
        void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
    };

private:
    void filter(const Image& image) {
        const std::size_t bytes = image.spec().row_bytes();
        raw_.resize((bytes + 1) * image.spec().height);
        work_.resize(4 * bytes);
        // Rows with zeros before them; the one above the first is zeros alone.
        for (std::vector<std::uint8_t>& row : rows_)
            row.assign(bytes + rgb_bytes, 0);
        for (std::uint32_t y = 0; y < image.spec().height; ++y) {
            std::uint8_t* const row = rows_[y % 2].data() + rgb_bytes;
            const std::uint8_t* const above = rows_[(y + 1) % 2].data() + rgb_bytes;
            std::uint8_t* const target = raw_.data() + (bytes + 1) * y;
            std::memcpy(row, image.row(y).data(), bytes);
            if (filtering_ == Filtering::up)
                filter_row_up(row, above, bytes, target);
            else
                filter_row(row, above, bytes, work_.data(), target);
        }
    }

    void compress() {
        if (level_ == huffman_only) {
            compress_by_huffman(raw_, target_);
            return;
        }
        target_.resize(libdeflate_zlib_compress_bound(compressor_.get(), raw_.size()));
        target_.resize(libdeflate_zlib_compress(
            compressor_.get(), raw_.data(), raw_.size(), target_.data(), target_.size()));
    }

    std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
    int level_;
    Filtering filtering_;
    std::vector<std::uint8_t> raw_;
    std::vector<std::uint8_t> work_;
    std::vector<std::uint8_t> rows_[2];
    std::vector<std::uint8_t> target_;
    std::uint32_t checksum_ = 0;
};

std::shared_ptr<std::vector<Image>> outputs(const Task& task) {
    auto images = std::make_shared<std::vector<Image>>();
    for (const Picture& picture : task.pictures)
        images->push_back(shrunk(task, picture));
    return images;
}

Work encode_with_libdeflate(const Task& task, int level, Filtering filtering) {
    auto images = outputs(task);
    auto writer = std::make_shared<PngWriter>(level, filtering);
    writer->write(images->front());
    writer->check();
    return [images, writer](std::size_t number) {
        return writer->write((*images)[number % images->size()]);
    };
}

Work encode_with_penstock(const Task& task) {
    auto images = outputs(task);
    auto target = std::make_shared<std::vector<std::byte>>(
        codec::max_png_bytes(images->front().spec(), task.encode));
    auto scratch = std::make_shared<std::vector<std::byte>>(
        codec::png_encoder_scratch_bytes(images->front().spec(), task.encode));
    return [images, target, scratch, options = task.encode](std::size_t number) {
        return codec::encode_png((*images)[number % images->size()], options, *target, *scratch);
    };
}

/// Reads a PNG of RGB with 8 bits that is not interlaced, as the inputs are.
class PngReader {
public:
    std::size_t read(const Picture& picture) {
        const ImageSpec& spec = picture.header.spec;
        const std::size_t bytes = spec.row_bytes();
        gather(picture.file);
        raw_.resize((bytes + 1) * spec.height);
        if (libdeflate_zlib_decompress(decompressor_.get(),
                                       packed_.data(),
                                       packed_.size(),
                                       raw_.data(),
                                       raw_.size(),
                                       nullptr) != LIBDEFLATE_SUCCESS)
            throw std::runtime_error("libdeflate did not decompress");
        pixels_.resize(bytes * spec.height);
        for (std::size_t y = 0; y < spec.height; ++y) {
            std::uint8_t* const row = pixels_.data() + bytes * y;
            const std::uint8_t* const filtered = raw_.data() + (bytes + 1) * y;
            unfilter_row(filtered[0], filtered + 1, y == 0 ? nullptr : row - bytes, bytes, row);
        }
        return pixels_.size();
    }

    [[nodiscard]] bool has_read(const Image& image) const {
        return image.pixels().size() == pixels_.size() &&
               std::memcmp(image.pixels().data(), pixels_.data(), pixels_.size()) == 0;
    }

private:
    void gather(const std::vector<std::byte>& file) {
        packed_.clear();
        const auto* const data = reinterpret_cast<const std::uint8_t*>(file.data());
        for (std::size_t at = 8; at + 12 <= file.size();) {
            const std::size_t length = std::size_t{data[at]} << 24 |
                                       std::size_t{data[at + 1]} << 16 |
                                       std::size_t{data[at + 2]} << 8 | std::size_t{data[at + 3]};
            if (std::memcmp(data + at + 4, "IDAT", 4) == 0) {
                checksum_ += libdeflate_crc32(0, data + at + 4, length + 4);
                packed_.insert(packed_.end(), data + at + 8, data + at + 8 + length);
            }
            at += length + 12;
        }
    }

    std::unique_ptr<libdeflate_decompressor, PngWriter::FreeDecompressor> decompressor_{
        libdeflate_alloc_decompressor()};
    std::vector<std::uint8_t> packed_;
    std::vector<std::uint8_t> raw_;
    std::vector<std::uint8_t> pixels_;
    std::uint32_t checksum_ = 0;
};

Work decode_with_libdeflate(const Task& task) {
    auto reader = std::make_shared<PngReader>();
    for (const Picture& picture : task.pictures) {
        reader->read(picture);
        if (!reader->has_read(picture.pixels))
            throw std::runtime_error("the reader of PNG of the limit reads other pixels");
    }
    return [reader, &task](std::size_t number) {
        return reader->read(task.pictures[number % task.pictures.size()]);
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
    const int level = codec::level_of(task.encode);
    Stage stage{"encode", {{"penstock", [&task] { return encode_with_penstock(task); }}}};
    const auto add = [&](const std::string& name, int with_level, Filtering filtering) {
        stage.candidates.push_back({name, [&task, with_level, filtering] {
                                        return encode_with_libdeflate(task, with_level, filtering);
                                    }});
    };
    add("libdeflate, filter of least sum", level, Filtering::least_sum);
    if (level <= 1) {
        add("libdeflate, filter up", level, Filtering::up);
        add("Huffman only, filter up", huffman_only, Filtering::up);
    }
    return stage;
}

Stage decoding_png(const Task& task) {
    return {"decode",
            {{"libdeflate", [&task] { return decode_with_libdeflate(task); }},
             {"penstock", [&task] { return decode_with_penstock(task); }}}};
}

} // namespace penstock::peers
