// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "storage/name_template.hpp"
#include "storage/output_folder.hpp"
#include "storage/output_names.hpp"
#include "storage/part_file.hpp"
#include "storage/quoted.hpp"
#include "storage/renaming.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace penstock {
namespace {

enum class IfExists : std::uint8_t { replace, skip, error };
enum class Order : std::uint8_t { none, source };

// The writers of one run share one table: their outputs can meet.
std::shared_ptr<storage::OutputNames> names_of(const OpenContext& context) {
    if (context.shared == nullptr)
        return std::make_shared<storage::OutputNames>();
    std::shared_ptr<void>& shared = (*context.shared)["penstock.output_names"];
    if (!shared)
        shared = std::make_shared<storage::OutputNames>();
    return std::static_pointer_cast<storage::OutputNames>(shared);
}

class Write {
public:
    struct Params {
        std::string path;
        IfExists if_exists = IfExists::replace;
        Order order = Order::none;
        storage::Durability durability = storage::Durability::process;
    };

    static Description<Write> describe();
    void open(const Params& params, const OpenContext& context);
    // Any number of threads: the folder and the table of names lock inside.
    void process(const Encoded& encoded, const Params& params, NodeContext& context) const;
    void close() { opened_.reset(); }
    std::optional<std::string> skip_before_loading(const ItemInfo& item,
                                                   const Params& params) const;
    std::string output_root(const Params& params) const {
        return storage::NameTemplate{params.path}.root();
    }

private:
    struct Opened {
        Opened(storage::NameTemplate with_known, const Params& params, const OpenContext& context)
            : name{std::move(with_known)}, folder{name.root(),
                                                  {.durability = params.durability,
                                                   .calls = nullptr}},
              names{names_of(context)}, renaming{storage::Renaming::of(context.shared)},
              can_names_meet{!name.separates_sequences() || context.paths != 1} {
            // Told once, before the run, and not by each item. Where old files are kept, there may
            // be nothing to write.
            if (params.if_exists != IfExists::skip && name.stays_in_root())
                folder.check_permission();
            names->add_writer(folder.canonical_path());
        }

        storage::NameTemplate name;
        storage::OutputFolder folder;
        std::shared_ptr<storage::OutputNames> names; // shared: see names_of
        std::shared_ptr<storage::Renaming> renaming; // shared by the nodes of the run
        bool can_names_meet; // items that this node writes can map to one name
    };
    // One output: who makes it, where it goes.
    struct Output {
        storage::OutputNames::Item item;
        std::string relative;
        storage::OutputNames::Output name;

        Output(const Opened& opened, const ItemInfo& info, const Encoded* encoded)
            : item{info.sequence, info.path, info.request.name}, relative{opened.name.fill(
                                                                     info, encoded)},
              name{.key = opened.folder.canonical_path() + '/' + relative,
                   .shown = opened.folder.shown(relative)} {}
    };

    [[nodiscard]] bool existed_before(const Output& output) const;
    [[noreturn]] void refuse_existing(const Output& output, const Params& params) const;
    void write_file(const Output& output,
                    const Encoded& encoded,
                    const Params& params,
                    NodeContext& context) const;
    [[nodiscard]] bool publish(storage::PartFile& file,
                               const Output& output,
                               const Params& params,
                               NodeContext&) const;

    std::unique_ptr<Opened> opened_;
};

Description<Write> Write::describe() {
    return Description<Write>{
        "write",
        "Writes encoded images to files. A file under its final name is whole, always; of several "
        "items that map to one name the first in source order is written, and the others fail."}
        .blocks()
        .can_order()
        .default_concurrency(1)
        .param("path",
               &Params::path,
               {.doc = "Where to, with fields that each item fills in: {seq:06}, {index}, {stem}, "
                       "{dir}, {name}, {source_ext}, {ext}, {format}, {width}, {height}, "
                       "{channels}, and attributes by their names. The folder up to the first "
                       "field is created, and no output leaves it.",
                .is_required = true,
                .is_template = true,
                .example = "out/{dir}/{stem}.{ext}"})
        .choice(
            "if_exists",
            &Params::if_exists,
            {{"replace", IfExists::replace}, {"skip", IfExists::skip}, {"error", IfExists::error}},
            {.doc = "What happens where the file exists since before the run: it is replaced, "
                    "or the item is skipped (before it is loaded, where the path depends on "
                    "the input alone), or the item fails."})
        .choice("order",
                &Params::order,
                {{"none", Order::none}, {"source", Order::source}},
                {.doc = "Write as items arrive, or in the order in which the source yielded them."})
        .choice("durability",
                &Params::durability,
                {{"process", storage::Durability::process}, {"power", storage::Durability::power}},
                {.doc = "What written files survive: the death of the process, or the loss of "
                        "power too, which waits for the disk after each file."});
}

void Write::open(const Params& params, const OpenContext& context) {
    opened_ = std::make_unique<Opened>(storage::NameTemplate{params.path}.with_known(
                                           context.input_format, context.input_extension),
                                       params,
                                       context);
}

std::optional<std::string> Write::skip_before_loading(const ItemInfo& item,
                                                      const Params& params) const {
    const bool can_change = opened_->renaming->happens && opened_->name.uses_stem();
    if (params.if_exists != IfExists::skip || can_change ||
        !opened_->name.is_known_before_loading())
        return std::nullopt;
    try {
        const Output output{*opened_, item, nullptr};
        if (existed_before(output))
            return fmt::format("{} exists", storage::quoted(output.name.shown));
    } catch (const ItemError&) {
        // `process` meets the same obstacle, and says so with the item failed.
    }
    return std::nullopt;
}

void Write::process(const Encoded& encoded, const Params& params, NodeContext& context) const {
    const Output output{*opened_, context.item(), &encoded};
    // Looked at before the claim: an item that finds an old file must not take the name from one
    // that comes later and finds it too, or the schedule would decide what becomes of that one.
    if (params.if_exists != IfExists::replace && existed_before(output))
        refuse_existing(output, params);
    write_file(output, encoded, params, context);
    context.output_delivered(output.name.shown);
}

bool Write::existed_before(const Output& output) const {
    return opened_->names->existed_before(output.name,
                                          [&] { return opened_->folder.exists(output.relative); });
}

void Write::refuse_existing(const Output& output, const Params& params) const {
    const std::string name = storage::quoted(output.name.shown);
    if (params.if_exists == IfExists::skip)
        throw ItemSkipped(fmt::format("{} exists", name));
    throw ItemError(ErrorClass::permission,
                    fmt::format("{} exists, and if_exists is \"error\"; remove it, or choose "
                                "\"replace\" or \"skip\"",
                                name));
}

void Write::write_file(const Output& output,
                       const Encoded& encoded,
                       const Params& params,
                       NodeContext& context) const {
    const bool needs_claim =
        opened_->can_names_meet || !opened_->names->is_alone(opened_->folder.canonical_path());
    if (needs_claim)
        opened_->names->claim(output.name, output.item);
    try {
        const FileSlot slot{context};
        storage::PartFile file{opened_->folder, output.relative};
        file.write(encoded.buffer.bytes());
        file.finish();
        using Keep = storage::PartFile::IfExists;
        const bool is_published =
            needs_claim
                ? publish(file, output, params, context)
                : file.publish(params.if_exists == IfExists::replace ? Keep::replace : Keep::keep);
        if (!is_published)
            refuse_existing(output, params);
        file.settle();
    } catch (...) {
        if (needs_claim)
            opened_->names->abandon(output.name, output.item);
        throw;
    }
}

bool Write::publish(storage::PartFile& file,
                    const Output& output,
                    const Params& params,
                    NodeContext& context) const {
    using Keep = storage::PartFile::IfExists;
    const auto result = opened_->names->publish(output.name, output.item, [&](bool is_ours) {
        return file.publish(is_ours || params.if_exists == IfExists::replace ? Keep::replace
                                                                             : Keep::keep);
    });
    if (result.displaced) {
        const storage::OutputNames::Item& loser = *result.displaced;
        const std::string name =
            loser.name.empty() ? fmt::format("item {}", loser.sequence) : loser.name;
        context.output_displaced(
            loser.sequence,
            name,
            storage::OutputNames::collision_message(output.name.shown, output.item));
    }
    return result.is_published;
}

} // namespace

void add_write(NodeRegistry& registry) {
    registry.add<Write>();
}

} // namespace penstock
