// SPDX-License-Identifier: Apache-2.0
#include "graph/call_context.hpp"

#include <utility>

namespace penstock::graph {

Image CallContext::allocate_image(const ImageSpec& spec) {
    Image image = admitted().allocate_image(spec);
    image.set_metadata(metadata_);
    return image;
}

Buffer CallContext::allocate_bytes(std::size_t size) {
    return admitted().allocate(size, BufferPool::Kind::bytes);
}

void CallContext::set_attribute(std::string_view name, Value value) {
    info_.attributes.set(name, std::move(value));
}

void CallContext::output_delivered(std::string_view name) {
    ++delivered_;
    admitted().note_delivered();
    run_.delivered(info_.request.name, name);
}

void CallContext::output_displaced(std::uint64_t sequence,
                                   std::string_view item_name,
                                   std::string_view message) {
    ++displaced_;
    // What was gathered is known to the ledger by its members.
    const std::vector<std::uint64_t> items =
        where_.is_source_item ? std::vector<std::uint64_t>{sequence}
                              : run_.members_of(where_.family->lineage(), sequence);
    run_.ledger.displaced(where_.region,
                          items,
                          {.sequence = items.empty() ? sequence : items.front(),
                           .name = std::string{item_name},
                           .node = where_.node_name,
                           .error_class = ErrorClass::io,
                           .message = std::string{message}});
}

AdmittedFamily& CallContext::admitted() const {
    if (where_.family == nullptr)
        throw ItemError{ErrorClass::node,
                        "the node allocated memory while it measured; measuring happens before "
                        "there is any to have"};
    return *where_.family;
}

} // namespace penstock::graph
