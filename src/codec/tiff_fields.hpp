// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace penstock::codec {

/// A tag of a TIFF, or of EXIF, which has the same form, with its value.
struct TiffField {
    std::uint32_t tag = 0;
    std::uint32_t type = 0; ///< 3: SHORT, and so on
    std::uint64_t count = 0;
    std::vector<std::byte> value; ///< in the order of the file's bytes
};

/// How numbers lie in a file.
struct TiffForm {
    std::endian order = std::endian::little;
    bool is_big = false; ///< BigTIFF
    std::uint64_t first_directory = 0;
};

/// Bytes of one value; 0 where the type is unknown.
[[nodiscard]] std::size_t bytes_of_tiff_type(std::uint32_t type);

/// Nothing where that is no TIFF.
[[nodiscard]] std::optional<TiffForm> tiff_form_of(const ByteReader& file);

/// The fields of the directory at `offset` that are `wanted`. Left out are those that are broken,
/// and those for which `room`, in bytes of values, does not suffice; it loses what the others take.
[[nodiscard]] std::vector<TiffField> read_tiff_fields(const ByteReader& file,
                                                      const TiffForm& form,
                                                      std::uint64_t offset,
                                                      bool (*wanted)(std::uint32_t tag),
                                                      std::uint64_t& room);

/// Turns the bytes of all its numbers around.
void change_order(TiffField& field);

/// The field of that tag, or null.
[[nodiscard]] TiffField* find_field(std::vector<TiffField>& fields, std::uint32_t tag);
/// A field of one number.
[[nodiscard]] TiffField
number_field(std::uint32_t tag, std::uint32_t type, std::uint64_t value, std::endian order);

/// What a directory takes with the values of its fields.
[[nodiscard]] std::size_t directory_bytes(std::span<const TiffField> fields, bool is_big);
/// Writes a directory and the values of its fields into `target`, of `directory_bytes`, which lies
/// at `offset` of its file. Fields stand in the order of their tags.
void write_tiff_directory(std::span<std::byte> target,
                          std::uint64_t offset,
                          std::span<const TiffField> fields,
                          const TiffForm& form);

} // namespace penstock::codec
