// SPDX-License-Identifier: Apache-2.0
// What the library sees of this module: two C functions, one of which gives the codecs.
#include "codec/guest_codecs.hpp"
#include "codec/oiio/colours.hpp"
#include "codec/oiio/guarded.hpp"
#include "codec/oiio/reading.hpp"
#include "codec/oiio/writing.hpp"

#include <OpenImageIO/imageio.h>
#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>

namespace penstock::codec {
namespace {

class OiioCodecs final : public GuestCodecs {
public:
    OiioCodecs() {
        OIIO::attribute("threads", 1); // parallelism is the graph's business
        OIIO::attribute("exr_threads", -1);
        OIIO::attribute("try_all_readers", 0);
        OIIO::attribute("debug", 0); // else it prints
    }

    std::optional<GuestFailure> decode(const Header& header,
                                       std::span<std::byte> file,
                                       std::span<std::byte> pixels) const override {
        return guarded([&] { read_picture(header, file, pixels, open_mutex_); });
    }
    std::optional<GuestFailure> encode(const ImageSpec& spec,
                                       std::span<const std::byte> pixels,
                                       const EncodeOptions& options,
                                       std::span<std::byte> target,
                                       std::size_t& size) const override {
        return guarded([&] { size = write_picture(spec, pixels, options, target); });
    }
    std::optional<GuestFailure>
    colours(const GuestColourSpaces& spaces,
            std::shared_ptr<const GuestColours>& result) const override {
        return guarded([&] { result = make_colours(spaces); });
    }
    std::string version() const override {
        const int number = OIIO::openimageio_version();
        return fmt::format(
            "OpenImageIO {}.{}.{}", number / 10000, number / 100 % 100, number % 100);
    }

private:
    // Before 2.4.8.1 two threads must not open pictures at once: colour profiles are looked up in a
    // table that is not locked.
    mutable std::mutex open_mutex_;
};

} // namespace
} // namespace penstock::codec

extern "C" {

PENSTOCK_API std::uint64_t penstock_oiio_abi() {
    return penstock::codec::guest_codecs_abi();
}

PENSTOCK_API const penstock::codec::GuestCodecs* penstock_oiio_codecs() {
    // One for the process: OpenImageIO's settings and its lock are the process's too.
    static const penstock::codec::OiioCodecs codecs;
    return &codecs;
}
}
