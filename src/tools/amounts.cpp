// SPDX-License-Identifier: Apache-2.0
#include "tools/amounts.hpp"

#include <fmt/format.h>

#include <cmath>

namespace penstock::tools {

std::string size_text(std::uint64_t bytes) {
    if (bytes < 1024)
        return fmt::format("{} B", bytes);
    double amount = static_cast<double>(bytes);
    const char* unit = "";
    for (const char* next : {"KiB", "MiB", "GiB", "TiB"}) {
        amount /= 1024;
        unit = next;
        if (amount < 1023.5)
            break;
    }
    std::string number = fmt::format("{:.{}f}", amount, amount < 9.95 ? 1 : 0);
    if (number.ends_with(".0"))
        number.resize(number.size() - 2);
    return number + ' ' + unit;
}

std::string time_text(double seconds) {
    if (seconds < 0.995)
        return fmt::format("{:.2f} s", seconds);
    if (seconds < 59.95)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string call_time_text(double milliseconds) {
    if (milliseconds < 9.995)
        return fmt::format("{:.2f} ms", milliseconds);
    if (milliseconds < 999.5)
        return fmt::format("{:.0f} ms", milliseconds);
    return fmt::format("{:.1f} s", milliseconds / 1000);
}

std::string number_text(double number) {
    const int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return fmt::format("{:.{}f}", number, decimals);
}

std::string rate_text(double per_second) {
    return per_second < 9.95 ? fmt::format("{:.1f} img/s", per_second)
                             : fmt::format("{:.0f} img/s", per_second);
}

std::string counted(std::uint64_t count, const char* singular, const char* plural) {
    return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

} // namespace penstock::tools
