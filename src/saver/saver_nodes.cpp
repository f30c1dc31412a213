// SPDX-License-Identifier: Apache-2.0
#include "saver/saver_nodes.hpp"

#include "penstock/description.hpp"
#include "penstock/make_node_type.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace penstock::saver {
namespace {

struct Intake {
    struct Params {};

    static Description<Intake> describe() {
        return Description<Intake>{"saver_inbox", "Yields the images that a saver takes."}
            .blocks()
            .gives_attributes({way_attribute});
    }

    void open(const Params&, const OpenContext& context) { inbox->begin(context.stop_requested); }
    void close() { inbox->finish(); }

    std::optional<Request> next(const Params&) {
        std::shared_ptr<Passage> passage = inbox->next();
        if (!passage)
            return std::nullopt;
        const OneSave& save = passage->save();
        Request request;
        request.name = std::to_string(save.number);
        request.path = save.name.file;
        request.dir = save.name.folder.empty() ? "." : save.name.folder;
        request.attributes.set(way_attribute, save.name.way);
        request.attachment = std::move(passage);
        return request;
    }

    std::shared_ptr<Inbox> inbox; // shared with the saver
};

struct Copy {
    struct Params {};

    static Description<Copy> describe() {
        return {"saver_copy", "Copies what was given to a saver."};
    }

    Measure measure(const Request& request, const Params&, NodeContext&) const {
        return std::visit([](const auto& content) { return measured(content); },
                          passage_of(request).save().content.content());
    }

    Payload load(
        const Request& request, const Measure&, Buffer, const Params&, NodeContext& context) const {
        const Passage& passage = passage_of(request);
        Payload result =
            std::visit([&](const auto& content) -> Payload { return copied(content, context); },
                       passage.save().content.content());
        passage.note_copied();
        return result;
    }

private:
    // The engine asks for the measure of a request of nothing, before the run.
    static const Passage& passage_of(const Request& request) {
        if (!request.attachment)
            throw ItemError{ErrorClass::unsupported, "no saver has taken this item"};
        return *static_cast<const Passage*>(request.attachment.get());
    }

    static Measure measured(const Image* image) {
        Measure measure;
        measure.output = PayloadBound::image(image->spec());
        if (image->metadata())
            measure.output.metadata_bytes = image->metadata()->bytes();
        return measure;
    }
    static Measure measured(const PixelsView& pixels) {
        Measure measure;
        measure.output = PayloadBound::image(pixels.spec);
        return measure;
    }
    static Measure measured(const FileBytes& file) {
        Measure measure;
        measure.output = PayloadBound::encoded(file.bytes.size());
        return measure;
    }

    static Image copied(const Image* image, NodeContext& context) {
        Image copy = context.allocate_image(image->spec());
        image->clone_into(copy);
        if (const auto& metadata = image->metadata())
            copy.set_metadata(std::make_shared<const Metadata>(
                metadata->copied_into(context.allocate_bytes(metadata->bytes()))));
        return copy;
    }
    static Image copied(const PixelsView& pixels, NodeContext& context) {
        Image copy = context.allocate_image(pixels.spec);
        const std::uint64_t row_bytes = pixels.spec.row_bytes();
        if (pixels.row_stride == 0 || pixels.row_stride == row_bytes) {
            std::memcpy(copy.pixels().data(), pixels.bytes.data(), copy.pixels().size());
            return copy;
        }
        for (std::uint32_t y = 0; y < pixels.spec.height; ++y)
            std::memcpy(copy.row(y).data(), pixels.bytes.data() + y * pixels.row_stride, row_bytes);
        return copy;
    }
    static Encoded copied(const FileBytes& file, NodeContext& context) {
        Encoded copy{context.allocate_bytes(file.bytes.size()), {}, {}, {}};
        if (!file.bytes.empty())
            std::memcpy(copy.buffer.bytes().data(), file.bytes.data(), file.bytes.size());
        return copy;
    }
};

} // namespace

void add_saver_nodes(NodeRegistry& registry, const std::shared_ptr<Inbox>& inbox) {
    const auto make_intake = [inbox] { return Intake{inbox}; };
    registry.add(
        NodeTypeMaker<Intake, decltype(make_intake)>{Intake::describe(), make_intake}.make());
    registry.add<Copy>();
}

} // namespace penstock::saver
