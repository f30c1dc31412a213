// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/embed.hpp"
#include "codec/found_metadata.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <string_view>

namespace penstock::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::endian little = std::endian::little;
constexpr std::size_t attributes_begin = 8;
constexpr std::size_t most_name_bytes = 31; // longer ones are for newer readers

// The text up to the next 0; `at` moves behind it.
std::string_view text_at(std::span<const std::byte> file, std::size_t& at) {
    const std::string_view rest{reinterpret_cast<const char*>(&file[at]), file.size() - at};
    const std::string_view text = rest.substr(0, rest.find('\0'));
    at += text.size() + 1;
    return text;
}

// Where the header ends, at its last 0, and what its attributes are called.
std::size_t header_end(std::span<const std::byte> file, std::vector<std::string_view>& names) {
    std::size_t at = attributes_begin;
    while (file[at] != std::byte{0}) {
        names.push_back(text_at(file, at));
        static_cast<void>(text_at(file, at)); // its type
        at += 4 + u32_at(file, at, little);
    }
    return at;
}

void add_text(FileParts& parts, const Metadata::Text& text) {
    std::vector<std::byte> head;
    for (const auto word : {text.key, "\0string\0"sv}) {
        const auto bytes = std::as_bytes(std::span{word});
        head.insert(head.end(), bytes.begin(), bytes.end());
    }
    head.resize(head.size() + 4);
    put_number(std::span{head}.last(4), text.value.size(), little);
    parts.add_own(std::move(head));
    parts.add(std::as_bytes(std::span{text.value}));
}

// The table behind the header says where the pieces of the picture lie; the first of them lies
// behind the table.
void move_pieces(std::span<std::byte> file, std::size_t table, std::size_t distance) {
    const std::size_t end = number(file.subspan(table, 8), little);
    for (std::size_t at = table; at < end; at += 8)
        put_number(file.subspan(at, 8), number(file.subspan(at, 8), little) + distance, little);
}

} // namespace

void embed_in_exr(std::span<std::byte> file, Embedded& embedded, FileParts& parts) {
    std::vector<std::string_view> names;
    const std::size_t end = header_end(file, names);
    parts.add(file.first(end));
    for (const Metadata::Text& text : embedded.texts) {
        const bool is_there = std::ranges::find(names, text.key) != names.end();
        if (text.key.size() > most_name_bytes || is_there)
            continue;
        names.push_back(text.key);
        add_text(parts, text);
    }
    move_pieces(file, end + 1, parts.size() - end);
    parts.add(file.subspan(end));
}

} // namespace penstock::codec
