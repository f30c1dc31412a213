// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/image_spec.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace penstock::codec {

/// What went wrong in the module. Exceptions do not cross its border.
struct GuestFailure {
    ErrorClass error_class = ErrorClass::node;
    std::string message;
    std::uint32_t whole_rows = 0; ///< of a picture that ends early: rows that are decoded
};

/// A conversion of colours from one space of an OpenColorIO config to another. Thread-safe.
class GuestColours {
public:
    GuestColours() = default;
    GuestColours(const GuestColours&) = delete;
    GuestColours& operator=(const GuestColours&) = delete;
    virtual ~GuestColours() = default;

    /// Converts pixels of 3 or 4 channels in place, at any scale; alpha stays as it is.
    [[nodiscard]] virtual std::optional<GuestFailure> convert(std::span<float> samples,
                                                              std::uint32_t channels) const = 0;
};

/// Two colour spaces by their names, aliases or roles.
struct GuestColourSpaces {
    std::string config; ///< a file; not empty
    std::string from;
    std::string to;
};

/// The codecs and colours that live in the module. One object for the process; its functions may be
/// called from many threads at once.
class GuestCodecs {
public:
    /// Decodes into `pixels`, which has header.spec.bytes(). May change the bytes of `file`.
    [[nodiscard]] virtual std::optional<GuestFailure>
    decode(const Header& header, std::span<std::byte> file, std::span<std::byte> pixels) const = 0;
    /// Writes the file into `target` and its size into `size`.
    [[nodiscard]] virtual std::optional<GuestFailure> encode(const ImageSpec& spec,
                                                             std::span<const std::byte> pixels,
                                                             const EncodeOptions& options,
                                                             std::span<std::byte> target,
                                                             std::size_t& size) const = 0;
    /// Makes `result`. Fails as node where the config or one of the spaces cannot be used.
    [[nodiscard]] virtual std::optional<GuestFailure>
    colours(const GuestColourSpaces& spaces, std::shared_ptr<const GuestColours>& result) const = 0;
    /// "OpenImageIO 2.4.7".
    [[nodiscard]] virtual std::string version() const = 0;

protected:
    ~GuestCodecs() = default;
};

/// Changes whenever this header or one of those that it includes changes what its types look like.
inline constexpr std::uint32_t guest_codecs_interface = 5;

/// The number that library and module compare before the first call of C++.
[[nodiscard]] std::uint64_t guest_codecs_abi();

/// What the module exports, as C functions.
inline constexpr const char* guest_abi_symbol = "penstock_oiio_abi";
inline constexpr const char* guest_codecs_symbol = "penstock_oiio_codecs";

} // namespace penstock::codec
