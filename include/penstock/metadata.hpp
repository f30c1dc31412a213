// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/export.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace penstock {

/// How densely the pixels of a picture lie in print, or lay on the scanner.
struct Resolution {
    enum class Unit : std::uint8_t {
        none, ///< x and y say only what shape a pixel has
        inch,
        centimetre,
    };
    double x = 0; ///< pixels per unit; 0: not known
    double y = 0;
    Unit unit = Unit::inch;

    [[nodiscard]] bool is_known() const { return x > 0 && y > 0; }
    friend bool operator==(const Resolution&, const Resolution&) = default;
};

/// What a file says about its picture beside the pixels. Never changes; all images that come of one
/// picture share it (`Image::metadata`).
class PENSTOCK_API Metadata {
public:
    /// Sizes in bytes of what lies in a buffer, in this order.
    struct Sizes {
        std::uint64_t icc = 0;
        std::uint64_t exif = 0;
        std::uint64_t xmp = 0;
        std::uint64_t text = 0;

        [[nodiscard]] std::uint64_t sum() const { return icc + exif + xmp + text; }
        friend bool operator==(const Sizes&, const Sizes&) = default;
    };
    /// A text and what it is about: "Title".
    struct Text {
        std::string_view key; ///< not empty
        std::string_view value;
    };

    /// Kinds of metadata: those that are set.
    struct Kinds {
        bool icc = false;
        bool exif = false;
        bool xmp = false;
        bool texts = false;
        bool resolution = false;
    };

    Metadata() = default;
    /// `buffer` holds at least `sizes.sum()` bytes. Texts lie in it as key, 0, value, 0.
    Metadata(Buffer buffer, const Sizes& sizes, const Resolution& resolution);

    /// The ICC profile of the colours; of what follows, each is empty where there is none.
    [[nodiscard]] std::span<const std::byte> icc() const { return part(begins_.icc, sizes_.icc); }
    /// EXIF from its TIFF header on ("II*\0" or "MM\0*").
    [[nodiscard]] std::span<const std::byte> exif() const {
        return part(begins_.exif, sizes_.exif);
    }
    /// XMP: the packet, UTF-8.
    [[nodiscard]] std::span<const std::byte> xmp() const { return part(begins_.xmp, sizes_.xmp); }
    /// UTF-8, in the order of the file. Views into this object.
    [[nodiscard]] std::vector<Text> texts() const;
    [[nodiscard]] const Resolution& resolution() const { return resolution_; }

    [[nodiscard]] const Sizes& sizes() const { return sizes_; }
    /// What all of it takes.
    [[nodiscard]] std::uint64_t bytes() const { return sizes_.sum(); }
    /// The same without the profile, which no longer says what the numbers in the pixels mean.
    /// Shares its bytes.
    [[nodiscard]] Metadata without_icc() const { return without({.icc = true}); }
    /// The same without those kinds. Shares its bytes, and so the memory for all of them.
    [[nodiscard]] Metadata without(const Kinds& kinds) const;
    /// A copy whose bytes lie in `buffer`, which has at least `bytes()`.
    [[nodiscard]] Metadata copied_into(Buffer buffer) const;

private:
    [[nodiscard]] std::span<const std::byte> part(std::uint64_t begin, std::uint64_t size) const {
        return size == 0 ? std::span<const std::byte>{} : buffer_.bytes().subspan(begin, size);
    }

    Buffer buffer_;
    Sizes begins_; // of the parts in it
    Sizes sizes_;
    Resolution resolution_;
};

} // namespace penstock
