// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/built_in.hpp"
#include "nodes/cut_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace penstock {
namespace {

// Where the tiles of one image lie: each begins one step behind the one before.
struct Grid {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t step_x = 0;
    std::uint32_t step_y = 0;

    [[nodiscard]] std::uint64_t tiles() const { return std::uint64_t{columns} * rows; }
};

struct Tile {
    struct Params {
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        std::uint32_t overlap = 0;
        std::uint32_t max_tiles = 64;
    };

    static Description<Tile> describe() {
        return Description<Tile>{
            "tile",
            "Cuts the image into tiles, row by row, each of which goes on by itself; untile puts "
            "them together again. Those at the right and at the bottom have what is left."}
            .param("width", &Params::width, size("Width of a tile.", "512"))
            .param("height", &Params::height, size("Height of a tile.", "512"))
            .param("overlap",
                   &Params::overlap,
                   {.doc = "How much of a tile its neighbour has too; less than width and height.",
                    .unit = "px",
                    .maximum = 65534})
            .param("max_tiles",
                   &Params::max_tiles,
                   {.doc = "An image that would make more tiles fails with class limit. What the "
                           "budget has to hold grows with it.",
                    .unit = "tiles",
                    .minimum = 2,
                    .maximum = 4096})
            .gives_attributes({"tile_index",
                               "tile_x",
                               "tile_y",
                               "tile_width",
                               "tile_height",
                               "tile_columns",
                               "tile_rows",
                               "tile_image_width",
                               "tile_image_height"})
            .splits_into("image");
    }

    static void check(const Params& params) {
        if (params.overlap >= std::min(params.width, params.height))
            throw std::invalid_argument(
                fmt::format("\"overlap\" is {}; expected less than \"width\" and \"height\", which "
                            "are {} and {}",
                            params.overlap,
                            params.width,
                            params.height));
    }

    std::uint32_t most_results(const Params& params) const { return params.max_tiles; }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const Grid grid = grid_of(input.spec, params);
        ImageSpec largest = input.spec;
        largest.width = std::min(largest.width, params.width);
        largest.height = std::min(largest.height, params.height);
        PayloadBound tile = PayloadBound::image(largest);
        tile.whole = input.spec;
        return {.output = PayloadBound::list(std::vector<PayloadBound>(grid.tiles(), tile)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    List process(const Image& image, const Params& params, NodeContext& context) const {
        const Grid grid = grid_of(image.spec(), params);
        List tiles;
        tiles.members.reserve(grid.tiles());
        for (std::uint32_t row = 0; row < grid.rows; ++row)
            for (std::uint32_t column = 0; column < grid.columns; ++column) {
                pixels::Area area{column * grid.step_x, row * grid.step_y, 0, 0};
                area.width = std::min(params.width, image.spec().width - area.x);
                area.height = std::min(params.height, image.spec().height - area.y);
                ItemInfo info = context.item();
                describe_tile(info.attributes, tiles.members.size(), area, grid, image.spec());
                tiles.members.push_back({std::move(info), cut_out(image, area, context)});
            }
        return tiles;
    }

private:
    static ParamOptions size(const char* doc, const char* example) {
        return {.doc = doc,
                .unit = "px",
                .minimum = 1,
                .maximum = 65535,
                .is_required = true,
                .example = example};
    }

    // How many tiles a side takes: the last one reaches its end.
    static std::uint32_t count_of(std::uint32_t side, std::uint32_t tile, std::uint32_t overlap) {
        const std::uint32_t step = tile - overlap;
        return side <= tile ? 1 : (side - overlap + step - 1) / step;
    }

    static Grid grid_of(const ImageSpec& spec, const Params& params) {
        const Grid grid{.columns = count_of(spec.width, params.width, params.overlap),
                        .rows = count_of(spec.height, params.height, params.overlap),
                        .step_x = params.width - params.overlap,
                        .step_y = params.height - params.overlap};
        if (grid.tiles() > params.max_tiles)
            throw ItemError(ErrorClass::limit,
                            fmt::format("an image of {}x{} makes {} tiles of {}x{}; max_tiles "
                                        "allows {}; raise it, or make larger tiles",
                                        spec.width,
                                        spec.height,
                                        grid.tiles(),
                                        params.width,
                                        params.height,
                                        params.max_tiles));
        return grid;
    }

    // What untile reads, and what names and conditions can.
    static void describe_tile(Attributes& attributes,
                              std::size_t index,
                              const pixels::Area& area,
                              const Grid& grid,
                              const ImageSpec& image) {
        attributes.set("tile_index", static_cast<std::int64_t>(index));
        for (const auto& [name, value] : {std::pair{"tile_x", area.x},
                                          std::pair{"tile_y", area.y},
                                          std::pair{"tile_width", area.width},
                                          std::pair{"tile_height", area.height},
                                          std::pair{"tile_columns", grid.columns},
                                          std::pair{"tile_rows", grid.rows},
                                          std::pair{"tile_image_width", image.width},
                                          std::pair{"tile_image_height", image.height}})
            attributes.set(name, std::int64_t{value});
    }
};

} // namespace

void add_tile(NodeRegistry& registry) {
    registry.add<Tile>();
}

} // namespace penstock
