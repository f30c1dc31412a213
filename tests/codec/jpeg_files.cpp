// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_files.hpp"

#include "codec/byte_order.hpp"
#include "codec/jpeg_dc.hpp"
#include "codec/jpeg_errors.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace penstock::test {
namespace {

struct Errors : codec::JpegErrors {
    bool has_warned = false;
};

void on_message(j_common_ptr info, int level) {
    if (level < 0)
        static_cast<Errors*>(info->err)->has_warned = true;
}

void watch(Errors& errors) {
    jpeg_std_error(&errors);
    errors.error_exit = codec::JpegErrors::on_error;
    errors.emit_message = on_message;
}

// A picture is made, whatever it costs: an error is one of the test.
struct Compressor {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    unsigned char* memory = nullptr;
    unsigned long size = 0;

    explicit Compressor(const JpegShape& shape) {
        info.err = jpeg_std_error(&errors);
        errors.error_exit = [](j_common_ptr) { throw std::logic_error{"libjpeg"}; };
        jpeg_create_compress(&info);
        jpeg_mem_dest(&info, &memory, &size);
        info.image_width = shape.width;
        info.image_height = shape.height;
        info.input_components = shape.components;
        info.in_color_space = shape.components == 1   ? JCS_GRAYSCALE
                              : shape.components == 3 ? JCS_RGB
                                                      : JCS_CMYK;
        jpeg_set_defaults(&info);
        if (shape.is_rgb)
            jpeg_set_colorspace(&info, JCS_RGB);
        for (int i = 0; i < info.num_components; ++i)
            info.comp_info[i].h_samp_factor = info.comp_info[i].v_samp_factor = 1;
        info.comp_info[0].h_samp_factor = shape.luma_factors[0];
        info.comp_info[0].v_samp_factor = shape.luma_factors[1];
        jpeg_set_quality(&info, shape.quality, TRUE);
        if (shape.is_progressive)
            jpeg_simple_progression(&info);
        if (shape.has_scan_each) {
            info.scan_info = scans.data();
            info.num_scans = info.num_components;
        }
        info.arith_code = shape.is_arithmetic ? TRUE : FALSE;
        info.optimize_coding = shape.is_optimised ? TRUE : FALSE;
        info.restart_interval = shape.restart_interval;
    }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;
    ~Compressor() {
        jpeg_destroy_compress(&info);
        std::free(memory);
    }

    Bytes finish() {
        jpeg_finish_compress(&info);
        const auto* bytes = reinterpret_cast<const std::byte*>(memory);
        return {bytes, bytes + size};
    }

    static constexpr std::array<jpeg_scan_info, 3> scans{jpeg_scan_info{1, {0}, 0, 63, 0, 0},
                                                         jpeg_scan_info{1, {1}, 0, 63, 0, 0},
                                                         jpeg_scan_info{1, {2}, 0, 63, 0, 0}};
};

// Numbers of a recipe, which begins again where it ends.
class Recipe {
public:
    explicit Recipe(std::span<const std::byte> bytes) : bytes_{bytes} {}

    int next() { return bytes_.empty() ? 0 : std::to_integer<int>(bytes_[at_++ % bytes_.size()]); }

private:
    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
};

// Mostly within what decoders agree on, and never more than fits into the bits of a baseline JPEG.
void fill(JBLOCK& block, const JQUANT_TBL& quantisers, Recipe& recipe) {
    const auto value = [&](std::size_t at) {
        constexpr int largest = 1023;
        const int sane = 2047 / std::max<int>(quantisers.quantval[at], 1);
        const int most = std::min(largest, recipe.next() % 128 == 0 ? largest : sane);
        const int size = std::min((1 << recipe.next() % 11) - 1, most);
        const int chosen = recipe.next() * 256 + recipe.next();
        return static_cast<JCOEF>(chosen % (2 * size + 1) - size);
    };
    block[0] = value(0);
    for (int count = recipe.next() % 64; count > 0; --count) {
        const auto at = static_cast<std::size_t>(recipe.next() % 63 + 1);
        block[at] = value(at);
    }
}

} // namespace

std::optional<Bytes> jpeg_eighth(std::span<const std::byte> file) {
    jpeg_decompress_struct info{};
    Errors errors{};
    watch(errors);
    info.err = &errors;
    Bytes pixels;
    auto* const kept = &pixels; // is not lost by the jump
    if (setjmp(errors.escape) != 0) {
        jpeg_destroy_decompress(&info);
        return std::nullopt;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    info.dct_method = JDCT_ISLOW;
    info.scale_num = 1;
    info.scale_denom = 8;
    jpeg_start_decompress(&info);
    const std::size_t row_bytes =
        std::size_t{info.output_width} * static_cast<std::size_t>(info.output_components);
    kept->resize(row_bytes * info.output_height);
    while (info.output_scanline < info.output_height) {
        auto* row = reinterpret_cast<JSAMPROW>(kept->data() + row_bytes * info.output_scanline);
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    if (errors.has_warned)
        return std::nullopt;
    return pixels;
}

std::optional<Bytes> jpeg_means(const codec::JpegDcHeader& header) {
    Bytes pixels(codec::ceil_div(header.width, 8) * codec::ceil_div(header.height, 8) *
                 header.components);
    Bytes scratch(codec::jpeg_dc_scratch_bytes(header.width, header.components));
    if (!codec::decode_jpeg_dc(header, pixels, scratch))
        return std::nullopt;
    return pixels;
}

Bytes jpeg_of(const JpegShape& shape, std::uint32_t seed) {
    Compressor compressor{shape};
    std::mt19937 random{seed};
    jpeg_start_compress(&compressor.info, TRUE);
    std::vector<unsigned char> row(std::size_t{shape.width} *
                                   static_cast<std::size_t>(shape.components));
    for (std::uint32_t y = 0; y < shape.height; ++y) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::size_t x = i / static_cast<std::size_t>(shape.components);
            const bool is_flat = (x / 24 + y / 24) % 2 == 0;
            const bool is_edge = (x + 2 * y) % 37 < 9;
            row[i] = static_cast<unsigned char>(is_flat ? seed * 40 + i % 3 * 30
                                                        : (random() & 127U) + (is_edge ? 128 : 0));
        }
        JSAMPROW line = row.data();
        jpeg_write_scanlines(&compressor.info, &line, 1);
    }
    return compressor.finish();
}

Bytes jpeg_of_coefficients(const JpegShape& shape, std::span<const std::byte> bytes) {
    Compressor compressor{shape};
    auto& info = compressor.info;
    Recipe recipe{bytes};
    for (int i = 0; i < (shape.components == 1 ? 1 : 2); ++i) {
        auto& quantisers = info.quant_tbl_ptrs[i]->quantval;
        for (auto& quantiser : quantisers)
            quantiser = static_cast<UINT16>(recipe.next() % 256);
        quantisers[0] = std::max<UINT16>(quantisers[0], 1);
    }
    std::array<jvirt_barray_ptr, MAX_COMPONENTS> arrays{};
    for (int i = 0; i < info.num_components; ++i) {
        const auto& component = info.comp_info[i];
        const auto blocks = [](JDIMENSION size, int factor, int most) {
            const auto mcu = static_cast<JDIMENSION>(8 * most);
            return (size + mcu - 1) / mcu * static_cast<JDIMENSION>(factor);
        };
        arrays[static_cast<std::size_t>(i)] = info.mem->request_virt_barray(
            reinterpret_cast<j_common_ptr>(&info),
            JPOOL_IMAGE,
            TRUE,
            blocks(shape.width, component.h_samp_factor, shape.luma_factors[0]),
            blocks(shape.height, component.v_samp_factor, shape.luma_factors[1]),
            static_cast<JDIMENSION>(component.v_samp_factor));
    }
    jpeg_write_coefficients(&info, arrays.data());
    for (int i = 0; i < info.num_components; ++i) {
        const auto& component = info.comp_info[i];
        for (JDIMENSION y = 0; y < component.height_in_blocks; ++y) {
            JBLOCKARRAY rows = info.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&info),
                                                            arrays[static_cast<std::size_t>(i)],
                                                            y,
                                                            1,
                                                            TRUE);
            for (JDIMENSION x = 0; x < component.width_in_blocks; ++x)
                fill(rows[0][x], *info.quant_tbl_ptrs[component.quant_tbl_no], recipe);
        }
    }
    return compressor.finish();
}

} // namespace penstock::test
