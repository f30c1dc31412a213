// SPDX-License-Identifier: Apache-2.0
#include "penstock/report_page.hpp"

#include "profiling/report_data.hpp"
#include "profiling/report_drawing.hpp"
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

} // namespace

std::string
to_html(const RunReport& report, const ValidatedConfig& config, std::string_view effective_config) {
    const profiling::ReportParts& parts = profiling::report_parts();
    std::string page{parts.before_title};
    page.append(escaped(report.name)).append(parts.before_drawing);
    page.append(profiling::report_drawing(report, config)).append(parts.before_data);
    page.append(profiling::report_data(report, config, effective_config));
    return page.append(parts.after_data);
}

} // namespace penstock
