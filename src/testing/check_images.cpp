// SPDX-License-Identifier: Apache-2.0
// The checks of what is done with pictures: metadata_kept, sizes, pixel_types.
#include "testing/checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::testing {
namespace {

bool is_same_but_icc(const Metadata& left, const Metadata& right) {
    const auto same = [](auto one, auto other) { return std::ranges::equal(one, other); };
    const auto texts_of = [](const Metadata& metadata) {
        std::string all;
        for (const Metadata::Text& text : metadata.texts())
            all += std::string{text.key} + '\n' + std::string{text.value} + '\n';
        return all;
    };
    return same(left.exif(), right.exif()) && same(left.xmp(), right.xmp()) &&
           texts_of(left) == texts_of(right) && left.resolution() == right.resolution();
}

bool names_what_was_found(const std::string& message, const ImageSpec& spec) {
    const std::array<std::string, 7> names = {std::string{to_string(spec.pixel_type)},
                                              std::to_string(spec.channels) + " channel",
                                              "x " + std::to_string(spec.channels),
                                              "gray",
                                              "RGB",
                                              "alpha",
                                              "floating"};
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return message.find(name) != std::string::npos;
    });
}

} // namespace

void check_metadata_kept(Subject& subject) {
    if (!subject.begin("metadata_kept"))
        return;
    NodeRunner runner = subject.runner();
    for (std::size_t i = 0; i < subject.samples().size(); ++i) {
        const auto* sample = subject.samples()[i].get<Image>();
        if (sample == nullptr || !sample->metadata())
            continue;
        const Outcome outcome = call(runner, i, subject.samples()[i]);
        for (const Output& output : outcome.outputs) {
            const auto* image = output.payload.get<Image>();
            if (image == nullptr ||
                (image->metadata() && is_same_but_icc(*image->metadata(), *sample->metadata())))
                continue;
            subject.find("metadata_kept",
                         name_of(subject.samples()[i]) +
                             (image->metadata() ? " has other metadata afterwards"
                                                : " has lost its metadata") +
                             "; images from context.allocate_image have them; if that is meant, "
                             "say so by loses_metadata");
            return;
        }
    }
}

void check_sizes(Subject& subject) {
    if (!subject.begin("sizes"))
        return;
    NodeRunner runner = subject.runner();
    const std::vector<Payload>& pictures = subject.pictures();
    for (std::size_t i = 0; i < pictures.size(); ++i)
        subject.find_thrown("sizes", name_of(pictures[i]), call(runner, i, pictures[i]));
}

void check_pixel_types(Subject& subject) {
    if (!subject.begin("pixel_types"))
        return;
    NodeRunner runner = subject.runner();
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32})
        for (std::uint32_t channels = 1; channels <= 4; ++channels) {
            const ColourSpace space = is_integer(type) ? ColourSpace::srgb : ColourSpace::linear;
            const ImageSpec spec{16, 11, channels, type, space};
            const Payload image = picture(spec);
            const Outcome outcome = call(runner, channels, image);
            subject.find_thrown("pixel_types", name_of(image), outcome);
            if (!outcome.failure || !outcome.failure->thrown.empty())
                continue;
            if (outcome.failure->error_class != ErrorClass::unsupported)
                subject.find("pixel_types",
                             name_of(image) + ": " + outcome.told() +
                                 "; expected a result, or an error of class unsupported");
            else if (!names_what_was_found(outcome.failure->message, spec))
                subject.find("pixel_types",
                             name_of(image) + ": the message does not name what was found: " +
                                 outcome.failure->message);
        }
}

} // namespace penstock::testing
