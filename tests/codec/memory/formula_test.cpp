// SPDX-License-Identifier: Apache-2.0
// What the table of formats says of memory, in words, against the functions that declare it.
#include "codec/codec_bounds.hpp"
#include "codec/format.hpp"
#include "codec/jp2.hpp"
#include "codec/memory/codec_memory.hpp"
#include "codec/shrink.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

std::vector<std::string> split(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(by, at), text.size());
        parts.emplace_back(text.substr(at, end - at));
        at = end + by.size();
    }
    return parts;
}

using Letters = std::map<std::string, double, std::less<>>;

// "512 KiB + 64 C W + H".
double sum_of(std::string_view text, const Letters& letters) {
    double sum = 0;
    for (const std::string& term : split(text, " + ")) {
        double product = 1;
        for (const std::string& factor : split(term, " ")) {
            const auto letter = letters.find(factor);
            product *= letter != letters.end() ? letter->second : std::stod(factor);
        }
        sum += product;
    }
    return sum;
}

// "SUM; words, words: + SUM; ...": what holds is named in `words`.
double
memory_of(std::string_view text, const std::vector<std::string>& words, const Letters& letters) {
    double sum = 0;
    for (const std::string& clause : split(text, "; ")) {
        const std::vector<std::string> parts = split(clause, ": + ");
        if (parts.size() == 1)
            sum += sum_of(clause, letters);
        for (const std::string& word : split(parts[0], ", "))
            if (parts.size() == 2 && std::ranges::find(words, word) != words.end())
                sum += sum_of(parts[1], letters);
    }
    return sum;
}

Letters letters_of(const ImageSpec& spec, std::uint64_t block_rows) {
    const auto rows = static_cast<double>(std::min<std::uint64_t>(block_rows, spec.height));
    return {{"KiB", 1024},
            {"MiB", 1024 * 1024},
            {"W", spec.width},
            {"H", spec.height},
            {"C", spec.channels},
            {"P", static_cast<double>(spec.pixels())},
            {"R", static_cast<double>(spec.row_bytes())},
            {"S", static_cast<double>(spec.bytes())},
            {"B", rows * static_cast<double>(spec.row_bytes())},
            {"N", (spec.height + rows - 1) / rows}};
}

// Of an encoder.
Letters letters_of(const ImageSpec& spec, const EncodeOptions& options) {
    const bool is_exr = options.format == FormatId::exr;
    Letters letters = letters_of(spec, is_exr ? exr_lines_per_block(compression_of(options)) : 1);
    if (options.format == FormatId::jp2) {
        letters["T"] = std::min(spec.width, jp2_tile_side) * std::min(spec.height, jp2_tile_side) *
                       spec.channels;
        letters["N"] = (spec.width + jp2_tile_side - 1) / jp2_tile_side *
                       ((spec.height + jp2_tile_side - 1) / jp2_tile_side);
    }
    return letters;
}

// Of a decoder.
Letters letters_of(const Header& header, const test::Bytes& file) {
    Letters letters = letters_of(header.spec, std::max(header.layout.rows_per_block, 1U));
    letters["F"] = static_cast<double>(file.size());
    if (header.format == FormatId::jp2) {
        const Jp2Header jp2 = find_jp2_header(MemoryReader{file});
        letters["T"] = static_cast<double>(jp2.tile_samples());
        letters["N"] = static_cast<double>(jp2.tiles);
        letters["K"] = static_cast<double>(jp2.blocks + jp2.precincts);
    }
    return letters;
}

std::vector<std::string> words_of(const EncodeOptions& options, const ImageSpec& spec) {
    std::vector<std::string> words;
    if (is_progressive(options))
        words = {"progressive", "several scans"};
    else if (is_optimized(options))
        words = {"optimize"};
    words.emplace_back(to_string(compression_of(options)));
    if (spec.has_alpha())
        words.emplace_back("alpha");
    if (spec.has_alpha() || words.front() == "lossless")
        words.emplace_back("alpha or lossless");
    if (spec.has_alpha() && words.front() == "lossy")
        words.emplace_back("lossy with alpha");
    if (effort_of(options) == Effort::standard)
        words.emplace_back("effort default");
    words.emplace_back("neither interlaced nor of few bits");
    if (level_of(options) >= 10)
        words.emplace_back("level 10 to 12");
    return words;
}

// The words may round, but not by much, and never below what is declared.
void check(double said, std::uint64_t declared) {
    CHECK(said >= static_cast<double>(declared));
    CHECK(said <= static_cast<double>(declared) * 1.5 + 64 * 1024);
}

} // namespace

TEST_CASE("what the table says of the memory of encoders is what they declare",
          "[codec][formats]") {
    for (const EncodeOptions& options : test::memory_variants()) {
        const Format& format = format_of(options.format);
        for (const PixelType type : format.written_types)
            for (const std::uint32_t channels : format.written_channels)
                for (const auto& [width, height] : {std::pair{1600U, 1200U}, {8192U, 6104U}}) {
                    const ImageSpec spec = spec_of(width, height, channels, type);
                    INFO(test::name_of(options) << ", " << spec.to_string());
                    check(memory_of(format.encoder_memory,
                                    words_of(options, spec),
                                    letters_of(spec, options)),
                          format.encoder_bytes(spec, options) +
                              encoder_scratch_bytes(format, spec, options));
                }
    }
}

TEST_CASE("what the table says of the memory of decoders is what they declare",
          "[codec][formats]") {
    for (const EncodeOptions& options : test::memory_variants()) {
        const Format& format = format_of(options.format);
        const Image image = test::picture(spec_of(
            1600, 1200, format.written_channels.back() >= 4 ? 4 : 3, format.written_types.back()));
        const test::Bytes file = test::encoded(image, options);
        const Header header = read_header(MemoryReader{file});
        INFO(test::name_of(options));
        check(memory_of(
                  format.decoder_memory, words_of(options, header.spec), letters_of(header, file)),
              header.codec_bytes + header.scratch_bytes);
    }
}

TEST_CASE("what the table says of the memory of block means is what they are declared with",
          "[codec][formats]") {
    const Format& format = format_of(FormatId::jpeg);
    for (const auto& [width, height] : {std::pair{8U, 8U}, {300U, 200U}, {1600U, 1200U}}) {
        const Image image = test::picture(spec_of(width, height, 3));
        const test::Bytes file = test::encoded(image, {.format = FormatId::jpeg});
        Header whole = read_header(MemoryReader{file});
        whole.layout.takes_block_means = true;
        const Header header = shrunk(whole, 0.01);
        REQUIRE(header.layout.eighths == 1);
        INFO(image.spec().to_string());
        check(memory_of(format.decoder_memory, {"block_means"}, letters_of(whole, file)),
              header.codec_bytes + header.scratch_bytes);
    }
}
