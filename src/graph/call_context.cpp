// SPDX-License-Identifier: Apache-2.0
#include "graph/call_context.hpp"

#include <utility>

namespace penstock::graph {

Image CallContext::allocate_image(const ImageSpec& spec) {
    return admitted().allocate_image(spec);
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
    run_.ledger.displaced(region_,
                          {.sequence = sequence,
                           .name = std::string{item_name},
                           .node = node_name_,
                           .error_class = ErrorClass::io,
                           .message = std::string{message}});
}

AdmittedFamily& CallContext::admitted() const {
    if (family_ == nullptr)
        throw ItemError{ErrorClass::node,
                        "the node allocated memory while it measured; measuring happens before "
                        "there is any to have"};
    return *family_;
}

} // namespace penstock::graph
