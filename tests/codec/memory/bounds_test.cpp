// SPDX-License-Identifier: Apache-2.0
// The memory that codecs take by themselves, against what is declared. Measured in a child process,
// by how much its largest resident size grows over what it was before the call.
#include "codec/codec_bounds.hpp"
#include "codec/memory/codec_memory.hpp"
#include "codec/png.hpp"
#include "codec/png_files.hpp"
#include "codec/shrink.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::codec;
using test::growth;
using test::memory_tolerance;
using test::spec_of;

namespace {

// Without the pages of whole pictures.
constexpr std::uint64_t small_tolerance = 256 * 1024;

struct Use {
    std::uint64_t measured = 0; // beyond what a tiny picture takes: code and tables
    std::uint64_t declared = 0;
};

ImageSpec spec_for(const EncodeOptions& options, std::uint32_t width, std::uint32_t height) {
    const Format& format = format_of(options.format);
    const std::uint32_t most = std::min(format.written_channels.back(), 4U);
    return spec_of(width, height, most, format.written_types[0]);
}

Use encoder_use(const EncodeOptions& options, const CodecModule& module) {
    const auto measured = [&](const Image& image) {
        return growth([&] {
            test::TestContext context;
            static_cast<void>(encode(image, options, module, context));
        });
    };
    const Image image = test::picture(spec_for(options, 1600, 1200));
    const std::uint64_t tiny = measured(test::picture(spec_for(options, 8, 8)));
    const std::uint64_t large = measured(image);
    return {.measured = large - std::min(tiny, large),
            .declared = buffer_capacity(max_encoded_bytes(image.spec(), options)) +
                        encode_working_bytes(image.spec(), options)};
}

Use decoder_use(const EncodeOptions& options) {
    const auto measured = [&](const test::Bytes& file) {
        return growth([&] { static_cast<void>(test::decoded(file)); });
    };
    const test::Bytes file = test::encoded(test::picture(spec_for(options, 1600, 1200)), options);
    const test::Bytes tiny_file = test::encoded(test::picture(spec_for(options, 8, 8)), options);
    const Header header = read_header(MemoryReader{file});
    const std::uint64_t tiny = measured(tiny_file);
    const std::uint64_t large = measured(file);
    return {.measured = large - std::min(tiny, large),
            .declared = decode_working_bytes(header, OrientationPolicy::upright) +
                        buffer_capacity(header.spec.bytes()) + buffer_capacity(file.size())};
}

// The same where the picture is made as small as `least_scale` allows.
Use smaller_use(const EncodeOptions& options, double least_scale, bool takes_block_means) {
    const auto header_of = [&](const test::Bytes& file) {
        Header header = read_header(MemoryReader{file});
        header.layout.takes_block_means = takes_block_means;
        return shrunk(header, least_scale);
    };
    const auto measured = [&](const test::Bytes& file) {
        const Header header = header_of(file);
        return growth([&] {
            test::TestContext context;
            const CodecModule module;
            Buffer buffer = Buffer::allocate(file.size());
            std::ranges::copy(file, buffer.bytes().begin());
            static_cast<void>(decode(header, std::move(buffer), {}, module, context));
        });
    };
    const test::Bytes file = test::encoded(test::picture(spec_for(options, 1600, 1200)), options);
    const test::Bytes tiny_file = test::encoded(test::picture(spec_for(options, 8, 8)), options);
    const Header header = header_of(file);
    CHECK(header.spec.is_shrunk());
    const std::uint64_t tiny = measured(tiny_file);
    const std::uint64_t large = measured(file);
    return {.measured = large - std::min(tiny, large),
            .declared = decode_working_bytes(header, OrientationPolicy::upright) +
                        buffer_capacity(header.spec.bytes()) + buffer_capacity(file.size())};
}

} // namespace

TEST_CASE("codecs take no more memory than they declare where pictures come smaller",
          "[codec][memory]") {
    for (const EncodeOptions& options : test::memory_variants()) {
        if (options.format != FormatId::jpeg && options.format != FormatId::jp2)
            continue;
        for (const int divisor : {2, 4, 8})
            for (const bool takes_block_means : {false, true}) {
                if (takes_block_means && (divisor != 8 || options.format != FormatId::jpeg))
                    continue;
                const Use use =
                    smaller_use(options, 1 / shrink_margin / divisor - 1e-9, takes_block_means);
                const std::string name = test::name_of(options) + " 1/" + std::to_string(divisor) +
                                         (takes_block_means ? " means" : "");
                std::printf("%-26s decode %6.1f of %6.1f MB\n",
                            name.c_str(),
                            static_cast<double>(use.measured) / 1e6,
                            static_cast<double>(use.declared) / 1e6);
                INFO(name);
                CHECK(use.measured <= use.declared + memory_tolerance);
            }
    }
}

TEST_CASE("codecs take no more memory than they declare", "[codec][memory]") {
    const CodecModule module;
    static_cast<void>(module.codecs());
    for (const EncodeOptions& options : test::memory_variants()) {
        const Use encoding = encoder_use(options, module);
        const Use decoding = decoder_use(options);
        const std::string name = test::name_of(options);
        std::printf("%-20s encode %6.1f of %6.1f MB, decode %6.1f of %6.1f MB\n",
                    name.c_str(),
                    static_cast<double>(encoding.measured) / 1e6,
                    static_cast<double>(encoding.declared) / 1e6,
                    static_cast<double>(decoding.measured) / 1e6,
                    static_cast<double>(decoding.declared) / 1e6);
        INFO(name);
        CHECK(encoding.measured <= encoding.declared + memory_tolerance);
        CHECK(decoding.measured <= decoding.declared + memory_tolerance);
    }
}

TEST_CASE("PNG takes a few rows beside pixels and file, interlaced or not", "[codec][memory]") {
    // Rows of half a megabyte, so that one more than declared is seen.
    const auto encoding = [&](std::uint32_t width, Effort effort) {
        const EncodeOptions options{.format = FormatId::png, .effort = effort};
        const Image image = test::picture(spec_of(width, 10, 4, PixelType::u16));
        test::Bytes target(max_png_bytes(image.spec(), options));
        test::Bytes scratch(png_encoder_scratch_bytes(image.spec(), options));
        const std::uint64_t grown =
            growth([&] { static_cast<void>(encode_png(image, options, target, scratch)); });
        return Use{.measured = grown, .declared = png_encoder_bytes(image.spec(), options)};
    };
    const auto decoding = [&](std::uint32_t width, bool is_interlaced) {
        const test::Bytes file = test::png_file({.width = width,
                                                 .height = 10,
                                                 .bits = 16,
                                                 .colour_type = 6,
                                                 .is_interlaced = is_interlaced});
        const Header header = read_header(MemoryReader{file});
        test::Bytes pixels(header.spec.bytes());
        const std::uint64_t grown = growth([&] { decode_png(header, file, pixels, {}); });
        return Use{.measured = grown, .declared = header.codec_bytes};
    };
    const auto check = [&](const char* name, const Use& tiny, const Use& wide) {
        const std::uint64_t rows = wide.measured - std::min(tiny.measured, wide.measured);
        std::printf("png of wide rows: %s %.2f of %.2f MB\n",
                    name,
                    static_cast<double>(rows) / 1e6,
                    static_cast<double>(wide.declared) / 1e6);
        CHECK(rows <= wide.declared + small_tolerance);
    };
    for (const Effort effort : {Effort::standard, Effort::fast})
        check("encode", encoding(8, effort), encoding(65'535, effort));
    check("decode", decoding(8, false), decoding(65'535, false));
    check("decode interlaced", decoding(8, true), decoding(65'535, true));
}
