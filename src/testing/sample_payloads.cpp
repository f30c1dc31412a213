// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"
#include "penstock/testing/samples.hpp"

#include "testing/print.hpp"
#include "testing/subject.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace penstock::testing {
namespace {

constexpr std::array<ImageSpec, 6> specs = {{
    {26, 18, 3, PixelType::u8, ColourSpace::srgb},
    {9, 14, 4, PixelType::u8, ColourSpace::srgb},
    {12, 12, 1, PixelType::u16, ColourSpace::srgb},
    {16, 10, 3, PixelType::f32, ColourSpace::linear},
    {7, 5, 4, PixelType::f32, ColourSpace::linear},
    {11, 8, 3, PixelType::u8, ColourSpace::unspecified},
}};

Image image_of(std::size_t number) {
    return picture(specs[number % specs.size()]);
}

Request request_of(std::size_t number) {
    Request request;
    request.name = "sample " + std::to_string(number);
    request.path = "pictures/sample_" + std::to_string(number) + ".png";
    request.dir = ".";
    request.index = number;
    request.seed = 1000 + number;
    return request;
}

// Bytes of no format: for nodes that do not look into them.
Encoded encoded_of(std::size_t number) {
    Encoded encoded;
    encoded.buffer = Buffer::allocate(64 + number);
    std::memset(encoded.buffer.bytes().data(), static_cast<int>(number), encoded.buffer.size());
    encoded.format = "png";
    encoded.extension = "png";
    encoded.spec = specs[number % specs.size()];
    return encoded;
}

List list_of(std::vector<Payload> payloads) {
    List list;
    for (Payload& payload : payloads) {
        ItemInfo info;
        info.sequence = list.members.size();
        info.request = request_of(list.members.size());
        list.members.push_back({std::move(info), std::move(payload)});
    }
    return list;
}

// Empty: nobody knows how to make one.
Payload payload_of_type(std::string_view type, std::size_t number) {
    if (type == Image::payload_name || type == "any")
        return image_of(number);
    if (type == Request::payload_name)
        return request_of(number);
    if (type == Encoded::payload_name)
        return encoded_of(number);
    if (type == List::payload_name)
        return list_of({image_of(number), image_of(number)});
    return {};
}

} // namespace

std::vector<Payload> samples_for(const NodeRunner& runner) {
    const NodeType& type = runner.type();
    std::vector<std::string> wanted; // of one call
    for (const PortDescriptor& port : type.inputs(runner.params()))
        wanted.push_back(port.payload);
    if (const auto* gather = dynamic_cast<const GatherNode*>(runner.node());
        gather != nullptr && !wanted.empty())
        wanted.resize(std::clamp<std::size_t>(static_cast<std::size_t>(gather->group_size()), 1, 3),
                      std::string{wanted.front()});
    const bool is_list =
        type.descriptor.kind == NodeKind::join || type.descriptor.kind == NodeKind::gather;
    std::vector<Payload> samples;
    for (std::size_t i = 0; i < specs.size() && !wanted.empty(); ++i) {
        std::vector<Payload> payloads;
        for (const std::string& payload : wanted)
            payloads.push_back(payload_of_type(payload, i));
        if (payloads.front().is_empty() || (!is_list && payloads.size() > 1))
            return {};
        samples.push_back(is_list ? Payload{list_of(std::move(payloads))}
                                  : std::move(payloads.front()));
    }
    return samples;
}

Image picture(const ImageSpec& spec) {
    Image image = sample_image(spec);
    image.set_metadata(sample_metadata());
    return image;
}

Payload fresh(const Payload& payload, const LiveImageCounter& memory) {
    if (const auto* image = payload.get<Image>()) {
        Image copy = memory.copy_of(*image);
        copy.set_metadata(image->metadata());
        return copy;
    }
    if (const auto* encoded = payload.get<Encoded>()) {
        Encoded copy = *encoded;
        copy.buffer = memory.allocate_bytes(encoded->buffer.size());
        std::ranges::copy(encoded->buffer.bytes(), copy.buffer.bytes().begin());
        return copy;
    }
    if (const auto* list = payload.get<List>()) {
        List copy;
        for (const ListMember& member : list->members)
            copy.members.push_back({member.info, fresh(member.payload, memory)});
        return copy;
    }
    return payload;
}

Situation situation_of(std::size_t sample, const Payload& payload) {
    Situation situation;
    situation.item.sequence = sample;
    const auto* request = payload.get<Request>();
    situation.item.request = request != nullptr ? *request : request_of(sample);
    situation.item.attributes = situation.item.request.attributes;
    situation.item.attributes.set("sample", static_cast<std::int64_t>(sample));
    return situation;
}

std::string name_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return "the " + image->spec().to_string() + " image";
    if (const auto* request = payload.get<Request>())
        return "the request \"" + request->name + '"';
    const auto* list = payload.get<List>();
    if (list != nullptr && !list->members.empty())
        return "the list that begins with " + name_of(list->members.front().payload);
    return "the payload of type " + std::string{payload.type_name()};
}

std::vector<std::string> prints_of(NodeRunner& runner, const std::vector<Payload>& samples) {
    std::vector<std::string> prints;
    for (std::size_t i = 0; i < samples.size(); ++i)
        prints.push_back(print_of(call(runner, i, samples[i])));
    return prints;
}

} // namespace penstock::testing
