// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_reading.hpp"

#include "codec/exif_edit.hpp"
#include "codec/format.hpp"
#include "codec/unpack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <span>
#include <utility>

namespace penstock::codec {
namespace {

using enum MetadataKind;

std::uint64_t& size_of(Metadata::Sizes& sizes, MetadataKind kind) {
    switch (kind) {
    case icc:
        return sizes.icc;
    case exif:
        return sizes.exif;
    case xmp:
        return sizes.xmp;
    case text:
        break;
    }
    return sizes.text;
}

// A text has its key with it, and a 0 behind each.
std::uint64_t key_bytes(const MetadataPiece& piece) {
    return piece.kind == text ? piece.key.size() + 2 : 0;
}

struct KindPlan {
    std::vector<MetadataPiece> pieces;
    std::uint64_t bytes = 0;
    bool is_broken = false;
};

// Without one of its pieces a text is a text less, and anything else is worth nothing.
KindPlan plan_kind(const ByteReader& file,
                   const std::vector<MetadataPiece>& found,
                   MetadataKind kind,
                   std::uint64_t most) {
    KindPlan plan;
    for (const MetadataPiece& piece : found) {
        if (piece.kind != kind)
            continue;
        const auto bytes = unpacked_bytes(file, piece, most);
        plan.is_broken = plan.is_broken || !bytes;
        if (!bytes)
            continue;
        plan.bytes += *bytes + key_bytes(piece);
        plan.pieces.push_back(piece);
    }
    if (kind != text && plan.is_broken)
        plan.pieces.clear();
    return plan;
}

class Filling {
public:
    Filling(const ByteReader& file, std::span<std::byte> target) : file_{file}, target_{target} {}

    void put(std::span<const std::byte> bytes) {
        assert(bytes.size() <= target_.size() - size_);
        std::ranges::copy(bytes, target_.subspan(size_).begin());
        size_ += bytes.size();
    }
    void put(const MetadataPiece& piece) {
        constexpr std::array end = {std::byte{0}};
        if (piece.kind == text) {
            put(std::as_bytes(std::span{piece.key}));
            put(end);
        }
        static_cast<void>(unpack(file_, piece, [&](std::span<const std::byte> part) {
            put(part);
            return true;
        }));
        if (piece.kind == text)
            put(end);
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<std::byte> since(std::size_t begin) const {
        return target_.subspan(begin, size_ - begin);
    }
    void cut(std::size_t size) { size_ = size; }

private:
    const ByteReader& file_;
    std::span<std::byte> target_;
    std::size_t size_ = 0;
};

} // namespace

void note_lost_metadata(std::string_view what, NodeContext& context) {
    const Value* before = context.item().attributes.find("metadata.lost");
    std::string list = before != nullptr && before->is_string() ? before->as_string() : "";
    if (list.find(what) != std::string::npos)
        return; // it is tried again
    add_words(list, what);
    context.set_attribute("metadata.lost", std::move(list));
}

MetadataPlan plan_metadata(const ByteReader& file, FormatId format, std::uint64_t max_bytes) {
    const auto find = format_of(format).find_metadata;
    if (find == nullptr || max_bytes == 0)
        return {};
    FoundMetadata found;
    find(file, found);
    MetadataPlan plan{
        .sizes = {}, .resolution = found.resolution, .pieces = {}, .lost = std::move(found.lost)};
    for (const MetadataKind kind : {icc, exif, xmp, text}) {
        KindPlan one = plan_kind(file, found.pieces, kind, max_bytes);
        const std::uint64_t room = max_bytes - plan.sizes.sum();
        if (one.bytes > room || one.is_broken)
            add_words(
                plan.lost,
                fmt::format(
                    "{} ({})",
                    label_of(kind),
                    one.bytes > room
                        ? fmt::format("{} bytes; keep_metadata allows {}", one.bytes, max_bytes)
                        : "damaged or larger than keep_metadata"));
        if (one.bytes > room || one.pieces.empty())
            continue;
        size_of(plan.sizes, kind) = one.bytes;
        std::ranges::move(one.pieces, std::back_inserter(plan.pieces));
    }
    return plan;
}

std::shared_ptr<const Metadata>
load_metadata(const MetadataPlan& plan, const ByteReader& file, bool is_upright, Buffer buffer) {
    if (plan.is_empty())
        return nullptr;
    assert(buffer.size() >= plan.sizes.sum());
    Filling filling{file, buffer.bytes()};
    Metadata::Sizes sizes;
    for (const MetadataKind kind : {icc, exif, xmp, text}) {
        const std::size_t begin = filling.size();
        for (const MetadataPiece& piece : plan.pieces)
            if (piece.kind == kind)
                filling.put(piece);
        if (kind == exif) {
            if (is_upright)
                set_exif_upright(filling.since(begin));
            filling.cut(begin + without_exif_thumbnail(filling.since(begin)));
        }
        if (kind == xmp && is_upright)
            set_xmp_upright(filling.since(begin));
        size_of(sizes, kind) = filling.size() - begin;
    }
    return std::make_shared<const Metadata>(std::move(buffer), sizes, plan.resolution);
}

} // namespace penstock::codec
