// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_reader.hpp"

#include "penstock/failure.hpp"

#include "codec/truncated.hpp"

#include <algorithm>
#include <jerror.h>

namespace penstock::codec {
namespace {

// Stray bytes before an end marker that are all alike: cameras pad with them.
bool is_padding(std::span<const std::byte> file, std::size_t count) {
    for (std::size_t end = count; end + 2 <= file.size(); ++end) {
        if (file[end] != std::byte{0xFF} || file[end + 1] != std::byte{0xD9})
            continue;
        const auto stray = file.subspan(end - count, count);
        if (std::ranges::count(stray, stray[0]) == std::ssize(stray))
            return true;
    }
    return false;
}

} // namespace

JpegReader::JpegReader(std::span<const std::byte> file) : file_{file} {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = JpegErrors::on_error;
    errors_.emit_message = on_warning;
    info_.client_data = this;
    run([&] {
        jpeg_create_decompress(&info_);
        jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file_.data()), file_.size());
    });
}

JpegReader::~JpegReader() {
    jpeg_destroy_decompress(&info_);
}

void JpegReader::read_header() {
    run([&] { jpeg_read_header(&info_, TRUE); });
}

void JpegReader::start(J_COLOR_SPACE out, unsigned eighths) {
    info_.out_color_space = out;
    info_.scale_num = eighths;
    info_.scale_denom = 8;
    info_.dct_method = JDCT_ISLOW;
    run([&] { jpeg_start_decompress(&info_); });
}

void JpegReader::read_row(std::span<std::byte> row) {
    auto* samples = reinterpret_cast<unsigned char*>(row.data());
    run([&] { jpeg_read_scanlines(&info_, &samples, 1); });
}

void JpegReader::finish() {
    run([&] { jpeg_finish_decompress(&info_); });
}

void JpegReader::check() const {
    if (damage_)
        throw ItemError{ErrorClass::corrupt, "the JPEG is damaged: " + *damage_};
    if (has_ended_early_)
        throw TruncatedPicture{"the JPEG ends before its picture is complete", whole_output_rows()};
}

template <class Call> void JpegReader::run(Call call) {
    if (errors_.runs(call))
        return;
    const std::string what = message();
    switch (errors_.msg_code) {
    case JERR_OUT_OF_MEMORY:
        throw ItemError{ErrorClass::resource, "no memory is left to decode the JPEG"};
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF:
        throw TruncatedPicture{"the JPEG ends before its picture is complete", 0};
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
        throw ItemError{ErrorClass::unsupported, "the JPEG cannot be decoded: " + what};
    default:
        if (has_ended_early_) // and what libjpeg puts in the place of its end makes no sense there
            throw TruncatedPicture{"the JPEG ends before its picture is complete", 0};
        throw ItemError{ErrorClass::corrupt, "the JPEG is damaged: " + what};
    }
}

std::string JpegReader::message() {
    return JpegErrors::message_of(reinterpret_cast<j_common_ptr>(&info_));
}

void JpegReader::on_warning(j_common_ptr info, int level) {
    if (level < 0) // else it traces what it does
        static_cast<JpegReader*>(info->client_data)->note_warning();
}

// What the picture lost where libjpeg warns, and where nothing.
void JpegReader::note_warning() {
    switch (errors_.msg_code) {
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
        return; // about a version, and a way to store colours, that it has no name for
    case JWRN_JPEG_EOF:
        if (!has_ended_early_) // arithmetic decoding says nothing when it runs out of data
            whole_rows_ = !has_every_component()  ? 0
                          : info_.arith_code != 0 ? rows_so_far()
                                                  : info_.image_height;
        has_ended_early_ = true;
        return;
    case JWRN_EXTRANEOUS_DATA: {
        if (info_.input_scan_number == 0)
            return; // before the first scan there is nothing to lose
        const auto count = static_cast<std::size_t>(std::max(errors_.msg_parm.i[0], 0));
        constexpr int end_marker = 0xD9;
        if (errors_.msg_parm.i[1] == end_marker && count > 0 && count < file_.size() &&
            is_padding(file_, count))
            return; // behind all of the picture
        break;
    }
    case JWRN_HIT_MARKER:
        if (has_ended_early_) {
            whole_rows_ = std::min(whole_rows_, rows_so_far());
            return;
        }
        break;
    default:
        break;
    }
    if (!has_ended_early_ && !damage_)
        damage_ = message();
}

std::uint32_t JpegReader::whole_output_rows() const {
    return whole_rows_ == info_.image_height ? info_.output_height
                                             : whole_rows_ * info_.scale_num / info_.scale_denom;
}

// Whether the scans up to this one bring something of each component.
bool JpegReader::has_every_component() const {
    if (info_.input_scan_number == 0)
        return false;
    if (info_.coef_bits == nullptr) {
        const auto* last = info_.cur_comp_info[info_.comps_in_scan - 1];
        return last != nullptr && last->component_index == info_.num_components - 1;
    }
    for (int c = 0; c < info_.num_components; ++c)
        if (info_.coef_bits[c][0] < 0)
            return false;
    return true;
}

// The rows before those that the scan has come to. Of a progressive JPEG all of them, once the
// scans that bring the coarsest picture are through: what follows makes it finer.
std::uint32_t JpegReader::rows_so_far() const {
    const bool is_progressive = info_.coef_bits != nullptr;
    if (!has_every_component() || (!is_progressive && info_.comps_in_scan < info_.num_components))
        return 0;
    if (is_progressive && (info_.Ss != 0 || info_.Ah != 0))
        return info_.image_height;
    const auto step = static_cast<std::uint32_t>(info_.max_v_samp_factor) * DCTSIZE;
    const std::uint32_t rows = std::min(info_.input_iMCU_row * step, info_.image_height);
    // The last row takes part of its colours from the next one where those have fewer rows.
    return rows < info_.image_height && rows > 0 && info_.max_v_samp_factor > 1 ? rows - 1 : rows;
}

} // namespace penstock::codec
