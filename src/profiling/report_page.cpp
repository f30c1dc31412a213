// SPDX-License-Identifier: Apache-2.0
#include "penstock/report_page.hpp"

#include "penstock/bottleneck.hpp"
#include "penstock/drawing.hpp"
#include "penstock/run_history.hpp"

#include "profiling/report_data.hpp"
#include "profiling/report_parts.hpp"

namespace penstock {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '&')
            result += "&amp;";
        else
            result += c;
    }
    return result;
}

std::string drawing_of(const ValidatedConfig& config) {
    DrawingOptions options{.format = DrawingFormat::svg};
    return draw(config, options);
}

} // namespace

std::string
to_html(const RunReport& report, const ValidatedConfig& config, std::string_view effective_config) {
    const profiling::ReportParts& parts = profiling::report_parts();
    std::string page{parts.before_title};
    page.append(escaped(report.name)).append(parts.before_drawing);
    page.append(drawing_of(config)).append(parts.before_data);
    page.append(profiling::report_data(report, config, effective_config));
    return page.append(parts.after_data);
}

} // namespace penstock
