// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_descriptor.hpp"

#include "support/catch.hpp"

#include <utility>

using namespace penstock;

namespace {

NodeDescriptor blend() {
    NodeDescriptor descriptor;
    descriptor.type = "blend";
    descriptor.inputs = {{"in", "image", "below"}, {"over", "image", "above"}};
    descriptor.outputs = {{"out", "image", "both"}};
    for (const char* name : {"strength", "colour"}) {
        descriptor.params.emplace_back();
        descriptor.params.back().name = name;
    }
    return descriptor;
}

} // namespace

TEST_CASE("each kind of node has its word", "[core][node_descriptor]") {
    const std::pair<NodeKind, const char*> words[] = {{NodeKind::source, "source"},
                                                      {NodeKind::limiter, "limiter"},
                                                      {NodeKind::loader, "loader"},
                                                      {NodeKind::transform, "transform"},
                                                      {NodeKind::join, "join"},
                                                      {NodeKind::gather, "gather"},
                                                      {NodeKind::sink, "sink"}};
    for (const auto& [kind, word] : words)
        CHECK(to_string(kind) == word);
}

TEST_CASE("each type of parameter has its word", "[core][node_descriptor]") {
    const std::pair<ParamType, const char*> words[] = {
        {ParamType::boolean, "boolean"},
        {ParamType::integer, "integer"},
        {ParamType::number, "number"},
        {ParamType::string, "string"},
        {ParamType::byte_size, "size"},
        {ParamType::pixel_count, "pixel count"},
        {ParamType::duration, "duration"},
        {ParamType::choice, "choice"},
        {ParamType::string_list, "list of strings"},
        {ParamType::number_list, "list of numbers"},
        {ParamType::condition, "condition"},
        {ParamType::conditions, "conditions by name"},
        {ParamType::attributes, "attributes by name"}};
    for (const auto& [type, word] : words)
        CHECK(to_string(type) == word);
}

TEST_CASE("parameters are found by name", "[core][node_descriptor]") {
    const NodeDescriptor descriptor = blend();
    CHECK(descriptor.find_param("strength") == &descriptor.params[0]);
    CHECK(descriptor.find_param("colour") == &descriptor.params[1]);
    CHECK(descriptor.find_param("color") == nullptr);
    CHECK(descriptor.find_param("in") == nullptr);
}

TEST_CASE("ports are found by name, on their own side", "[core][node_descriptor]") {
    const NodeDescriptor descriptor = blend();
    CHECK(descriptor.find_input("over") == &descriptor.inputs[1]);
    CHECK(descriptor.find_input("out") == nullptr);
    CHECK(descriptor.find_output("out") == &descriptor.outputs[0]);
    CHECK(descriptor.find_output("in") == nullptr);
}
