// SPDX-License-Identifier: Apache-2.0
#include "penstock/node.hpp"

#include <string>
#include <utility>

namespace penstock {

NodeContext::~NodeContext() = default;

void NodeContext::note(std::string_view text) {
    constexpr std::string_view name = "provenance";
    Value::Array lines;
    if (const Value* before = item().attributes.find(name); before && before->is_array())
        lines = before->as_array();
    lines.emplace_back(node_name() + ": " + std::string{text});
    set_attribute(name, std::move(lines));
}

Node::~Node() = default;
void Node::open(const OpenContext&) {}
void Node::close() {}

std::optional<std::uint64_t> SourceNode::total() const {
    return std::nullopt;
}

Buffer LoaderNode::read(const Request&, const Measure&, NodeContext&) const {
    return {};
}

std::optional<std::string> WorkNode::skip_before_loading(const ItemInfo&) const {
    return std::nullopt;
}

std::vector<std::string> WorkNode::warnings(const PayloadBound& /*input*/) const {
    return {};
}

double WorkNode::least_scale(const ImageSpec& /*picture*/, const ScaleBehind& /*behind*/) const {
    return 1;
}

std::string WorkNode::output_root() const {
    return {};
}

void GatherNode::begin(NodeContext&) {}

} // namespace penstock
