// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"
#include "nodes/built_in.hpp"
#include "nodes/encoded_colours.hpp"
#include "storage/input_file.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace penstock {
namespace {

class ToProfile {
public:
    struct Params : ProfileParams {
        std::string profile;
    };

    static Description<ToProfile> describe();

    void open(const Params& params, const OpenContext& /*context*/) {
        try {
            profile_ = read_profile(params.profile);
            try_out(params);
        } catch (const ItemError& error) {
            profile_ = {};
            throw std::runtime_error(
                fmt::format("the colour profile {} cannot be used: {}; set \"profile\" to an ICC "
                            "profile of a device or working space for RGB or gray, of at most {} "
                            "MiB",
                            storage::quoted(params.profile),
                            error.what(),
                            most_bytes >> 20U));
        }
    }
    void close() { profile_ = {}; }

    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound output = input;
        output.spec.colour_space = ColourSpace::srgb;
        // Until it has been read, it can be of any size that is accepted.
        const std::uint64_t size = profile_.size() == 0 ? most_bytes : profile_.size();
        const std::uint64_t working = pixels::profile_working_bytes(input.metadata_bytes + size);
        return {.output = output,
                .working_bytes = working,
                .codec_bytes = working,
                .metadata_bytes = input.metadata_bytes + size};
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        if (!pixels::is_profile_for(image.spec(), profile_.bytes()))
            throw ItemError{
                ErrorClass::unsupported,
                fmt::format("the image is {}, and the profile {} is for {}; put a convert before "
                            "this node, whose channels say how many it is to have",
                            image.spec().to_string(),
                            storage::quoted(params.profile),
                            is_for_gray() ? "gray" : "RGB")};
        pixels::convert_colours(
            image, encode_colours(image, params.unknown), profile_.bytes(), params.options());
        // As decode says of values that a profile describes.
        image.set_colour_space(ColourSpace::srgb);
        const Metadata rest = image.metadata() ? image.metadata()->without_icc() : Metadata{};
        image.set_metadata(codec::with_profile(
            rest, profile_.bytes(), context.allocate_bytes(profile_.size() + rest.bytes())));
        return image;
    }

private:
    static constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20U;

    static Buffer read_profile(const std::string& path) {
        const storage::InputFile file{path};
        if (file.size() > most_bytes)
            throw ItemError{ErrorClass::limit, fmt::format("it has {} bytes", file.size())};
        Buffer bytes = Buffer::allocate(file.size());
        file.read_whole(bytes.bytes());
        return bytes;
    }

    [[nodiscard]] bool is_for_gray() const {
        return pixels::is_profile_for({.width = 1, .height = 1, .channels = 1}, profile_.bytes());
    }

    // Whether anything can be converted to it.
    void try_out(const Params& params) const {
        const std::uint32_t channels = is_for_gray() ? 1 : 3;
        Image pixel = Image::allocate({1, 1, channels, PixelType::u8, ColourSpace::srgb});
        if (!pixels::is_profile_for(pixel.spec(), profile_.bytes()))
            throw ItemError{ErrorClass::unsupported, "it is no ICC profile for RGB or gray"};
        pixels::convert_colours(pixel, pixels::srgb_profile, profile_.bytes(), params.options());
    }

    Buffer profile_;
};

Description<ToProfile> ToProfile::describe() {
    Description<ToProfile> description{
        "to_profile",
        "Changes the colours of the image, in place, to those of an ICC profile from a file: of a "
        "printer, a screen, a working space. What they were is said by the profile of the image "
        "where it has one, else by its colour space. The image gets the new profile, which encode "
        "writes. The file is read before the first image. Alpha stays as it is."};
    description.works_in_place().param("profile",
                                       &Params::profile,
                                       {.doc = "The file with the profile, for RGB or gray: images "
                                               "have as many colours.",
                                        .is_required = true,
                                        .example = "AdobeRGB1998.icc"});
    add_profile_params(description, "the profile");
    return description;
}

} // namespace

void add_to_profile(NodeRegistry& registry) {
    registry.add<ToProfile>();
}

} // namespace penstock
