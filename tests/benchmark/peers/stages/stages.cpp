// SPDX-License-Identifier: Apache-2.0
#include "stages.hpp"

namespace penstock::peers {
namespace {

Stage encoding(const Task& task) {
    switch (task.encode.format) {
    case codec::FormatId::png:
        return encoding_png(task);
    case codec::FormatId::webp:
        return encoding_webp(task);
    default:
        return encoding_jpeg(task);
    }
}

} // namespace

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
