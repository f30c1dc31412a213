// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/metadata.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

/// How a picture lies, 1 to 8, as its EXIF says, or else its XMP; 1 where neither does.
[[nodiscard]] std::uint8_t orientation_of(const Metadata& metadata);

/// The same metadata of the picture once it stands upright. `buffer` has `metadata.bytes()`.
[[nodiscard]] std::shared_ptr<const Metadata> made_upright(const Metadata& metadata, Buffer buffer);

/// The same metadata without the place: EXIF without its directory of it, and without XMP that
/// mentions GPS. `buffer` has `metadata.bytes()`.
[[nodiscard]] std::shared_ptr<const Metadata> without_place(const Metadata& metadata,
                                                            Buffer buffer);

/// The same metadata with that profile. `rest` has none; `buffer` has room for both.
[[nodiscard]] std::shared_ptr<const Metadata>
with_profile(const Metadata& rest, std::span<const std::byte> profile, Buffer buffer);

/// What somebody says about a picture. Those that are set are UTF-8 without zeros, of
/// `most_said_bytes` at most.
struct Said {
    std::optional<std::string> title = {};
    std::optional<std::string> author = {};
    std::optional<std::string> copyright = {};
    std::optional<std::string> description = {};
    std::optional<Resolution> resolution = {};
};
inline constexpr std::size_t most_said_bytes = 2048;

/// Metadata that say it: as texts under the keys that PNG has for them, and in XMP as properties of
/// Dublin Core. Texts of these keys are replaced. An XMP packet that says none of it is kept and
/// completed; another one is replaced.
class SaidMetadata {
public:
    /// `before` may be null, and outlives it.
    SaidMetadata(const Metadata* before, const Said& said);

    /// What the buffer needs.
    [[nodiscard]] std::uint64_t bytes() const;
    /// The XMP that was there is not in it.
    [[nodiscard]] bool has_replaced_xmp() const { return has_replaced_xmp_; }
    [[nodiscard]] std::shared_ptr<const Metadata> put_into(Buffer buffer) const;

private:
    void make_texts(const Said& said);
    void make_xmp(const Said& said);

    const Metadata* before_; // borrowed
    std::string texts_;
    std::string xmp_;
    Resolution resolution_;
    bool has_replaced_xmp_ = false;
};

/// The most that `SaidMetadata::bytes()` can be where the picture has that many.
[[nodiscard]] std::uint64_t most_said_metadata_bytes(std::uint64_t before, const Said& said);

} // namespace penstock::codec
