// SPDX-License-Identifier: Apache-2.0
#include "codec/unpack.hpp"

#include "codec/tiff_exif.hpp"

#include <algorithm>
#include <array>
#include <vector>
#include <zlib.h>

namespace penstock::codec {
namespace {

constexpr std::size_t part_bytes = 4096;
using Part = std::array<std::byte, part_bytes>;

bool read_plain(const ByteReader& file, const MetadataPiece& piece, const TakePart& take) {
    Part part;
    for (std::uint64_t done = 0; done < piece.length;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(part.size(), piece.length - done));
        const auto target = std::span{part}.first(count);
        if (file.read_at(piece.offset + done, target) != count || !take(target))
            return false;
        done += count;
    }
    return true;
}

/// zlib's stream, which is closed whatever happens.
class Inflate {
public:
    Inflate() : is_open_{::inflateInit(&stream_) == Z_OK} {}
    Inflate(const Inflate&) = delete;
    Inflate& operator=(const Inflate&) = delete;
    ~Inflate() {
        if (is_open_)
            ::inflateEnd(&stream_);
    }

    /// False where the data are broken, or no more is wanted.
    bool put(std::span<std::byte> packed, const TakePart& take) {
        if (!is_open_)
            return false;
        stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
        while (!is_complete_) {
            Part part;
            stream_.next_out = reinterpret_cast<Bytef*>(part.data());
            stream_.avail_out = static_cast<uInt>(part.size());
            const int result = ::inflate(&stream_, Z_NO_FLUSH);
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
                return false;
            const auto made = std::span{part}.first(part.size() - stream_.avail_out);
            if (!made.empty() && !take(made))
                return false;
            is_complete_ = result == Z_STREAM_END;
            if (!is_complete_ && stream_.avail_out != 0)
                return true; // it wants more
        }
        return true;
    }
    [[nodiscard]] bool is_complete() const { return is_complete_; }

private:
    z_stream stream_{};
    bool is_open_;
    bool is_complete_ = false;
};

bool read_deflated(const ByteReader& file, const MetadataPiece& piece, const TakePart& take) {
    Inflate inflate;
    const auto unpack_part = [&](std::span<const std::byte> packed) {
        std::vector<std::byte> copy{packed.begin(), packed.end()}; // zlib takes no const
        return inflate.put(copy, take);
    };
    return read_plain(file, piece, unpack_part) && inflate.is_complete();
}

// Latin-1 is the beginning of Unicode.
bool take_as_utf8(std::span<const std::byte> latin1, const TakePart& take) {
    std::array<std::byte, 2 * part_bytes> utf8;
    std::size_t size = 0;
    for (const std::byte byte : latin1) {
        const unsigned code = std::to_integer<unsigned>(byte);
        if (code < 0x80) {
            utf8[size++] = byte;
            continue;
        }
        utf8[size++] = static_cast<std::byte>(0xC0U | code >> 6U);
        utf8[size++] = static_cast<std::byte>(0x80U | (code & 0x3FU));
    }
    return take(std::span{utf8}.first(size));
}

bool unpack_bytes(const ByteReader& file, const MetadataPiece& piece, const TakePart& take) {
    const auto take_latin1 = [&](std::span<const std::byte> part) {
        return take_as_utf8(part, take);
    };
    switch (piece.packing) {
    case Packing::none:
        return read_plain(file, piece, take);
    case Packing::latin1:
        return read_plain(file, piece, take_latin1);
    case Packing::deflate:
        return read_deflated(file, piece, take);
    case Packing::deflated_latin1:
        return read_deflated(file, piece, take_latin1);
    case Packing::tiff_tags:
        return take(exif_of_tiff(file));
    }
    return false;
}

} // namespace

bool unpack(const ByteReader& file, const MetadataPiece& piece, const TakePart& take) {
    if (piece.kind != MetadataKind::text)
        return unpack_bytes(file, piece, take);
    bool is_ended = false;
    return unpack_bytes(file, piece, [&](std::span<const std::byte> part) {
        const auto end = std::ranges::find(part, std::byte{0});
        const auto text = part.first(static_cast<std::size_t>(end - part.begin()));
        const bool goes_on = is_ended || text.empty() || take(text);
        is_ended = is_ended || end != part.end();
        return goes_on;
    });
}

std::optional<std::uint64_t>
unpacked_bytes(const ByteReader& file, const MetadataPiece& piece, std::uint64_t most) {
    if (piece.packing == Packing::none && piece.kind != MetadataKind::text) {
        const bool is_whole =
            piece.offset <= file.size() && piece.length <= file.size() - piece.offset;
        return is_whole && piece.length > 0 && piece.length <= most ? std::optional{piece.length}
                                                                    : std::nullopt;
    }
    std::uint64_t size = 0;
    const bool is_whole = unpack(file, piece, [&](std::span<const std::byte> part) {
        size += part.size();
        return size <= most;
    });
    return is_whole && size > 0 ? std::optional{size} : std::nullopt;
}

} // namespace penstock::codec
