// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_type.hpp"

#include "python/interrupt.hpp"
#include "python/shared_object.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace penstock::python {

/// What a Python function is to a pipeline.
enum class Role : std::uint8_t {
    transform, ///< an array in, an array out, or None, which drops the item
    call,      ///< an array, bytes or a path in, anything out: for `sink` alone
    sink,      ///< a name and an array, or bytes, or what `call` gave; gives nothing
};

/// The largest image that a transform gives, where that is more than what it gets.
struct LargestImage {
    std::optional<std::uint32_t> width;
    std::optional<std::uint32_t> height;
    std::optional<std::uint32_t> channels;
    std::optional<PixelType> pixel_type;
};

struct FunctionNodeOptions {
    std::string type; ///< the name of the node type
    std::string name; ///< of the function, for messages
    Role role = Role::transform;
    LargestImage largest;
    bool takes_item = false; ///< it is called with the item, too
};

/// A node type whose verb is a Python function. It is called on I/O threads, so that threads that
/// compute need not wait for the GIL.
[[nodiscard]] NodeType python_function_type(const FunctionNodeOptions& options,
                                            const SharedObject& function,
                                            std::shared_ptr<Interrupt> interrupt);

/// A loader that loads nothing and gives the path of the request, for `Role::call`.
[[nodiscard]] NodeType path_loader_type(const std::string& type);

} // namespace penstock::python
