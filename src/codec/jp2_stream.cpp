// SPDX-License-Identifier: Apache-2.0
#include "codec/jp2_stream.hpp"

#include <algorithm>
#include <cstring>

namespace penstock::codec {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr auto failed = static_cast<OPJ_SIZE_T>(-1);

Jp2Memory& memory_of(void* data) {
    return *static_cast<Jp2Memory*>(data);
}

OPJ_SIZE_T read(void* target, OPJ_SIZE_T size, void* data) {
    Jp2Memory& memory = memory_of(data);
    const std::size_t count = std::min(size, memory.source.size() - memory.at);
    if (count == 0)
        return failed; // the end
    std::memcpy(target, &memory.source[memory.at], count);
    memory.at += count;
    return count;
}

OPJ_OFF_T skip_reading(OPJ_OFF_T size, void* data) {
    Jp2Memory& memory = memory_of(data);
    if (size < 0)
        return -1;
    const std::size_t count =
        std::min(static_cast<std::size_t>(size), memory.source.size() - memory.at);
    memory.at += count;
    return static_cast<OPJ_OFF_T>(count);
}

OPJ_BOOL seek_reading(OPJ_OFF_T at, void* data) {
    Jp2Memory& memory = memory_of(data);
    if (at < 0 || static_cast<std::size_t>(at) > memory.source.size())
        return OPJ_FALSE;
    memory.at = static_cast<std::size_t>(at);
    return OPJ_TRUE;
}

OPJ_SIZE_T write(void* source, OPJ_SIZE_T size, void* data) {
    Jp2Memory& memory = memory_of(data);
    if (memory.at > memory.target.size() || size > memory.target.size() - memory.at) {
        memory.is_full = true;
        return failed;
    }
    std::memcpy(memory.target.data() + memory.at, source, size);
    memory.at += size;
    memory.size = std::max(memory.size, memory.at);
    return size;
}

OPJ_BOOL seek_writing(OPJ_OFF_T at, void* data) {
    Jp2Memory& memory = memory_of(data);
    if (at < 0 || static_cast<std::size_t>(at) > memory.target.size())
        return OPJ_FALSE;
    memory.at = static_cast<std::size_t>(at);
    return OPJ_TRUE;
}

OPJ_OFF_T skip_writing(OPJ_OFF_T size, void* data) {
    const auto at = static_cast<OPJ_OFF_T>(memory_of(data).at);
    return seek_writing(at + size, data) != 0 ? size : -1;
}

void remember(const char* text, void* data) {
    std::string& message = memory_of(data).message;
    if (!message.empty())
        return;
    for (const char* c = text; *c != '\0' && message.size() < 200; ++c)
        message += *c < ' ' || *c > '~' ? ' ' : *c;
    message.erase(message.find_last_not_of(' ') + 1);
}

Jp2Stream stream_of(Jp2Memory& memory, bool is_input) {
    Jp2Stream stream{opj_stream_create(buffer_bytes, is_input ? OPJ_TRUE : OPJ_FALSE)};
    if (stream)
        opj_stream_set_user_data(stream.get(), &memory, nullptr);
    return stream;
}

} // namespace

Jp2Stream jp2_reader(Jp2Memory& memory) {
    Jp2Stream stream = stream_of(memory, true);
    if (!stream)
        return stream;
    opj_stream_set_user_data_length(stream.get(), memory.source.size());
    opj_stream_set_read_function(stream.get(), read);
    opj_stream_set_skip_function(stream.get(), skip_reading);
    opj_stream_set_seek_function(stream.get(), seek_reading);
    return stream;
}

Jp2Stream jp2_writer(Jp2Memory& memory) {
    Jp2Stream stream = stream_of(memory, false);
    if (!stream)
        return stream;
    opj_stream_set_write_function(stream.get(), write);
    opj_stream_set_skip_function(stream.get(), skip_writing);
    opj_stream_set_seek_function(stream.get(), seek_writing);
    return stream;
}

void listen(opj_codec_t* codec, Jp2Memory& memory) {
    opj_set_error_handler(codec, remember, &memory);
    opj_set_warning_handler(codec, remember, &memory);
}

} // namespace penstock::codec
