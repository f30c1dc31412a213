// SPDX-License-Identifier: Apache-2.0
#include "codec/format_table.hpp"

#include "codec/format.hpp"

#include <fmt/format.h>

#include <string_view>

namespace penstock::codec {
namespace {

std::string legend(std::string_view beside) {
    return fmt::format("Of ICC, EXIF, XMP, resolution and texts, what is not named is lost. Memory "
                       "is in bytes, at most, and beside {}: {}; what follows a semicolon comes on "
                       "top where it holds.",
                       beside,
                       memory_letters);
}

} // namespace

std::string table_of_read_formats() {
    std::string table =
        "| format | what is read | metadata kept | memory of the codec | through |\n"
        "|---|---|---|---|---|";
    for (const Format& format : formats())
        table += fmt::format("\n| {} | {} | {} | {} | {} |",
                             format.name,
                             format.reads,
                             kept_metadata_names(format),
                             format.decoder_memory,
                             format.through);
    return table + fmt::format("\n\n{}", legend("the file, the picture"));
}

std::string table_of_written_formats() {
    std::string table = "| format | pixel types | channels | longest side | parameters | metadata "
                        "kept | memory of the codec | through |\n"
                        "|---|---|---|---|---|---|---|---|";
    for (const Format& format : formats())
        table += fmt::format("\n| {} | {} | {} | {} | {} | {} | {} | {} |",
                             format.name,
                             written_type_names(format),
                             written_channel_names(format),
                             format.max_side,
                             param_names(format),
                             kept_metadata_names(format),
                             format.encoder_memory,
                             format.through);
    return table + fmt::format("\n\n{}", legend("the picture, the file"));
}

} // namespace penstock::codec
