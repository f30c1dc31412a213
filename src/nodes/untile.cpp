// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/built_in.hpp"
#include "pixels/area.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

// A number that `tile` gave to a piece.
std::uint32_t number_of(const ListMember& piece, const char* name) {
    const Value* value = piece.info.attributes.find(name);
    const bool is_number = value != nullptr && value->is_integer() && value->as_integer() >= 0 &&
                           value->as_integer() <= std::numeric_limits<std::uint32_t>::max();
    if (!is_number)
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("a piece has no attribute {} that is a number; expected pieces "
                                    "that tile has made",
                                    name));
    return static_cast<std::uint32_t>(value->as_integer());
}

const Image& image_of(const ListMember& piece) {
    const Image* image = piece.payload.get<Image>();
    if (image == nullptr)
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("a piece is {}; expected the image that tile has made; put "
                                    "untile before what turns it into something else",
                                    piece.payload.type_name()));
    return *image;
}

// One piece, where it was cut out.
struct Placed {
    const Image& image;
    pixels::Area area;
    std::uint32_t index;

    explicit Placed(const ListMember& piece)
        : image{image_of(piece)}, area{number_of(piece, "tile_x"),
                                       number_of(piece, "tile_y"),
                                       number_of(piece, "tile_width"),
                                       number_of(piece, "tile_height")},
          index{number_of(piece, "tile_index")} {
        const ImageSpec& spec = image.spec();
        if (spec.width != area.width || spec.height != area.height)
            throw ItemError(ErrorClass::unsupported,
                            fmt::format("tile {} is {}x{}, and was cut as {}x{}; expected it in "
                                        "its size; resize the image before tile or behind untile",
                                        index,
                                        spec.width,
                                        spec.height,
                                        area.width,
                                        area.height));
    }
};

class Untile {
public:
    enum class Missing : std::uint8_t { fail, drop };
    struct Params {
        Missing missing = Missing::fail;
    };

    static Description<Untile> describe() {
        return Description<Untile>{
            "untile",
            "Puts the tiles of an image together again. They have the size that tile gave them, "
            "and the same channels and pixel type as each other. Where tiles overlap, each side "
            "of the middle comes from its own tile."}
            .choice("missing",
                    &Params::missing,
                    {{"fail", Missing::fail}, {"drop", Missing::drop}},
                    {.doc = "What becomes of an image of which a tile was dropped on its way: it "
                            "fails, or it is dropped whole."})
            .joins_split();
    }

    bool drops_incomplete(const Params& params) const { return params.missing == Missing::drop; }

    NodeBound bound(const std::vector<PayloadBound>& pieces, const Params& /*params*/) const {
        if (pieces.empty())
            return {};
        ImageSpec spec = pieces.front().spec;
        const ImageSpec& whole = pieces.front().whole;
        spec.width = whole.width;
        spec.height = whole.height;
        PayloadBound image = PayloadBound::image(spec);
        image.proportions_vary = pieces.front().proportions_vary;
        if (whole == ImageSpec{}) {
            // Nobody said of what they are pieces: no more than all of them together.
            std::uint64_t bytes = 0;
            for (const PayloadBound& piece : pieces)
                bytes += piece.bytes;
            image = {.spec = pieces.front().spec,
                     .images = 1,
                     .bytes = bytes,
                     .format = {},
                     .extension = {},
                     .members = {}};
        }
        return {.output = image, .working_bytes = 0, .codec_bytes = 0};
    }

    Image join(List pieces, const Params& /*params*/, NodeContext& context) const {
        if (pieces.members.empty())
            throw ItemError(ErrorClass::unsupported, "there is no tile to put together");
        const ListMember& first = pieces.members.front();
        const std::uint32_t columns = number_of(first, "tile_columns");
        const std::uint32_t rows = number_of(first, "tile_rows");
        const std::vector<Placed> tiles = placed(pieces, columns, rows);
        ImageSpec spec = tiles.front().image.spec();
        spec.width = number_of(first, "tile_image_width");
        spec.height = number_of(first, "tile_image_height");
        check_places(tiles, columns, spec);
        Image image = context.allocate_image(spec);
        for (std::size_t i = 0; i < tiles.size(); ++i) {
            const pixels::Area own = own_area(tiles, i, columns, rows);
            pixels::copy_area(
                tiles[i].image,
                {own.x - tiles[i].area.x, own.y - tiles[i].area.y, own.width, own.height},
                image,
                own.x,
                own.y);
        }
        return image;
    }

private:
    // In their order, all of them, and alike.
    static std::vector<Placed>
    placed(const List& pieces, std::uint32_t columns, std::uint32_t rows) {
        const std::uint64_t expected = std::uint64_t{columns} * rows;
        if (pieces.members.size() != expected)
            throw ItemError(ErrorClass::unsupported,
                            fmt::format("{} tiles came; expected {} columns of {}: all that tile "
                                        "has made of one image",
                                        pieces.members.size(),
                                        columns,
                                        rows));
        std::vector<Placed> tiles;
        for (const ListMember& piece : pieces.members) {
            const Placed& tile = tiles.emplace_back(piece);
            ImageSpec spec = tile.image.spec();
            const ImageSpec& first = tiles.front().image.spec();
            spec.width = first.width;
            spec.height = first.height;
            if (tile.index + 1 != tiles.size())
                throw ItemError(ErrorClass::unsupported,
                                fmt::format("tile {} came where tile {} was expected: each tile of "
                                            "one image, once",
                                            tile.index,
                                            tiles.size() - 1));
            if (spec != first)
                throw ItemError(ErrorClass::unsupported,
                                fmt::format("tile {} is {}, and tile 0 is {}; expected the same "
                                            "channels and pixel type; put a convert before untile",
                                            tile.index,
                                            tile.image.spec().to_string(),
                                            first.to_string()));
        }
        return tiles;
    }

    // Anybody can set attributes. What is copied has to lie inside its tile, and all of it has to
    // fill the image: the tiles stand in rows and columns, and each reaches the next one.
    static void
    check_places(const std::vector<Placed>& tiles, std::uint32_t columns, const ImageSpec& image) {
        const std::size_t rows = tiles.size() / columns;
        for (std::size_t i = 0; i < tiles.size(); ++i) {
            const std::size_t column = i % columns;
            const std::size_t row = i / columns;
            const pixels::Area& area = tiles[i].area;
            const pixels::Area& top = tiles[column].area;
            const pixels::Area& left = tiles[row * columns].area;
            const pixels::Area own = own_area(tiles, i, columns, rows);
            const bool is_in_line = area.x == top.x && area.width == top.width &&
                                    area.y == left.y && area.height == left.height;
            const bool reaches_border = (column > 0 || area.x == 0) && (row > 0 || area.y == 0) &&
                                        (column + 1 < columns || end_x(area) == image.width) &&
                                        (row + 1 < rows || end_y(area) == image.height);
            const bool is_inside = own.x >= area.x && own.y >= area.y && own.width <= area.width &&
                                   own.height <= area.height && end_x(own) <= end_x(area) &&
                                   end_y(own) <= end_y(area);
            if (!is_in_line || !reaches_border || !is_inside)
                throw ItemError(ErrorClass::unsupported,
                                fmt::format("tile {} of {}x{} at {},{} does not fit between the "
                                            "others in an image of {}x{}; expected the attributes "
                                            "as tile has set them",
                                            i,
                                            area.width,
                                            area.height,
                                            area.x,
                                            area.y,
                                            image.width,
                                            image.height));
        }
    }

    static std::uint64_t end_x(const pixels::Area& area) {
        return std::uint64_t{area.x} + area.width;
    }
    static std::uint64_t end_y(const pixels::Area& area) {
        return std::uint64_t{area.y} + area.height;
    }

    // Where a tile ends for good: the middle of what it shares with the next one.
    static std::uint32_t border(std::uint32_t end, std::uint32_t next_begin) {
        return next_begin + (end - next_begin) / 2;
    }

    // The part of the image that a tile gives.
    static pixels::Area own_area(const std::vector<Placed>& tiles,
                                 std::size_t index,
                                 std::uint32_t columns,
                                 std::size_t rows) {
        const std::size_t column = index % columns;
        const std::size_t row = index / columns;
        const pixels::Area& area = tiles[index].area;
        const auto right_of = [&](std::size_t i) {
            const pixels::Area& tile = tiles[i].area;
            return border(tile.x + tile.width, tiles[i + 1].area.x);
        };
        const auto bottom_of = [&](std::size_t i) {
            const pixels::Area& tile = tiles[i].area;
            return border(tile.y + tile.height, tiles[i + columns].area.y);
        };
        const std::uint32_t left = column == 0 ? area.x : right_of(index - 1);
        const std::uint32_t top = row == 0 ? area.y : bottom_of(index - columns);
        const std::uint32_t right = column + 1 == columns ? area.x + area.width : right_of(index);
        const std::uint32_t bottom = row + 1 == rows ? area.y + area.height : bottom_of(index);
        return {left, top, right - left, bottom - top};
    }
};

} // namespace

void add_untile(NodeRegistry& registry) {
    registry.add<Untile>();
}

} // namespace penstock
