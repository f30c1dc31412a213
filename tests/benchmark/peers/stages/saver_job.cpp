// SPDX-License-Identifier: Apache-2.0
//
// The pictures that the jobs of Python libraries save, as a program in C++ saves them.
//
//     penstock_peer_saver TASK.json save|unsaved
#include <nlohmann/json.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <penstock/images_saver.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using penstock::Image;
using penstock::ImagesSaver;

/// A PNM file of RGB with 8 bits.
Image read_pnm(const std::string& name) {
    std::ifstream file{name, std::ios::binary};
    std::string magic;
    unsigned largest = 0;
    penstock::ImageSpec spec;
    spec.channels = 3;
    file >> magic >> spec.width >> spec.height >> largest;
    file.get(); // the end of the header
    if (!file || magic != "P6" || largest != 255)
        throw std::runtime_error(name + ": expected a PNM file of RGB with 8 bits");
    Image image = Image::allocate(spec);
    const auto pixels = image.pixels();
    if (!file.read(reinterpret_cast<char*>(pixels.data()), static_cast<long>(pixels.size())))
        throw std::runtime_error(name + ": expected more bytes of pixels");
    return image;
}

penstock::ImagesSaverOptions options(const nlohmann::json& task) {
    penstock::ImagesSaverOptions options;
    if (task.at("format") == "jpeg")
        options.quality = task.at("quality").get<int>();
    else if (task.at("fast").get<bool>())
        options.encode = {{"png", {{"effort", "fast"}}}};
    else
        options.level = task.at("level").get<int>();
    return options;
}

std::string name_of(std::size_t index, const std::string& ending) {
    std::string name = std::to_string(index);
    name.insert(0, 6 - name.size(), '0');
    return name + ending;
}

void save_all(const nlohmann::json& task, bool is_saved) {
    std::vector<Image> pictures;
    for (const std::string name : task.at("inputs"))
        pictures.push_back(read_pnm(name));
    const std::string ending = task.at("format") == "jpeg" ? ".jpg" : ".png";
    const std::string out = task.at("out");
    std::optional<ImagesSaver> saver;
    if (is_saved)
        saver.emplace(out, options(task));
    for (std::size_t i = 0; i < task.at("count").get<std::size_t>(); ++i) {
        const Image& source = pictures[i % pictures.size()];
        Image picture = Image::allocate(source.spec());
        source.clone_into(picture); // stands for making one
        if (saver)
            saver->save(name_of(i, ending), picture);
    }
    if (saver)
        saver->close();
}

} // namespace

int main(int count, char** words) {
    const std::string_view way = count == 3 ? words[2] : "";
    if (way != "save" && way != "unsaved") {
        std::fprintf(stderr, "usage: penstock_peer_saver TASK.json save|unsaved\n");
        return 2;
    }
    try {
        std::ifstream stream{words[1]};
        save_all(nlohmann::json::parse(stream), way == "save");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "penstock_peer_saver: %s\n", error.what());
        return 1;
    }
}
