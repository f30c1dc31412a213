// SPDX-License-Identifier: Apache-2.0
#include "codec/header.hpp"
#include "codec/jp2.hpp"
#include "codec/jp2_stream.hpp"
#include "codec/shrink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace penstock::codec {
namespace {

[[noreturn]] void fail(const Jp2Memory& memory) {
    const std::string& what = memory.message;
    const auto says = [&](const char* words) { return what.find(words) != what.npos; };
    if (says("too short") || says("runcated") || says("end of stream") || says("ot enough data") ||
        says("no more data") || says("inconsistent with stream length"))
        throw ItemError{
            ErrorClass::truncated,
            fmt::format("the JPEG 2000 ends before its picture is complete ({})", what)};
    throw ItemError{ErrorClass::corrupt,
                    fmt::format("the JPEG 2000 is damaged: {}",
                                what.empty() ? "OpenJPEG cannot decode it" : what)};
}

Jp2Image decoded(const Jp2Header& jp2, std::uint32_t halvings, Jp2Memory& memory) {
    const Jp2Stream stream = jp2_reader(memory);
    const Jp2Codec codec{opj_create_decompress(jp2.is_bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2)};
    if (!stream || !codec)
        throw ItemError{ErrorClass::resource, "no memory is left"};
    listen(codec.get(), memory);
    opj_dparameters_t parameters{};
    opj_set_default_decoder_parameters(&parameters);
    parameters.cp_reduce = halvings;
    opj_image_t* image = nullptr;
    const bool has_header = opj_setup_decoder(codec.get(), &parameters) != 0 &&
                            opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) != 0 &&
                            opj_read_header(stream.get(), codec.get(), &image) != 0;
    Jp2Image owner{image};
    if (!has_header || opj_decode(codec.get(), stream.get(), image) == 0 ||
        opj_end_decompress(codec.get(), stream.get()) == 0)
        fail(memory);
    return owner;
}

void check(const Header& header, const opj_image_t& image) {
    bool is_same = image.numcomps == header.spec.channels;
    const bool is_scaled = header.layout.halvings > 0;
    for (OPJ_UINT32 i = 0; is_same && i < image.numcomps; ++i)
        is_same = image.comps[i].data != nullptr && image.comps[i].w != 0 &&
                  image.comps[i].h != 0 && image.comps[i].dx != 0 && image.comps[i].dy != 0 &&
                  image.comps[i].prec >= 1 && image.comps[i].prec <= 16 &&
                  (!is_scaled || (image.comps[i].w == header.spec.width &&
                                  image.comps[i].h == header.spec.height));
    if (!is_same)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the header of the JPEG 2000 says {}, and OpenJPEG finds {} "
                                    "channels of another kind",
                                    header.spec.to_string(),
                                    image.numcomps)};
}

// A component as samples of the image: unsigned, repeated where it has fewer.
class Component {
public:
    Component(const opj_image_t& image, std::uint32_t index, std::uint32_t full)
        : component_{&image.comps[index]}, left_{image.x0}, top_{image.y0},
          largest_{(1 << component_->prec) - 1}, full_{static_cast<std::int64_t>(full)} {}

    void begin_row(std::uint32_t y) {
        const OPJ_UINT32 at = (top_ + y) / component_->dy;
        row_ = std::min(at - std::min(at, component_->y0), component_->h - 1);
    }
    [[nodiscard]] std::uint32_t at(std::uint32_t x) const {
        const OPJ_UINT32 place = (left_ + x) / component_->dx;
        const OPJ_UINT32 column =
            std::min(place - std::min(place, component_->x0), component_->w - 1);
        std::int64_t value = component_->data[std::size_t{row_} * component_->w + column];
        if (component_->sgnd != 0)
            value += (largest_ + 1) / 2;
        value = std::clamp<std::int64_t>(value, 0, largest_);
        return static_cast<std::uint32_t>((value * full_ + largest_ / 2) / largest_);
    }

private:
    const opj_image_comp_t* component_; // borrowed
    OPJ_UINT32 left_;
    OPJ_UINT32 top_;
    std::int64_t largest_;
    std::int64_t full_;
    OPJ_UINT32 row_ = 0;
};

// ITU-R 601, as in JFIF.
std::array<std::uint32_t, 3>
rgb_of(std::uint32_t y, std::uint32_t cb, std::uint32_t cr, float full) {
    const float luma = static_cast<float>(y);
    const float blue = static_cast<float>(cb) - (full + 1) / 2;
    const float red = static_cast<float>(cr) - (full + 1) / 2;
    const auto sample = [full](float value) {
        return static_cast<std::uint32_t>(std::clamp(value + 0.5F, 0.0F, full));
    };
    return {sample(luma + 1.402F * red),
            sample(luma - 0.344136F * blue - 0.714136F * red),
            sample(luma + 1.772F * blue)};
}

} // namespace

Header scaled_jp2(const Header& header, double least_scale) {
    std::uint32_t halvings = 0;
    while (halvings < std::min(header.layout.most_halvings, 15U) &&
           std::ldexp(1.0, -static_cast<int>(halvings) - 1) >= least_scale)
        ++halvings;
    if (halvings == 0)
        return header;
    Header scaled = header;
    scaled.layout.halvings = halvings;
    scaled.spec = scaled_spec(header.spec, 1, 1U << halvings);
    // The wavelets keep the pixels in the middle of which the coarse ones are: the first, and not
    // the mean of those that a coarse one replaces.
    const float shift = 0.5F - std::ldexp(0.5F, -static_cast<int>(halvings));
    scaled.spec.shrunk.left = scaled.spec.shrunk.top = shift;
    scaled.spec.shrunk.right -= shift;
    scaled.spec.shrunk.bottom -= shift;
    const std::uint64_t channels = header.spec.channels;
    const auto bytes_of =
        [channels](const ImageSpec& spec, std::uint64_t width, std::uint64_t height) {
            return jp2_sample_bytes(spec.pixels() * channels, width * height * channels);
        };
    const std::uint64_t width = header.layout.tile_width;
    const std::uint64_t height = header.layout.tile_height;
    scaled.codec_bytes -= bytes_of(header.spec, width, height);
    scaled.codec_bytes += bytes_of(scaled.spec, (width >> halvings) + 1, (height >> halvings) + 1);
    return scaled;
}

void decode_jp2(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels) {
    const Jp2Header jp2 = find_jp2_header(MemoryReader{file});
    Jp2Memory memory{.source = file};
    const Jp2Image image = decoded(jp2, header.layout.halvings, memory);
    check(header, *image);
    const bool is_wide = header.spec.pixel_type == PixelType::u16;
    const std::uint32_t full = is_wide ? 65'535 : 255;
    std::vector<Component> components;
    for (std::uint32_t c = 0; c < header.spec.channels; ++c)
        components.emplace_back(*image, c, full);
    std::vector<std::uint32_t> pixel(header.spec.channels);
    std::byte* out = pixels.data();
    for (std::uint32_t y = 0; y < header.spec.height; ++y) {
        for (Component& component : components)
            component.begin_row(y);
        for (std::uint32_t x = 0; x < header.spec.width; ++x) {
            for (std::size_t c = 0; c < pixel.size(); ++c)
                pixel[c] = components[c].at(x);
            if (jp2.is_ycc)
                std::ranges::copy(rgb_of(pixel[0], pixel[1], pixel[2], static_cast<float>(full)),
                                  pixel.begin());
            for (const std::uint32_t value : pixel) {
                const auto wide = static_cast<std::uint16_t>(value);
                const auto narrow = static_cast<std::uint8_t>(value);
                std::memcpy(
                    out, is_wide ? static_cast<const void*>(&wide) : &narrow, is_wide ? 2 : 1);
                out += is_wide ? 2 : 1;
            }
        }
    }
}

} // namespace penstock::codec
