// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"
#include "penstock/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What those have in common who read a summary back. All throw `std::invalid_argument`, with one
// sentence, where the text is no summary.
namespace penstock::profiling {

[[noreturn]] void refuse_summary(const std::string& what);

/// At most 1 GiB.
[[nodiscard]] Value parsed_summary(std::string_view text);

/// Members of an object that messages call `where`.
[[nodiscard]] const Value&
member_in(const Value& object, std::string_view key, const std::string& where);
[[nodiscard]] const Value::Object&
object_in(const Value& object, std::string_view key, const std::string& where);
[[nodiscard]] std::string
text_in(const Value& object, std::string_view key, const std::string& where);
[[nodiscard]] std::vector<std::string>
texts_in(const Value& object, std::string_view key, const std::string& where);
/// The one that is called so of an enumeration that ends with `last`.
template <class Word>
[[nodiscard]] Word
word_in(const Value& object, std::string_view key, const std::string& where, Word last) {
    const std::string name = text_in(object, key, where);
    for (int i = 0; i <= static_cast<int>(last); ++i)
        if (to_string(static_cast<Word>(i)) == name)
            return static_cast<Word>(i);
    refuse_summary(where + " has the " + std::string{key} + " \"" + name +
                   "\", which there is not");
}
[[nodiscard]] bool flag_in(const Value& object, std::string_view key, const std::string& where);
/// 0 or more, and not more than `most`.
[[nodiscard]] std::uint64_t count_in(const Value& object,
                                     std::string_view key,
                                     const std::string& where,
                                     std::uint64_t most = INT64_MAX);
/// Likewise, of 32 bits.
[[nodiscard]] std::uint32_t
small_count_in(const Value& object, std::string_view key, const std::string& where);
/// How the items ended.
[[nodiscard]] ItemCounts items_in(const Value& summary);
/// 0 or more.
[[nodiscard]] double amount_in(const Value& object, std::string_view key, const std::string& where);

} // namespace penstock::profiling
