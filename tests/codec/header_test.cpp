// SPDX-License-Identifier: Apache-2.0
#include "codec/header.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

// Counts what a header reader reads, and refuses to give more than a bounded reader can want.
class CountingReader final : public ByteReader {
public:
    explicit CountingReader(std::span<const std::byte> bytes) : inner_{bytes} {}
    std::uint64_t size() const override { return inner_.size(); }
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> target) const override {
        ++reads;
        longest = std::max(longest, target.size());
        return inner_.read_at(offset, target);
    }
    mutable std::size_t reads = 0;
    mutable std::size_t longest = 0;

private:
    MemoryReader inner_;
};

std::vector<test::Bytes> samples() {
    using enum Compression;
    std::vector<test::Bytes> files;
    for (const Format& format : formats())
        for (const PixelType type : format.written_types)
            files.push_back(
                test::encoded(test::picture(spec_of(33, 21, 3, type)), {.format = format.id}));
    files.push_back(test::encoded(test::picture(spec_of(33, 21, 4)),
                                  {.format = FormatId::webp, .compression = lossless}));
    files.push_back(test::encoded(test::picture(spec_of(33, 21, 1)),
                                  {.format = FormatId::jpeg, .progressive = true}));
    return files;
}

} // namespace

TEST_CASE("headers say what decode delivers", "[codec]") {
    for (const Format& format : formats())
        for (const PixelType type : format.written_types)
            for (const std::uint32_t channels : format.written_channels) {
                if (channels > 4)
                    break;
                const test::Bytes file = test::encoded(
                    test::picture(spec_of(33, 21, channels, type)), {.format = format.id});
                const Header header = read_header(MemoryReader{file});
                INFO(format.name << ' ' << header.spec.to_string());
                CHECK(header.spec.to_string() == spec_of(33, 21, channels, type).to_string());
                CHECK(header.spec == test::decoded(file).spec());
                CHECK(header.file_bytes == file.size());
                CHECK(header.codec_bytes > 0);
            }
}

TEST_CASE("header readers survive 10,000 random changes with few and short reads", "[codec]") {
    std::uint32_t random = 99;
    const auto next = [&] { return (random = random * 1664525U + 1013904223U) >> 8U; };
    const std::vector<test::Bytes> files = samples();
    std::size_t good = 0;
    std::size_t most_reads = 0;
    for (int round = 0; round < 10'000; ++round) {
        test::Bytes file = files[static_cast<std::size_t>(round) % files.size()];
        // Headers stand at the beginning, but for TIFF, whose directory we write at the end.
        for (std::uint32_t i = 0; i < 1 + next() % 6; ++i) {
            const std::size_t reach = std::min<std::size_t>(file.size(), 400);
            const std::size_t place =
                next() % 2 == 0 ? next() % reach : file.size() - 1 - next() % reach;
            file[place] = static_cast<std::byte>(next() % 3 == 0 ? 0xFF : next());
        }
        if (next() % 8 == 0)
            file.resize(next() % file.size());
        const CountingReader reader{file};
        try {
            const Header header = read_header(reader);
            CHECK(header.spec.pixels() <= HeaderLimits{}.max_pixels);
            CHECK(header.spec.channels <= 16);
            ++good;
        } catch (const ItemError& error) {
            CHECK(error.error_class() != ErrorClass::node);
        }
        most_reads = std::max(most_reads, reader.reads);
        CHECK(reader.longest <= 4096);
    }
    CHECK(good > 1000);
    CHECK(most_reads < 200'000);
}

TEST_CASE("a header that promises more than can be addressed fails as limit or corrupt",
          "[codec]") {
    test::Bytes png = test::encoded(test::picture(spec_of(33, 21, 3)), {.format = FormatId::png});
    for (const std::size_t i : {16, 17, 18, 19, 20, 21, 22, 23})
        png[i] = std::byte{0x7F};
    CHECK_THROWS_AS(read_header(MemoryReader{png}), ItemError);

    test::Bytes exr =
        test::encoded(test::picture(spec_of(33, 21, 3, PixelType::f16)), {.format = FormatId::exr});
    const std::string name = "dataWindow";
    const auto at = std::ranges::search(exr, name, {}, [](std::byte b) {
                        return static_cast<char>(b);
                    }).begin();
    const auto value = at + 11 + 6 + 4; // name, type box2i, length
    for (int i = 8; i < 16; ++i)
        value[i] = i % 4 == 3 ? std::byte{0x3F} : std::byte{0xFF};
    CHECK_THROWS_AS(read_header(MemoryReader{exr}), ItemError);
}
