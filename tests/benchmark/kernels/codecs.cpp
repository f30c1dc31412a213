// SPDX-License-Identifier: Apache-2.0
#include "codec/encode.hpp"
#include "codec/format.hpp"
#include "codec/header.hpp"
#include "kernel.hpp"

#include <span>
#include <vector>

namespace penstock::kernels {
namespace {

using codec::EncodeOptions;
using codec::FormatId;

/// With the memory that it takes.
class Encoder {
public:
    Encoder(const Image& image, const EncodeOptions& options)
        : image_{image}, options_{options}, format_{codec::format_of(options.format)},
          file_(codec::max_encoded_bytes(image.spec(), options)),
          scratch_(codec::encoder_scratch_bytes(format_, image.spec(), options)) {}

    [[nodiscard]] std::span<const std::byte> encode() {
        return std::span{file_}.first(format_.encode(image_, options_, file_, scratch_));
    }

private:
    Image image_; // a handle
    EncodeOptions options_;
    const codec::Format& format_;
    std::vector<std::byte> file_;
    std::vector<std::byte> scratch_;
};

void encode(benchmark::State& state, const EncodeOptions& options, PixelType type) {
    const Image image = photo(1920, 1080, type);
    Encoder encoder{image, options};
    measure(
        state, image.spec().pixels(), [&] { benchmark::DoNotOptimize(encoder.encode().size()); });
}

void decode(benchmark::State& state, const EncodeOptions& options, PixelType type) {
    Encoder encoder{photo(1920, 1080, type), options};
    const std::span<const std::byte> file = encoder.encode();
    const codec::Header header = codec::read_header(codec::MemoryReader{file});
    Image image = Image::allocate(header.spec);
    std::vector<std::byte> scratch(header.scratch_bytes);
    auto* const function = codec::format_of(options.format).decode;
    measure(state, header.spec.pixels(), [&] { function(header, file, image.pixels(), scratch); });
}

constexpr auto u8 = PixelType::u8;
constexpr auto u16 = PixelType::u16;
const EncodeOptions jpeg{.format = FormatId::jpeg, .quality = 90};
const EncodeOptions jpeg_full_colour{
    .format = FormatId::jpeg, .quality = 90, .subsampling = codec::Subsampling::s444};
const EncodeOptions png{.format = FormatId::png};
const EncodeOptions png_level_1{.format = FormatId::png, .level = 1};
const EncodeOptions png_fast{.format = FormatId::png, .effort = codec::Effort::fast};
const EncodeOptions webp{.format = FormatId::webp, .quality = 80};
const EncodeOptions pnm{.format = FormatId::pnm};

BENCHMARK_CAPTURE(encode, jpeg_420, jpeg, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, jpeg_444, jpeg_full_colour, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, png_level_6, png, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, png_level_1, png_level_1, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, png_fast, png_fast, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, png_level_1_of_16_bits, png_level_1, u16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, webp_lossy, webp, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, pnm, pnm, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, jpeg_420, jpeg, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, jpeg_444, jpeg_full_colour, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, png_level_6, png, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, png_of_16_bits, png_level_1, u16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, webp_lossy, webp, u8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, pnm, pnm, u8)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace penstock::kernels
