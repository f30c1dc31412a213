// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/jpeg.hpp"
#include "codec/jpeg_errors.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <jerror.h>
#include <jpeglib.h>
#include <string>

namespace penstock::codec {
namespace {

// libjpeg into memory of a fixed size.
class JpegWriter {
public:
    explicit JpegWriter(std::span<std::byte> target);
    JpegWriter(const JpegWriter&) = delete;
    JpegWriter& operator=(const JpegWriter&) = delete;
    ~JpegWriter() { jpeg_destroy_compress(&info_); }

    void start(const ImageSpec& spec, const EncodeOptions& options);
    void write(const Image& image);
    [[nodiscard]] std::size_t finish();

private:
    template <class Call> void run(Call call);
    void set_options(const ImageSpec& spec, const EncodeOptions& options);

    jpeg_compress_struct info_{};
    JpegErrors errors_{};
    jpeg_destination_mgr destination_{};
    std::span<std::byte> target_; // borrowed
};

void ignore_destination(j_compress_ptr /*info*/) {}

boolean on_full(j_compress_ptr info) {
    ERREXIT(info, JERR_BUFFER_SIZE);
    return FALSE;
}

void ignore_message(j_common_ptr /*info*/, int /*level*/) {}

// What is coded together: so many blocks of luma for one of each colour.
struct Shape {
    int width;
    int height;
};

Shape shape_of(Subsampling subsampling) {
    switch (subsampling) {
    case Subsampling::s422:
        return {2, 1};
    case Subsampling::s420:
        return {2, 2};
    case Subsampling::s440:
        return {1, 2};
    default:
        return {1, 1};
    }
}

JpegWriter::JpegWriter(std::span<std::byte> target) : target_{target} {
    assert(!target.empty()); // libjpeg asks for more once it has filled the last byte
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = JpegErrors::on_error;
    errors_.emit_message = ignore_message;
    destination_.init_destination = ignore_destination;
    destination_.empty_output_buffer = on_full;
    destination_.term_destination = ignore_destination;
    destination_.next_output_byte = reinterpret_cast<JOCTET*>(target.data());
    destination_.free_in_buffer = target.size();
    run([&] { jpeg_create_compress(&info_); });
    info_.dest = &destination_;
}

template <class Call> void JpegWriter::run(Call call) {
    if (errors_.runs(call))
        return;
    if (errors_.msg_code == JERR_OUT_OF_MEMORY)
        throw ItemError{ErrorClass::resource, "no memory is left to encode the JPEG"};
    if (errors_.msg_code == JERR_BUFFER_SIZE)
        throw ItemError{ErrorClass::limit,
                        "the JPEG became larger than a picture of that size can be"};
    throw ItemError{ErrorClass::node,
                    "the JPEG cannot be encoded: " +
                        JpegErrors::message_of(reinterpret_cast<j_common_ptr>(&info_))};
}

void JpegWriter::set_options(const ImageSpec& spec, const EncodeOptions& options) {
    const bool is_gray = spec.channels == 1 || subsampling_of(options) == Subsampling::gray;
    info_.image_width = spec.width;
    info_.image_height = spec.height;
    info_.input_components = static_cast<int>(spec.channels);
    info_.in_color_space = spec.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality_of(options), TRUE);
    jpeg_set_colorspace(&info_, is_gray ? JCS_GRAYSCALE : JCS_YCbCr);
    const Shape shape = is_gray ? Shape{1, 1} : shape_of(subsampling_of(options));
    info_.comp_info[0].h_samp_factor = shape.width;
    info_.comp_info[0].v_samp_factor = shape.height;
    info_.dct_method = JDCT_ISLOW;
    info_.optimize_coding = is_optimized(options) ? TRUE : FALSE;
    info_.restart_interval = static_cast<unsigned>(restart_interval_of(options));
    if (is_progressive(options))
        jpeg_simple_progression(&info_);
}

void JpegWriter::start(const ImageSpec& spec, const EncodeOptions& options) {
    run([&] {
        set_options(spec, options);
        jpeg_start_compress(&info_, TRUE);
    });
}

void JpegWriter::write(const Image& image) {
    // libjpeg takes pointers to writable rows, and writes none.
    auto* const pixels =
        const_cast<JSAMPLE*>(reinterpret_cast<const JSAMPLE*>(image.pixels().data()));
    const std::size_t row_bytes = image.spec().row_bytes();
    run([&] {
        std::array<JSAMPROW, 16> rows{};
        while (info_.next_scanline < info_.image_height) {
            const JDIMENSION first = info_.next_scanline;
            const auto count =
                std::min(static_cast<JDIMENSION>(rows.size()), info_.image_height - first);
            for (JDIMENSION i = 0; i < count; ++i)
                rows[i] = pixels + (first + i) * row_bytes;
            jpeg_write_scanlines(&info_, rows.data(), count);
        }
    });
}

std::size_t JpegWriter::finish() {
    run([&] { jpeg_finish_compress(&info_); });
    return target_.size() - destination_.free_in_buffer;
}

} // namespace

std::size_t
encode_jpeg(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    JpegWriter writer{target};
    writer.start(image.spec(), options);
    writer.write(image);
    return writer.finish();
}

} // namespace penstock::codec
