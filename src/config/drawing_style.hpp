// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace penstock::config {

// Plain classes, no custom properties: programs that turn SVG into pixels know these. All are below
// one class, so that a page can contain a drawing and have classes of its own.
inline constexpr std::string_view svg_style = R"(<style>
.penstock-graph text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.penstock-graph .page { fill: #ffffff; }
.penstock-graph .box { fill: #f6f7f9; stroke: #c4c9d1; stroke-width: 1; }
.penstock-graph .added { stroke-dasharray: 4 3; fill: #ffffff; }
.penstock-graph .name { fill: #1b1f24; font-size: 14px; font-weight: 600; }
.penstock-graph .small { fill: #57606a; font-size: 11.5px; }
.penstock-graph .label { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; stroke-linejoin: round; }
.penstock-graph .flow { fill: none; stroke: #6e7781; stroke-width: 1.5; }
.penstock-graph .head { fill: #6e7781; }
.penstock-graph .flow.failed { stroke: #b3261e; stroke-dasharray: 5 4; }
.penstock-graph .head.failed, .penstock-graph .label.failed { fill: #b3261e; }
.penstock-graph .flow.budget { stroke: #9a6b00; stroke-dasharray: 2 4; stroke-linecap: round; }
.penstock-graph .head.budget, .penstock-graph .label.budget { fill: #9a6b00; }
.penstock-graph .heat, .penstock-graph .bar { fill: #e8590c; }
.penstock-graph .room { fill: #d5dae1; }
.penstock-graph .heated .small { fill: #1b1f24; }
.penstock-graph .border { fill: none; stroke: #b3261e; stroke-width: 3; }
.penstock-graph .small.mark { fill: #6e1510; font-weight: 600; }
.penstock-graph .source { fill: #2f8f4e; }
.penstock-graph .limiter { fill: #d99a00; }
.penstock-graph .loader { fill: #2f6fd0; }
.penstock-graph .transform { fill: #7d8590; }
.penstock-graph .join, .penstock-graph .gather { fill: #c2385a; }
.penstock-graph .sink { fill: #8250c4; }
@media (prefers-color-scheme: dark) {
.penstock-graph .page { fill: #0d1117; }
.penstock-graph .box { fill: #1c2128; stroke: #444c56; }
.penstock-graph .added { fill: #0d1117; }
.penstock-graph .name { fill: #e6edf3; }
.penstock-graph .small { fill: #9da7b3; }
.penstock-graph .label { stroke: #0d1117; }
.penstock-graph .flow { stroke: #8b949e; }
.penstock-graph .head { fill: #8b949e; }
.penstock-graph .flow.failed { stroke: #ff7b72; }
.penstock-graph .head.failed, .penstock-graph .label.failed { fill: #ff7b72; }
.penstock-graph .flow.budget { stroke: #e3b341; }
.penstock-graph .head.budget, .penstock-graph .label.budget { fill: #e3b341; }
.penstock-graph .room { fill: #444c56; }
.penstock-graph .heated .small { fill: #e6edf3; }
.penstock-graph .border { stroke: #ff7b72; }
.penstock-graph .small.mark { fill: #ffd0c9; }
.penstock-graph .source { fill: #3fb950; }
.penstock-graph .limiter { fill: #e3b341; }
.penstock-graph .loader { fill: #58a6ff; }
.penstock-graph .transform { fill: #8b949e; }
.penstock-graph .join, .penstock-graph .gather { fill: #ff8fa8; }
.penstock-graph .sink { fill: #bc8cff; }
}
</style>
)";

} // namespace penstock::config
