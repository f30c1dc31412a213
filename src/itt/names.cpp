// SPDX-License-Identifier: Apache-2.0
#include "itt/names.hpp"

#include "itt/spin_lock.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace penstock::itt {
namespace {

constexpr std::size_t most_names = 1 << 14;
constexpr std::size_t most_domains = 256;
constexpr std::size_t most_text = 1 << 22; // pages of it that nobody needs are none
constexpr std::size_t longest_in_trace = 400;

// Zero from the beginning: no constructor runs, whenever the library is loaded.
SpinLock lock;
Name names[most_names]; // by hash
std::size_t name_count = 0;
char texts[most_text];
std::size_t text_used = 0;
Domain domains[most_domains];
const Name* domain_names[most_domains]; // by the place in `domains`
std::size_t domain_count = 0;

// How many bytes the character has that begins here; 0: it is none.
std::size_t character_at(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size > text.size())
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool is_no_character =
        (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
    return is_overlong || is_no_character ? 0 : size;
}

} // namespace

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char one : text)
        hash = (hash ^ static_cast<unsigned char>(one)) * 1099511628211U;
    return hash;
}

std::size_t to_json(std::string_view text, char* room, std::size_t size) {
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t bytes = character_at(text);
        char escaped[6] = {'?'};
        std::size_t length = 1;
        const char first = text.front();
        if (first == '"' || first == '\\') {
            escaped[0] = '\\';
            escaped[1] = first;
            length = 2;
        } else if (static_cast<unsigned char>(first) < 0x20) {
            escaped[0] = '\\';
            escaped[1] = 'u';
            escaped[2] = escaped[3] = '0';
            escaped[4] = first < 0x10 ? '0' : '1';
            escaped[5] = "0123456789abcdef"[first % 16];
            length = 6;
        } else if (bytes > 0) {
            std::memcpy(escaped, text.data(), bytes);
            length = bytes;
        }
        if (length > size - used)
            break;
        std::memcpy(room + used, escaped, length);
        used += length;
        text.remove_prefix(bytes > 0 ? bytes : 1);
    }
    return used;
}

Name* name_of(std::string_view text) {
    const Locked held{lock};
    std::size_t at = hash_of(text) % most_names;
    for (; names[at].handle.text != nullptr; at = (at + 1) % most_names)
        if (text == names[at].handle.text)
            return &names[at];
    const std::size_t room = text.size() + 1 + longest_in_trace;
    if (name_count == most_names / 2 || text.size() > most_text || room > most_text - text_used)
        return nullptr;
    char* const kept = texts + text_used;
    std::memcpy(kept, text.data(), text.size());
    kept[text.size()] = '\0';
    char* const json = kept + text.size() + 1;
    names[at].json = {json, to_json(text, json, longest_in_trace)};
    text_used += text.size() + 1 + names[at].json.size();
    names[at].handle.text = kept;
    ++name_count;
    return &names[at];
}

const Name* Name::of(const StringHandle* handle) {
    if (handle == nullptr || handle->text == nullptr)
        return nullptr;
    const auto* const name = reinterpret_cast<const Name*>(handle);
    if (name >= names && name < names + most_names)
        return name;
    return name_of(handle->text); // of a library that makes its own
}

Domain* domain_of(const char* name) {
    const Name* const kept = name != nullptr ? name_of(name) : nullptr;
    if (kept == nullptr)
        return nullptr;
    const Locked held{lock};
    for (std::size_t i = 0; i < domain_count; ++i)
        if (domains[i].name == kept->handle.text)
            return &domains[i];
    if (domain_count == most_domains)
        return nullptr;
    domain_names[domain_count] = kept;
    Domain& domain = domains[domain_count++];
    domain.name = kept->handle.text;
    domain.flags = 1;
    return &domain;
}

std::string_view json_of(const Domain* domain) {
    const Name* const name = domain >= domains && domain < domains + most_domains
                                 ? domain_names[domain - domains]
                                 : name_of(domain->name); // of a library that makes its own
    return name != nullptr ? name->json : "?";
}

} // namespace penstock::itt
