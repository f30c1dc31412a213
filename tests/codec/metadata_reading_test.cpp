// SPDX-License-Identifier: Apache-2.0
// Files as others write them, and damaged ones.
#include "codec/metadata_reading.hpp"

#include "codec/metadata_samples.hpp"
#include "codec/put_number.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <zlib.h>

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;
using namespace std::string_literals;

namespace {

std::string deflated(const std::string& text) {
    uLongf size = ::compressBound(text.size());
    std::string packed(size, '\0');
    ::compress(reinterpret_cast<Bytef*>(packed.data()),
               &size,
               reinterpret_cast<const Bytef*>(text.data()),
               text.size());
    packed.resize(size);
    return packed;
}

Bytes joined(std::initializer_list<std::span<const std::byte>> parts) {
    Bytes all;
    for (const auto part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::string big_endian(std::size_t value, std::size_t bytes) {
    std::string text(bytes, '\0');
    put_number(std::as_writable_bytes(std::span{text}), value, std::endian::big);
    return text;
}

// A PNG with these chunks, of which nobody checks the sums.
Bytes png_with(const std::vector<std::pair<std::string, std::string>>& chunks,
               bool at_end = false) {
    const Bytes file = encoded(picture_with({}, FormatId::png), {FormatId::png});
    std::string more;
    for (const auto& [name, content] : chunks)
        more += big_endian(content.size(), 4) + name + content + "none";
    const std::size_t place = at_end ? file.size() - 12 : 33;
    return joined({std::span{file}.first(place),
                   std::as_bytes(std::span{more}),
                   std::span{file}.subspan(place)});
}

// A JPEG with these segments behind its first.
Bytes jpeg_with(const std::vector<std::pair<int, std::string>>& segments) {
    const Bytes file = encoded(picture_with({}, FormatId::jpeg), {FormatId::jpeg});
    std::string more;
    for (const auto& [marker, content] : segments)
        more += "\xFF"s + static_cast<char>(marker) + big_endian(content.size() + 2, 2) + content;
    return joined(
        {std::span{file}.first(20), std::as_bytes(std::span{more}), std::span{file}.subspan(20)});
}

MetadataPlan plan_of(const Bytes& file, std::uint64_t most = 1 << 22) {
    return plan_metadata(
        MemoryReader{file}, file[0] == std::byte{0x89} ? FormatId::png : FormatId::jpeg, most);
}

} // namespace

TEST_CASE("texts of a PNG are read in each of their forms", "[codec][metadata]") {
    const auto kept = metadata_in(png_with({{"tEXt", "Author\0Jos\xE9"s},
                                            {"zTXt", "Title\0\0"s + deflated("Caf\xE9")},
                                            {"iTXt", "City\0\0\0de\0Stadt\0K\xC3\xB6ln"s},
                                            {"iTXt", "Land\0\1\0\0\0"s + deflated("\xC3\x84")}}));
    REQUIRE(kept != nullptr);
    const auto texts = kept->texts();
    REQUIRE(texts.size() == 4);
    CHECK(texts[0].key == "Author");
    CHECK(texts[0].value == "Jos\xC3\xA9");
    CHECK(texts[1].value == "Caf\xC3\xA9");
    CHECK(texts[2].key == "City");
    CHECK(texts[2].value == "K\xC3\xB6ln");
    CHECK(texts[3].value == "\xC3\x84");
}

TEST_CASE("what stands behind the picture of a PNG is read, too", "[codec][metadata]") {
    const auto kept = metadata_in(png_with({{"tEXt", "Author\0Ann"s}}, true));
    REQUIRE(kept != nullptr);
    CHECK(kept->texts().at(0).value == "Ann");
}

TEST_CASE("what cannot be read of a PNG's metadata is left out", "[codec][metadata]") {
    for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
             {"tEXt", "no end of the key"},
             {"tEXt", "\0no key"s},
             {"zTXt", "Title\0\1"s + deflated("packed in another way")},
             {"zTXt", "Title\0\0"s + "not packed"},
             {"iTXt", "Title\0\0"s},
             {"iCCP", "name\0\1"s + deflated("x")},
             {"pHYs", "short"}}) {
        INFO(name << " " << content);
        CHECK(plan_of(png_with({{name, content}})).is_empty());
    }
    CHECK(plan_of(png_with({{"iCCP", "name\0\0no"s}})).lost ==
          "ICC profile (damaged or larger than keep_metadata)");
}

TEST_CASE("what expands a thousandfold is not expanded beyond the limit", "[codec][metadata]") {
    const std::string bomb = deflated(std::string(50'000'000, 'x'));
    REQUIRE(bomb.size() < 100'000);
    const MetadataPlan plan =
        plan_of(png_with({{"zTXt", "Title\0\0"s + bomb}, {"tEXt", "Author\0Ann"s}}));
    CHECK(plan.sizes.text == 11);
    CHECK_FALSE(plan.lost.empty());
}

TEST_CASE("a file of nothing but texts has an end", "[codec][metadata]") {
    const std::vector<std::pair<std::string, std::string>> chunks(5000, {"tEXt", "Author\0Ann"s});
    CHECK(plan_of(png_with(chunks)).pieces.size() == 256);
    CHECK(plan_of(jpeg_with(std::vector<std::pair<int, std::string>>(4000, {0xFE, "text"})))
              .pieces.size() == 256);
}

TEST_CASE("parts of a profile are put in the order of their numbers", "[codec][metadata]") {
    const Bytes icc = icc_profile("RGB ", 600);
    const std::string text = text_of(icc);
    const auto part = [&](int number, int count) {
        const std::size_t begin = number == 1 ? 0 : 400;
        return std::pair{0xE2,
                         "ICC_PROFILE\0"s + static_cast<char>(number) + static_cast<char>(count) +
                             text.substr(begin, number == 1 ? 400 : 200)};
    };
    const auto kept = metadata_in(jpeg_with({part(2, 2), part(1, 2)}));
    REQUIRE(kept != nullptr);
    CHECK(bytes_of(kept->icc()) == icc);
    const MetadataPlan plan = plan_of(jpeg_with({part(2, 2)}));
    CHECK(plan.is_empty());
    CHECK(plan.lost == "ICC profile (a part of it is missing)");
}

TEST_CASE("what a JPEG holds that is not kept is named", "[codec][metadata]") {
    CHECK(plan_of(jpeg_with({{0xED, "Photoshop 3.0\0 8BIM"s},
                             {0xE1, "http://ns.adobe.com/xmp/extension/\0 0123"s},
                             {0xE1, "http://ns.adobe.com/xmp/extension/\0 4567"s}}))
              .lost == "IPTC, extended XMP");
}

TEST_CASE("comments of a JPEG are UTF-8, or what was there before", "[codec][metadata]") {
    const auto kept = metadata_in(jpeg_with({{0xFE, "caf\xE9"}, {0xFE, "caf\xC3\xA9\0"s}}));
    REQUIRE(kept != nullptr);
    CHECK(kept->texts().at(0).value == "caf\xC3\xA9");
    CHECK(kept->texts().at(1).value == "caf\xC3\xA9");
    CHECK(kept->texts().at(1).key == "Comment");
}

TEST_CASE("damaged metadata fail nothing", "[codec][metadata]") {
    std::mt19937 random{1};
    for (const Format& format : formats()) {
        if (format.find_metadata == nullptr)
            continue;
        INFO(format.name);
        const Bytes sound = encoded(picture_with(everything(), format.id), {format.id});
        for (int i = 0; i < 3000; ++i) {
            Bytes file = sound;
            for (int changes = 1 + static_cast<int>(random() % 5); changes > 0; --changes)
                file[random() % file.size()] = static_cast<std::byte>(random());
            if (i % 4 == 0)
                file.resize(random() % file.size());
            const MemoryReader reader{file};
            const MetadataPlan plan = plan_metadata(reader, format.id, 1 << 20);
            CHECK(plan.sizes.sum() <= 1 << 20);
            const auto kept =
                load_metadata(plan, reader, i % 2 == 0, Buffer::allocate(plan.sizes.sum()));
            if (!kept)
                continue;
            Image image = picture_with({}, format.id);
            image.set_metadata(kept);
            if (i % 10 == 0)
                CHECK_FALSE(encoded(image, {format.id}).empty());
        }
    }
}
