// SPDX-License-Identifier: Apache-2.0
#include "core/push_queue.hpp"
#include "nodes/built_in.hpp"

#include <cstring>
#include <memory>
#include <utility>

namespace penstock {
namespace {

/// Copies what was pushed into the pipeline's memory.
struct Receive {
    struct Params {};

    static Description<Receive> describe() {
        return {"receive",
                "Takes over what a program pushed. It copies the pixels or bytes; then the "
                "program's own are its own again."};
    }

    Measure measure(const Request& request, const Params&, NodeContext&) const {
        PushQueue::Ticket& ticket = ticket_of(request);
        const Payload& payload = ticket.pushed().payload;
        Measure measure;
        if (const auto* image = payload.get<Image>()) {
            measure.output = PayloadBound::image(image->spec());
            if (image->metadata())
                measure.output.metadata_bytes = image->metadata()->bytes();
        } else if (const auto* encoded = payload.get<Encoded>()) {
            measure.output = PayloadBound::encoded(encoded->buffer.size());
            measure.output.spec = encoded->spec;
            measure.output.format = encoded->format;
            measure.output.extension = encoded->extension;
            measure.format = encoded->format;
        } else {
            throw ItemError{ErrorClass::unsupported,
                            "neither an image nor encoded bytes were pushed"};
        }
        ticket.expect(this);
        return measure;
    }

    Payload load(
        const Request& request, const Measure&, Buffer, const Params&, NodeContext& context) const {
        PushQueue::Ticket& ticket = ticket_of(request);
        if (ticket.pushed().payload.is_empty())
            throw ItemError{ErrorClass::unsupported,
                            "it was taken over before, so it is its program's own again, and "
                            "cannot be loaded once more; expected no retry of limit here"};
        for (const auto& [name, value] : ticket.pushed().attributes.entries())
            context.set_attribute(name, value);
        Payload result = copied(ticket.pushed().payload, context);
        ticket.taken(this);
        return result;
    }

private:
    static PushQueue::Ticket& ticket_of(const Request& request) {
        if (!request.attachment)
            throw ItemError{ErrorClass::unsupported,
                            "this item was not pushed; put receive behind a push source"};
        return *static_cast<PushQueue::Ticket*>(request.attachment.get());
    }

    static Payload copied(const Payload& payload, NodeContext& context) {
        if (const auto* image = payload.get<Image>()) {
            Image copy = context.allocate_image(image->spec());
            image->clone_into(copy);
            if (const auto& metadata = image->metadata())
                copy.set_metadata(std::make_shared<const Metadata>(
                    metadata->copied_into(context.allocate_bytes(metadata->bytes()))));
            return copy;
        }
        const auto& encoded = *payload.get<Encoded>();
        Encoded copy{context.allocate_bytes(encoded.buffer.size()),
                     encoded.format,
                     encoded.extension,
                     encoded.spec};
        if (!encoded.buffer.is_empty())
            std::memcpy(
                copy.buffer.bytes().data(), encoded.buffer.bytes().data(), encoded.buffer.size());
        return copy;
    }
};

} // namespace

void add_receive(NodeRegistry& registry) {
    registry.add<Receive>();
}

} // namespace penstock
