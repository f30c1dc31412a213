// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/validated_config.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace penstock {

enum class DrawingFormat : std::uint8_t { dot, mermaid, svg };

struct DrawingOptions {
    DrawingFormat format = DrawingFormat::dot;
    /// Shows what the engine adds: measuring, gate, reading, and the way on which budget comes
    /// back.
    bool is_expanded = false;
    /// Further lines below what is said of nodes, by their names. Names of no node mean nothing.
    std::map<std::string, std::string> notes = {};
};

/// The graph as text in that format. SVG is complete by itself: no fonts, scripts or files are
/// fetched.
[[nodiscard]] PENSTOCK_API std::string draw(const ValidatedConfig& config,
                                            const DrawingOptions& options = {});

} // namespace penstock
