// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/colours.hpp"

#include "penstock/failure.hpp"

#include "codec/oiio/guarded.hpp"

#include <OpenImageIO/color.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace penstock::codec {
namespace {

class OcioColours final : public GuestColours {
public:
    explicit OcioColours(OIIO::ColorProcessorHandle processor) : processor_{std::move(processor)} {}

    std::optional<GuestFailure> convert(std::span<float> samples,
                                        std::uint32_t channels) const override {
        return guarded([&] {
            const auto sample = static_cast<OIIO::stride_t>(sizeof(float));
            const OIIO::stride_t pixel = sample * static_cast<OIIO::stride_t>(channels);
            const auto pixels = static_cast<int>(samples.size() / channels);
            constexpr int colours = 3; // alpha is not shown to it
            processor_->apply(samples.data(), pixels, 1, colours, sample, pixel, pixel * pixels);
        });
    }

private:
    OIIO::ColorProcessorHandle processor_; // its `apply` may be called from many threads
};

// OpenImageIO has a config of its own, and takes it where the one that it is given is of no use.
void require_loaded(OIIO::ColorConfig& config) {
    const std::string error = config.geterror();
    if (!error.empty())
        throw ItemError{ErrorClass::node, error};
}

} // namespace

std::shared_ptr<const GuestColours> make_colours(const GuestColourSpaces& spaces) {
    OIIO::ColorConfig config{spaces.config};
    require_loaded(config);
    OIIO::ColorProcessorHandle processor = config.createColorProcessor(spaces.from, spaces.to);
    if (!processor) {
        constexpr std::size_t most_names = 40;
        std::vector<std::string> names = config.getColorSpaceNames();
        const std::size_t more = names.size() > most_names ? names.size() - most_names : 0;
        names.resize(names.size() - more);
        throw ItemError{ErrorClass::node,
                        fmt::format("{} The config has the colour spaces {}{}",
                                    config.geterror(),
                                    fmt::join(names, ", "),
                                    more > 0 ? fmt::format(" and {} more", more) : "")};
    }
    return std::make_shared<const OcioColours>(std::move(processor));
}

} // namespace penstock::codec
