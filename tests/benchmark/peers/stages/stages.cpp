// SPDX-License-Identifier: Apache-2.0
#include "stages.hpp"

#include "codec/encode.hpp"
#include "codec/format.hpp"

#include <memory>

namespace penstock::peers {
namespace {

Stage encoding(const Task& task) {
    switch (task.encode.format) {
    case codec::FormatId::png:
        return encoding_png(task);
    case codec::FormatId::webp:
        return {"encode", {{"libwebp", [&task] { return encode_with_penstock(task); }}}};
    default:
        return encoding_jpeg(task);
    }
}

} // namespace

Work encode_with_penstock(const Task& task) {
    const codec::Format& format = codec::format_of(task.encode.format);
    auto images = std::make_shared<std::vector<Image>>(outputs(task));
    const ImageSpec spec = images->front().spec();
    auto target =
        std::make_shared<std::vector<std::byte>>(codec::max_encoded_bytes(spec, task.encode));
    auto scratch = std::make_shared<std::vector<std::byte>>(
        codec::encoder_scratch_bytes(format, spec, task.encode));
    return [images, target, scratch, &format, &task](std::size_t number) {
        return format.encode((*images)[number % images->size()], task.encode, *target, *scratch);
    };
}

std::vector<Stage> stages_of(const Task& task) {
    switch (task.operation) {
    case Operation::save:
        return {drawing(task), encoding(task)};
    case Operation::shrink:
        return {reading_file(task), decoding_jpeg(task), resizing(task), encoding(task)};
    case Operation::convert:
        return {reading_file(task), decoding_png(task), encoding(task)};
    case Operation::tables:
        return {filling_table(task)};
    }
    return {};
}

} // namespace penstock::peers
