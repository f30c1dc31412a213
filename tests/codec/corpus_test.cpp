// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace penstock;
using namespace penstock::codec;

namespace {

const std::filesystem::path corpus = PENSTOCK_SOURCE_DIR "/../shared/corpora/images";

struct Sample {
    std::string path;
    std::string format;
    std::string special;
};

// The manifest's names are others than ours in places.
std::string format_name(const std::string& path, const std::string& detected) {
    if (detected == "pnm/pfm")
        return "pnm";
    if (path.ends_with(".tga") || path.ends_with(".TGA"))
        return "tga";
    return detected;
}

std::vector<Sample> samples() {
    std::vector<Sample> all;
    std::ifstream manifest{corpus / "MANIFEST.tsv"};
    std::string line;
    std::getline(manifest, line);
    while (std::getline(manifest, line)) {
        std::vector<std::string> fields;
        std::istringstream stream{line};
        for (std::string field; std::getline(stream, field, '\t');)
            fields.push_back(field);
        fields.resize(8);
        const std::string format = format_name(fields[0], fields[4]);
        if (find_format(format) != nullptr)
            all.push_back({fields[0], format, fields[7]});
    }
    return all;
}

bool is_meant_to_be_sound(const Sample& sample) {
    static constexpr std::array words = {"amage",
                                         "uzz",
                                         "rash",
                                         "AFL",
                                         "runcat",
                                         "OOM",
                                         "omb",
                                         "loop",
                                         "orrupt",
                                         "bad ",
                                         "imeout",
                                         "verflow",
                                         "CVE",
                                         "egression",
                                         "nvalid",
                                         "broken"};
    return std::ranges::none_of(
        words, [&](const char* word) { return sample.special.find(word) != std::string::npos; });
}

struct Tally {
    int decoded = 0;
    int failed = 0;
};

} // namespace

TEST_CASE("every picture of the corpus decodes, or fails with a class and a sentence",
          "[codec][corpus]") {
    if (!std::filesystem::exists(corpus / "MANIFEST.tsv")) {
        WARN("no corpus at " << corpus);
        return;
    }
    std::map<std::string, Tally> sound;
    std::map<std::string, Tally> damaged;
    for (const Sample& sample : samples()) {
        Tally& tally = (is_meant_to_be_sound(sample) ? sound : damaged)[sample.format];
        INFO(sample.path << " (" << sample.special << ")");
        try {
            const Image image = test::decoded(test::bytes_of_file((corpus / sample.path).string()));
            CHECK(image.pixels().size() == image.spec().bytes());
            ++tally.decoded;
        } catch (const ItemError& error) {
            const std::string message = error.what();
            CHECK(error.error_class() != ErrorClass::node);
            CHECK(error.error_class() != ErrorClass::resource);
            CHECK(message.size() > 20);
            CHECK(message.find('\n') == std::string::npos);
            ++tally.failed;
        }
    }
    int all_sound = 0;
    for (const auto& [format, tally] : sound) {
        WARN(format << ": " << tally.decoded << " sound files decoded, " << tally.failed
                    << " failed; of the damaged ones " << damaged[format].decoded << " and "
                    << damaged[format].failed);
        all_sound += tally.decoded;
    }
    CHECK(all_sound >= 592);
}
