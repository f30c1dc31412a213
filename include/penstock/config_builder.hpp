// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/pipeline_config.hpp"
#include "penstock/value.hpp"

#include <string>

namespace penstock {

/// Builds a config in a program, key by key as a file would have it. What comes of it goes through
/// the same reading and the same `validate`; messages name lines of the text that it stands for.
///
///     ConfigBuilder builder{"thumbnails"};
///     builder.node("frames", "generate", {{"count", 5}})
///         .node("gate", "limiter", {{"max_images", 4}})
///         .node("render", "render")
///         .node("end", "null")
///         .edge("frames -> gate -> render -> end");
///     const ValidatedConfig config = validate(builder.config(), built_in_nodes());
class PENSTOCK_API ConfigBuilder {
public:
    explicit ConfigBuilder(const std::string& name);

    /// A node with its parameters. A second node of that name is a mistake that `config` reports.
    ConfigBuilder&
    node(const std::string& name, const std::string& type, Value::Object params = {});
    /// Anything else of the node that was added last: "concurrency", "on_error", "timeout", "set".
    /// Throws `std::logic_error` where there is none.
    ConfigBuilder& option(const std::string& key, Value value);
    /// "a -> b", "a -> [b, c.port] -> d".
    ConfigBuilder& edge(const std::string& edge);
    /// An entry of "limits", such as "threads".
    ConfigBuilder& limit(const std::string& key, Value value);
    /// Any other key at the top, such as "errors".
    ConfigBuilder& entry(const std::string& key, Value value);

    /// The config so far. Mistakes are collected in its `issues`.
    [[nodiscard]] PipelineConfig config(const ConfigOverrides& overrides = {}) const;
    /// The config so far, as the text of a file.
    [[nodiscard]] std::string text() const;

private:
    Value::Object top_;
    Value::Object limits_;
    Value::Object nodes_;
    Value::Array edges_;
};

} // namespace penstock
