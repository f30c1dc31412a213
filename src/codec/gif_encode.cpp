// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/gif.hpp"
#include "codec/quantise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <gif_lib.h>
#include <memory>
#include <vector>

namespace penstock::codec {
namespace {

// The file as giflib writes it.
struct Sink {
    std::span<std::byte> target;
    std::size_t size = 0;
};

int write_sink(GifFileType* gif, const GifByteType* bytes, int count) {
    auto& sink = *static_cast<Sink*>(gif->UserData);
    const auto size = static_cast<std::size_t>(count);
    if (size > sink.target.size() - sink.size)
        return 0;
    std::memcpy(&sink.target[sink.size], bytes, size);
    sink.size += size;
    return count;
}

struct FreeMap {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};
struct Close {
    void operator()(GifFileType* gif) const { EGifCloseFile(gif, nullptr); }
};

void check(bool is_good) {
    if (!is_good)
        throw ItemError{ErrorClass::limit,
                        "the GIF became larger than a picture of that size can be"};
}

bool is_clear(const ImageSpec& spec, std::span<const std::byte> row, std::size_t x) {
    return spec.channels == 4 && row[x * 4 + 3] < std::byte{128};
}

// Makes indices of colours, row by row; what the palette is off is handed on to the neighbours
// (R. Floyd, L. Steinberg, "An adaptive algorithm for spatial grey scale", 1976).
class Ditherer {
public:
    Ditherer(Quantiser& quantiser, const ImageSpec& spec)
        : quantiser_{&quantiser}, spec_{spec}, errors_(row_size()), below_(row_size()) {}

    void
    put_row(std::span<const std::byte> row, std::uint8_t clear_index, std::span<GifPixelType> out) {
        std::swap(errors_, below_);
        std::ranges::fill(below_, 0);
        for (std::size_t x = 0; x < spec_.width; ++x) {
            if (is_clear(spec_, row, x)) {
                out[x] = clear_index;
                continue;
            }
            Rgb colour{};
            for (std::size_t c = 0; c < 3; ++c) {
                const int value = std::to_integer<int>(row[x * spec_.channels + c]);
                colour[c] = static_cast<std::uint8_t>(
                    std::clamp(value + errors_[(x + 1) * 3 + c] / 16, 0, 255));
            }
            out[x] = quantiser_->index_of(colour);
            if (!quantiser_->is_exact())
                hand_on(x, colour, quantiser_->palette()[out[x]]);
        }
    }

private:
    [[nodiscard]] std::size_t row_size() const { return (std::size_t{spec_.width} + 2) * 3; }

    void hand_on(std::size_t x, Rgb wanted, Rgb got) {
        for (std::size_t c = 0; c < 3; ++c) {
            const int error = wanted[c] - got[c];
            errors_[(x + 2) * 3 + c] += error * 7;
            below_[x * 3 + c] += error * 3;
            below_[(x + 1) * 3 + c] += error * 5;
            below_[(x + 2) * 3 + c] += error;
        }
    }

    Quantiser* quantiser_; // borrowed
    ImageSpec spec_;
    std::vector<int> errors_; // of this row, in sixteenths; one pixel more at either end
    std::vector<int> below_;
};

std::unique_ptr<ColorMapObject, FreeMap> map_of(std::span<const Rgb> palette, std::size_t entries) {
    // giflib wants a power of two.
    const auto size = std::bit_ceil(std::max<std::size_t>(entries, 2));
    std::unique_ptr<ColorMapObject, FreeMap> map{GifMakeMapObject(static_cast<int>(size), nullptr)};
    if (!map)
        throw ItemError{ErrorClass::resource, "no memory is left"};
    std::fill_n(map->Colors, size, GifColorType{});
    for (std::size_t i = 0; i < palette.size(); ++i)
        map->Colors[i] = {palette[i][0], palette[i][1], palette[i][2]};
    return map;
}

void write_transparency(GifFileType& gif, std::size_t index) {
    const GraphicsControlBlock block{.DisposalMode = DISPOSAL_UNSPECIFIED,
                                     .UserInputFlag = false,
                                     .DelayTime = 0,
                                     .TransparentColor = static_cast<int>(index)};
    std::array<GifByteType, 4> bytes{};
    const auto size = EGifGCBToExtension(&block, bytes.data());
    check(EGifPutExtension(&gif, GRAPHICS_EXT_FUNC_CODE, static_cast<int>(size), bytes.data()) ==
          GIF_OK);
}

} // namespace

std::size_t
encode_gif(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    const bool has_clear = spec.channels == 4; // so that it has four when it is read again
    const auto most = static_cast<std::size_t>(colours_of(options));
    Quantiser quantiser{image, most - (has_clear ? 1 : 0)};
    const std::size_t clear_index = quantiser.palette().size();
    const auto map = map_of(quantiser.palette(), clear_index + (has_clear ? 1 : 0));

    Sink sink{target};
    int error = 0;
    std::unique_ptr<GifFileType, Close> gif{EGifOpen(&sink, write_sink, &error)};
    if (!gif)
        throw ItemError{ErrorClass::resource,
                        "giflib cannot begin a GIF; most likely no memory is "
                        "left"};
    EGifSetGifVersion(gif.get(), true);
    const int width = static_cast<int>(spec.width);
    const int height = static_cast<int>(spec.height);
    check(EGifPutScreenDesc(gif.get(), width, height, 8, 0, map.get()) == GIF_OK);
    if (has_clear)
        write_transparency(*gif, clear_index);
    check(EGifPutImageDesc(gif.get(), 0, 0, width, height, false, nullptr) == GIF_OK);
    Ditherer ditherer{quantiser, spec};
    std::vector<GifPixelType> line(spec.width);
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        ditherer.put_row(image.row(y), static_cast<std::uint8_t>(clear_index), line);
        check(EGifPutLine(gif.get(), line.data(), width) == GIF_OK);
    }
    check(EGifCloseFile(gif.release(), &error) == GIF_OK);
    return sink.size;
}

} // namespace penstock::codec
