// SPDX-License-Identifier: Apache-2.0
#include "config/ports.hpp"

#include "penstock/validated_config.hpp"

#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace penstock::config {
namespace {

// Where the parameters first say that word, as a key or as a value.
const Origin* place_of(const std::string& name, const Value& value) {
    if (value.is_string() && value.as_string() == name)
        return &value.origin;
    if (value.is_array())
        for (const Value& element : value.as_array())
            if (const Origin* place = place_of(name, element))
                return place;
    if (value.is_object())
        for (const auto& [key, member] : value.as_object()) {
            if (key == name)
                return &member.key_origin;
            if (const Origin* place = place_of(name, member))
                return place;
        }
    return nullptr;
}

class PortCheck {
public:
    PortCheck(const NodeConfig& node, Issues& issues)
        : node_{node}, issues_{issues}, path_{path_to("nodes", node.name) + ".params"} {}

    bool check(const std::vector<PortDescriptor>& ports, const char* what) {
        for (std::size_t i = 0; i < ports.size(); ++i) {
            const std::string& name = ports[i].name;
            const bool is_there_already =
                std::any_of(ports.begin(),
                            ports.begin() + static_cast<std::ptrdiff_t>(i),
                            [&name](const PortDescriptor& one) { return one.name == name; });
            if (is_there_already)
                refuse(name, fmt::format("there are two {}s \"{}\"; rename one", what, name));
            else if (!is_node_name(name))
                refuse(name,
                       fmt::format("{} is no name for an {}; expected letters, digits, _ and -",
                                   in_quotes(name),
                                   what));
            else if (name == dead_letter_port)
                refuse(name,
                       fmt::format("failed items leave through \"{}\"; expected another name for "
                                   "the {}",
                                   name,
                                   what));
        }
        return is_good_;
    }

    void refuse(const std::string& name, std::string message) {
        is_good_ = false;
        const Origin* place = place_of(name, node_.params);
        issues_.error(place == nullptr ? origin() : *place, path_, std::move(message));
    }

    void refuse_all(std::string message) { issues_.error(origin(), path_, std::move(message)); }

private:
    const Origin& origin() const {
        return node_.params.is_null() ? node_.origin : node_.params.origin;
    }

    const NodeConfig& node_;
    Issues& issues_;
    std::string path_;
    bool is_good_ = true;
};

} // namespace

PortedNode with_ports(const NodeConfig& node,
                      const NodeType& type,
                      const std::optional<Value::Object>& params,
                      Issues& issues) {
    const NodeDescriptor& descriptor = type.descriptor;
    if (!descriptor.names_inputs && !descriptor.names_outputs)
        return {&type, descriptor.inputs, descriptor.outputs};
    if (!params)
        return {};
    PortCheck check{node, issues};
    try {
        PortedNode ported{&type, type.inputs(*params), type.outputs(*params)};
        const bool has_inputs = check.check(ported.inputs, "input");
        return check.check(ported.outputs, "output") && has_inputs ? ported : PortedNode{};
    } catch (const std::invalid_argument& error) {
        check.refuse_all(error.what());
        return {};
    }
}

} // namespace penstock::config
