// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "storage/json_line.hpp"
#include "storage/output_folder.hpp"
#include "storage/part_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace penstock {
namespace {

// How much is collected before it is written: the file is open only for that moment, so that it
// takes one of `limits.open_files` only then.
constexpr std::size_t flush_size = 64 * 1024;

// What a failed item brings along, and what it is called in its line.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> failure_attributes{
    {{"failure.node", "node"}, {"failure.class", "class"}, {"failure.message", "message"}}};

bool is_of_failure(std::string_view attribute) {
    for (const auto& [name, key] : failure_attributes)
        if (name == attribute)
            return true;
    return false;
}

void add_spec(storage::JsonLine& line, const ImageSpec& spec) {
    line.add("width", std::uint64_t{spec.width})
        .add("height", std::uint64_t{spec.height})
        .add("channels", std::uint64_t{spec.channels})
        .add("pixel_type", to_string(spec.pixel_type));
}

std::string line_of(const ItemInfo& item, const Payload& payload) {
    storage::JsonLine line;
    line.add("seq", item.sequence)
        .add("name", item.request.name)
        .add("payload", payload.type_name());
    if (const Image* image = payload.get<Image>()) {
        add_spec(line, image->spec());
        line.add("bytes", image->spec().bytes());
    } else if (const Encoded* encoded = payload.get<Encoded>()) {
        add_spec(line, encoded->spec);
        line.add("format", encoded->format).add("bytes", std::uint64_t{encoded->buffer.size()});
    }
    for (const auto& [name, key] : failure_attributes)
        if (const Value* value = item.attributes.find(name))
            line.add(key, *value);
    Value::Object attributes;
    for (const auto& [name, value] : item.attributes.entries())
        if (!is_of_failure(name))
            attributes.emplace_back(name, value);
    line.add("attributes", Value{std::move(attributes)});
    return line.text();
}

enum class Order : std::uint8_t { source, none };

class Record {
public:
    struct Params {
        std::string path;
        Order order = Order::source;
    };

    static Description<Record> describe();
    void open(const Params& params, const OpenContext& context);
    void process(const Payload& payload, const Params& params, NodeContext& context);
    // The file takes its name here: it is whole, or it is not there.
    void close();

private:
    void flush();

    std::unique_ptr<storage::OutputFolder> folder_; // outlives file_
    std::unique_ptr<storage::PartFile> file_;
    std::string lines_; // not written yet
};

Description<Record> Record::describe() {
    return Description<Record>{
        "record",
        "Writes one line of JSON about each item, whatever it carries, and about failed ones too "
        "where they arrive. Keys: seq, name, payload, width, height, channels, pixel_type, format, "
        "bytes, attributes; of a failed item node, class and message. The file appears at the end "
        "of the run, whole. A name that is not UTF-8 has U+FFFD in it, and name_base64 beside."}
        .blocks()
        .can_order()
        .param("path",
               &Params::path,
               {.doc = "The file. Its folder is created; a file of that name is replaced.",
                .is_required = true,
                .example = "out/failures.jsonl"})
        .choice("order",
                &Params::order,
                {{"source", Order::source}, {"none", Order::none}},
                {.doc = "Lines in the order in which the source yielded the items, or as items "
                        "arrive: then the order differs from run to run."});
}

void Record::open(const Params& params, const OpenContext& /*context*/) {
    const std::size_t slash = params.path.rfind('/');
    const std::string name = params.path.substr(slash + 1);
    if (name.empty() || name == "." || name == "..")
        throw std::runtime_error(fmt::format("path \"{}\" names a folder; expected a file, such as "
                                             "\"out/failures.jsonl\"",
                                             params.path));
    folder_ = std::make_unique<storage::OutputFolder>(
        slash == std::string::npos ? "." : params.path.substr(0, slash + 1));
    file_ = std::make_unique<storage::PartFile>(*folder_, name);
    file_->suspend();
}

void Record::process(const Payload& payload, const Params& /*params*/, NodeContext& context) {
    const std::size_t before = lines_.size();
    lines_ += line_of(context.item(), payload);
    if (lines_.size() >= flush_size) {
        const FileSlot slot{context};
        try {
            flush();
        } catch (...) {
            // This item fails; the lines before stay, for the next attempt.
            lines_.resize(std::min(before, lines_.size()));
            throw;
        }
    }
    context.output_delivered("");
}

void Record::flush() {
    file_->write(std::as_bytes(std::span{lines_}));
    lines_.clear();
    file_->suspend();
}

void Record::close() {
    // Also where something throws, nothing is left behind: the temporary file goes with `file`.
    const std::unique_ptr<storage::PartFile> file = std::move(file_);
    file->write(std::as_bytes(std::span{lines_}));
    file->finish();
    static_cast<void>(file->publish(storage::PartFile::IfExists::replace));
}

} // namespace

void add_record(NodeRegistry& registry) {
    registry.add<Record>();
}

} // namespace penstock
