// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace penstock::config {

/// What a subgraph asks of those who use it.
struct Argument {
    ParamDescriptor shape; ///< name, type, range
    bool is_list = false;  ///< any list: the type of no parameter
    std::optional<Value> default_value;
    Origin origin;    ///< of its key
    Origin broken_at; ///< where its declaration is a mistake: nothing can be said of its values

    [[nodiscard]] bool is_broken() const { return broken_at.is_known(); }
};

/// Reads the "args" of a subgraph; `path` is theirs.
[[nodiscard]] std::vector<Argument>
read_arguments(const Value& args, const std::string& path, Issues& issues);

/// One use of a subgraph, or one copy of several.
struct UseSite {
    std::string path;            ///< "nodes.small"
    std::string subgraph;        ///< its name
    Origin origin;               ///< of what asks for the copy
    const Value* args = nullptr; ///< an object, or null
    const Value* entry =
        nullptr; ///< of "for_each": arguments of this copy, which go first; or null
    std::string entry_path;
};

struct ArgumentValues {
    Value::Object values; ///< every argument that is declared
    std::set<std::string> broken;
};

/// The values that one use gives, and the defaults of others.
[[nodiscard]] ArgumentValues
take_arguments(const std::vector<Argument>& declared, const UseSite& site, Issues& issues);

} // namespace penstock::config
