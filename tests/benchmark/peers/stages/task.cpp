// SPDX-License-Identifier: Apache-2.0
#include "task.hpp"

#include "codec/format.hpp"
#include "pixels/resize.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace penstock::peers {
namespace {

constexpr std::size_t most_pictures = 4; // in memory at once

std::vector<std::byte> content_of(const std::string& name) {
    std::ifstream file{name, std::ios::binary};
    if (!file)
        throw std::runtime_error("cannot read " + name);
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto* const bytes = reinterpret_cast<const std::byte*>(text.data());
    return {bytes, bytes + text.size()};
}

Picture read_picture(const std::string& name) {
    Picture picture;
    picture.file = content_of(name);
    picture.header = codec::read_header(codec::MemoryReader{picture.file});
    picture.pixels = Image::allocate(picture.header.spec);
    std::vector<std::byte> scratch(picture.header.scratch_bytes);
    codec::format_of(picture.header.format)
        .decode(picture.header, picture.file, picture.pixels.pixels(), scratch);
    return picture;
}

Image shrunk(const Task& task, const Picture& picture) {
    if (task.width == 0)
        return picture.pixels;
    ImageSpec spec = picture.pixels.spec();
    spec.width = task.width;
    spec.height = task.height;
    Image image = Image::allocate(spec);
    pixels::resize(picture.pixels, image, {});
    return image;
}

template <class Value>
Value chosen(const std::map<std::string, Value>& values, const std::string& name) {
    const auto found = values.find(name);
    if (found == values.end())
        throw std::runtime_error("the task says \"" + name + "\", which is not known");
    return found->second;
}

} // namespace

Task read_task(const std::filesystem::path& file) {
    std::ifstream stream{file};
    const nlohmann::json json = nlohmann::json::parse(stream);
    Task task;
    task.operation = chosen<Operation>({{"save", Operation::save},
                                        {"shrink", Operation::shrink},
                                        {"convert", Operation::convert},
                                        {"tables", Operation::tables}},
                                       json.at("operation"));
    task.stage_pictures = json.at("stage_pictures");
    task.scratch = json.at("scratch").get<std::string>();
    if (task.operation == Operation::tables) {
        task.lines = json.at("lines");
        task.columns = json.at("columns");
        return task;
    }
    task.encode.format = chosen<codec::FormatId>({{"jpeg", codec::FormatId::jpeg},
                                                  {"png", codec::FormatId::png},
                                                  {"webp", codec::FormatId::webp}},
                                                 json.at("format"));
    if (task.encode.format != codec::FormatId::png)
        task.encode.quality = json.at("quality").get<int>();
    else if (json.at("fast").get<bool>())
        task.encode.effort = codec::Effort::fast;
    else
        task.encode.level = json.at("level").get<int>();
    task.width = json.value("width", 0U);
    task.height = json.value("height", 0U);
    task.reduce = json.value("stage_reduce", 1U);
    task.seed = json.value("seed", std::uint64_t{0});
    const auto& inputs = json.at("inputs");
    for (std::size_t i = 0; i < std::min(inputs.size(), most_pictures); ++i)
        task.pictures.push_back(read_picture(inputs[i]));
    return task;
}

std::vector<Image> outputs(const Task& task) {
    std::vector<Image> images;
    for (const Picture& picture : task.pictures)
        images.push_back(shrunk(task, picture));
    return images;
}

} // namespace penstock::peers
