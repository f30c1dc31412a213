// SPDX-License-Identifier: Apache-2.0
#include "codec/format_table.hpp"

#include "codec/format.hpp"

#include <fmt/format.h>

namespace penstock::codec {

std::string table_of_read_formats() {
    std::string table = "| format | what is read | through |\n|---|---|---|";
    for (const Format& format : formats())
        table += fmt::format("\n| {} | {} | {} |", format.name, format.reads, format.through);
    return table;
}

std::string table_of_written_formats() {
    std::string table =
        "| format | pixel types | channels | longest side | parameters | through |\n"
        "|---|---|---|---|---|---|";
    for (const Format& format : formats())
        table += fmt::format("\n| {} | {} | {} | {} | {} | {} |",
                             format.name,
                             written_type_names(format),
                             written_channel_names(format),
                             format.max_side,
                             param_names(format),
                             format.through);
    return table;
}

} // namespace penstock::codec
