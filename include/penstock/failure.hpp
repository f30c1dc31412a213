// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace penstock {

/// Why an item failed.
enum class ErrorClass : std::uint8_t {
    missing,     ///< the input does not exist
    permission,  ///< it exists and may not be read or written
    unsupported, ///< whole and well-formed, but not something that this node handles
    corrupt,     ///< not what its format demands
    truncated,   ///< it ends too early
    limit,       ///< larger, longer or slower than a limit allows; the message names the limit
    io,          ///< reading or writing went wrong
    resource,    ///< the machine ran out of something: memory, descriptors, disk
    node,        ///< a node threw something else
    cancelled,   ///< the run was stopped before the item was done
};

/// "missing", "permission", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(ErrorClass error_class);

/// One failed item, as the report lists it.
struct Failure {
    std::uint64_t sequence = 0;
    std::string name; ///< of the item: a path, or a number
    std::string node; ///< the name, in the config, of the node that it failed in
    ErrorClass error_class = ErrorClass::node;
    std::string message; ///< one line, without name and node: what was found, and what was expected
    std::string limiter = {}; ///< the limiter that admitted it: sequence numbers are counted there
};

/// Thrown by a node to fail the item that it works on. The run goes on.
class PENSTOCK_API ItemError : public std::runtime_error {
public:
    ItemError(ErrorClass error_class, const std::string& message);
    ~ItemError() override;

    [[nodiscard]] ErrorClass error_class() const { return class_; }

private:
    ErrorClass class_;
};

/// Thrown by a node to skip its item: nothing is wrong, and there is nothing to do (the output
/// exists already, say).
class PENSTOCK_API ItemSkipped : public std::runtime_error {
public:
    explicit ItemSkipped(const std::string& reason);
    ~ItemSkipped() override;
};

/// Thrown by a node when going on is pointless for every item: the disk is full, the output is
/// read-only. The item fails with class `resource`, admission stops, what is in flight is finished.
class PENSTOCK_API ResourceExhausted : public ItemError {
public:
    explicit ResourceExhausted(const std::string& message);
    ~ResourceExhausted() override;
};

} // namespace penstock
