// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_module.hpp"
#include "nodes/built_in.hpp"
#include "nodes/drop_profile.hpp"
#include "pixels/pieces.hpp"
#include "pixels/samples.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

namespace penstock {
namespace {

class OcioConvert {
public:
    struct Params {
        std::string from;
        std::string to;
        std::optional<std::string> config;
    };

    static Description<OcioConvert> describe() {
        return Description<OcioConvert>{
            "ocio_convert",
            "Converts colours between two spaces of an OpenColorIO config, in place, in 32-bit "
            "floats. What comes of it is neither marked as sRGB nor as light, and has no profile. "
            "Alpha stays as it is. The tables of the config are loaded before the first image, and "
            "what they take is not counted against max_bytes."}
            .works_in_place()
            .param("from",
                   &Params::from,
                   {.doc = "The space of the values, by its name, an alias or a role.",
                    .is_required = true,
                    .example = "scene_linear"})
            .param("to",
                   &Params::to,
                   {.doc = "The space that they are to be in, likewise.",
                    .is_required = true,
                    .example = "color_picking"})
            .param("config",
                   &Params::config,
                   {.doc = "The config, a file. Without it: the one that the environment variable "
                           "OCIO names.",
                    .example = "config.ocio"});
    }

    void open(const Params& params, const OpenContext& /*context*/) {
        const std::string config = config_of(params);
        if (const auto failure = module_->codecs().colours(
                {.config = config, .from = params.from, .to = params.to}, colours_))
            throw std::runtime_error(
                fmt::format("the colours cannot be converted from {} to {} by {}: {}",
                            storage::quoted(params.from),
                            storage::quoted(params.to),
                            storage::quoted(config),
                            failure->message));
    }
    void close() { colours_.reset(); }

    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound output = input;
        output.spec.colour_space = ColourSpace::unspecified;
        return {.output = output};
    }

    Image process(Image image, const Params&, NodeContext&) const {
        const ImageSpec spec = image.spec();
        if (spec.channels != 3 && spec.channels != 4)
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the image is {}; OpenColorIO takes RGB or RGBA: put a "
                                        "convert with \"channels\": 3 before this node",
                                        spec.to_string())};
        pixels::convert_pieces(image, [&](std::byte* bytes, std::span<float> samples) {
            pixels::load_samples(spec.pixel_type, bytes, samples.size(), samples.data());
            if (const auto failure = colours_->convert(samples, spec.channels))
                throw ItemError{failure->error_class, failure->message};
            pixels::store_samples(spec.pixel_type, samples.data(), samples.size(), bytes);
        });
        image.set_colour_space(ColourSpace::unspecified);
        drop_profile(image);
        return image;
    }

private:
    static std::string config_of(const Params& params) {
        if (params.config && !params.config->empty())
            return *params.config;
        const char* const named = std::getenv("OCIO"); // before the threads of the run
        if (named == nullptr || *named == '\0')
            throw std::runtime_error("there is no OpenColorIO config; set \"config\" to the file, "
                                     "or the environment variable OCIO");
        return named;
    }

    std::unique_ptr<codec::CodecModule> module_ = std::make_unique<codec::CodecModule>();
    std::shared_ptr<const codec::GuestColours> colours_;
};

} // namespace

void add_ocio_convert(NodeRegistry& registry) {
    registry.add<OcioConvert>();
}

} // namespace penstock
