// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/node_registry.hpp"
#include "penstock/pipeline_config.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>

namespace penstock {

/// A library cannot be used as a plugin. `what()` is one sentence: which, why, what to do.
class PENSTOCK_API PluginError : public std::runtime_error {
public:
    explicit PluginError(const std::string& message);
    ~PluginError() override;
};

/// The environment variable with the folders of installed plugins, separated by colons.
inline constexpr const char* plugin_path_variable = "PENSTOCK_PLUGIN_PATH";

/// Adds the node types of a library to a registry: all of them, or, where it throws `PluginError`,
/// none. A library whose types are there already adds nothing. It stays loaded until the process
/// ends.
///
/// `library` is a path, relative to `folder` (empty: the working directory), or a name without a
/// slash. A name, "tint" or "libtint.so", is looked for in `folder`, then in the folders of
/// PENSTOCK_PLUGIN_PATH, and then among the plugins that penstock brings.
PENSTOCK_API void load_plugin(NodeRegistry& registry,
                              const std::filesystem::path& library,
                              const std::filesystem::path& folder = {});

/// The same for every lib*.so in the folders of PENSTOCK_PLUGIN_PATH, by name. A library with the
/// name of one that is loaded already, by hand or from a folder before, stays out. Where some
/// cannot be used, it loads the others and throws a `PluginError` then, with a line for each.
PENSTOCK_API void load_installed_plugins(NodeRegistry& registry);

/// What a config needs before `validate`: loads the libraries that its "plugins" names, relative to
/// the file that names them, and then those of PENSTOCK_PLUGIN_PATH. What goes wrong is added to
/// `config.issues`, which `validate` throws together with all other mistakes; of those of
/// PENSTOCK_PLUGIN_PATH it is a warning.
PENSTOCK_API void load_plugins(NodeRegistry& registry, PipelineConfig& config);

} // namespace penstock
