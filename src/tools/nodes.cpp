// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"
#include "penstock/node_registry.hpp"

#include "tools/nearest.hpp"
#include "tools/node_types.hpp"
#include "tools/output.hpp"
#include "tools/talk.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

namespace penstock::tools {
namespace {

std::string first_sentence(const std::string& doc) {
    const std::size_t end = doc.find(". ");
    return end == std::string::npos ? doc : doc.substr(0, end + 1);
}

std::string overview(const NodeRegistry& registry) {
    std::string text;
    for (const NodeKind kind : node_kinds)
        for (const std::string& name : registry.names()) {
            const NodeDescriptor& descriptor = registry.find(name)->descriptor;
            if (descriptor.kind == kind)
                text += fmt::format(
                    "{:<10} {:<10} {}\n", name, to_string(kind), first_sentence(descriptor.doc));
        }
    return text;
}

std::string described(const NodeType& type) {
    const std::string text = describe_as_text(type.descriptor);
    return type.plugin.empty() ? text
                               : fmt::format("{}\nFrom {}\n", text, on_one_line(type.plugin));
}

NodeRegistry only(const NodeRegistry& registry, const std::string& type) {
    const NodeType* found = registry.find(type);
    if (found == nullptr)
        throw UsageError(fmt::format("nodes: unknown node type \"{}\"{}; penstock nodes lists them",
                                     type,
                                     did_you_mean(type, registry.names())));
    NodeRegistry one;
    one.add(*found);
    return one;
}

std::string written(const NodeRegistry& registry, ReferenceFormat format) {
    switch (format) {
    case ReferenceFormat::json:
        return describe_as_json(registry);
    case ReferenceFormat::markdown:
        return describe_as_markdown(registry);
    case ReferenceFormat::text:
        break;
    }
    const std::vector<std::string> names = registry.names();
    return names.size() == 1 ? described(*registry.find(names.front())) : overview(registry);
}

} // namespace

ExitCode show_nodes(const NodesRequest& request) {
    const NodeRegistry all = installed_and(request.plugins);
    print(written(request.type.empty() ? all : only(all, request.type), request.format));
    return ExitCode::success;
}

} // namespace penstock::tools
