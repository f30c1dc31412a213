// SPDX-License-Identifier: Apache-2.0
// A loader without images: each request becomes a text file of rows and columns.
#include "penstock/plugin.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>

namespace {

using penstock::Buffer;
using penstock::Encoded;
using penstock::Measure;
using penstock::NodeContext;
using penstock::PayloadBound;
using penstock::Request;

/// Where the numbers of a table come from.
enum class Values : std::uint8_t { random, sum };

// The digits of 0 to 999, so that a number of up to six takes two steps and no division by ten.
struct ThreeDigits {
    std::array<char, 4> padded{};   // "007", and a byte that is written over
    std::array<char, 4> shortest{}; // "7"
    std::uint32_t size = 0;         // of the shortest
};

constexpr std::array<ThreeDigits, 1000> make_digits() {
    std::array<ThreeDigits, 1000> all{};
    for (std::uint32_t number = 0; number < all.size(); ++number) {
        ThreeDigits& digits = all[number];
        digits.padded = {static_cast<char>('0' + number / 100),
                         static_cast<char>('0' + number / 10 % 10),
                         static_cast<char>('0' + number % 10)};
        digits.size = number < 10 ? 1 : number < 100 ? 2 : 3;
        for (std::uint32_t i = 0; i < digits.size; ++i)
            digits.shortest[i] = digits.padded[3 - digits.size + i];
    }
    return all;
}

constexpr auto digits_of = make_digits();

// As std::to_chars does. Needs room for eight bytes at least.
char* put_number(char* at, char* end, std::int64_t number) {
    if (number < 0 || number > 999'999)
        return std::to_chars(at, end, number).ptr;
    const auto value = static_cast<std::uint32_t>(number);
    const ThreeDigits& low = digits_of[value % 1000];
    if (value < 1000) {
        std::memcpy(at, low.shortest.data(), 4);
        return at + low.size;
    }
    const ThreeDigits& high = digits_of[value / 1000];
    std::memcpy(at, high.shortest.data(), 4);
    at += high.size;
    std::memcpy(at, low.padded.data(), 4);
    return at + 3;
}

struct CsvTable {
    struct Params {
        std::uint32_t rows = 1000;
        std::uint32_t columns = 10;
        std::int64_t minimum = 0;
        std::int64_t maximum = 999'999;
        bool header = true;
        Values values = Values::random;
        std::uint64_t seed = 0;
    };

    static penstock::Description<CsvTable> describe() {
        return penstock::Description<CsvTable>{
            "csv_table",
            "Makes a table of integers, random ones or others, as comma-separated text (RFC 4180, "
            "lines end with a "
            "line feed), the same one for the same request in every run."}
            .param("rows", &Params::rows, {.doc = "Lines without the header.", .minimum = 1})
            .param("columns",
                   &Params::columns,
                   {.doc = "Numbers in a line.", .minimum = 1, .maximum = 100'000})
            .param("minimum", &Params::minimum, {.doc = "The least number."})
            .param("maximum", &Params::maximum, {.doc = "The largest number."})
            .param("header",
                   &Params::header,
                   {.doc = "Begins with a line of names: c0, c1 and so on."})
            .choice("values",
                    &Params::values,
                    {{"random", Values::random}, {"sum", Values::sum}},
                    {.doc = "sum: the number of the table, of the line and of the column, each "
                            "counted from 0, added to the seed and the least number; behind the "
                            "largest one it goes on with the least."})
            .param("seed", &Params::seed, {.doc = "Another seed makes other tables."});
    }

    static void check(const Params& params) {
        if (params.minimum > params.maximum)
            throw std::invalid_argument("\"minimum\" is " + std::to_string(params.minimum) +
                                        "; expected at most \"maximum\", which is " +
                                        std::to_string(params.maximum));
    }

    Measure measure(const Request&, const Params& params, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::encoded(most_bytes(params));
        measure.output.format = "csv";
        measure.output.extension = "csv";
        return measure;
    }

    Encoded load(const Request& request,
                 const Measure&,
                 Buffer,
                 const Params& params,
                 NodeContext& context) const {
        Encoded table;
        table.format = "csv";
        table.extension = "csv";
        table.buffer = context.allocate_bytes(most_bytes(params));
        table.buffer.truncate(write(table.buffer.bytes(), request, params, context));
        return table;
    }

private:
    // Each number and each name with what separates it from the next.
    static std::uint64_t most_bytes(const Params& params) {
        const std::uint64_t cells =
            std::uint64_t{params.rows} * params.columns + (params.header ? params.columns : 0);
        return cells * (width_of(params) + 1);
    }
    static std::uint64_t width_of(const Params& params) {
        const auto width = [](std::int64_t number) { return std::to_string(number).size(); };
        return std::max({width(params.minimum), width(params.maximum), std::size_t{7}});
    }

    static std::size_t write(std::span<std::byte> target,
                             const Request& request,
                             const Params& params,
                             NodeContext& context) {
        auto* const begin = reinterpret_cast<char*>(target.data());
        char* const end = begin + target.size();
        char* at = begin;
        if (params.header)
            for (std::uint32_t column = 0; column < params.columns; ++column) {
                *at++ = 'c';
                at = std::to_chars(at, end, column).ptr;
                *at++ = column + 1 < params.columns ? ',' : '\n';
            }
        // All 64 bits where the range has them all: then the span is 0.
        const std::uint64_t span = static_cast<std::uint64_t>(params.maximum) -
                                   static_cast<std::uint64_t>(params.minimum) + 1;
        if (params.values == Values::sum) {
            at = fill(at, end, params, context, [&](std::uint32_t row) {
                const std::uint64_t first = params.seed + request.index + row;
                return [span, next = span == 0 ? first : first % span]() mutable {
                    const std::uint64_t offset = next++;
                    if (next == span)
                        next = 0;
                    return offset;
                };
            });
        } else {
            penstock::Random random{params.seed ^ request.seed, "csv_table", request.index};
            at = fill(at, end, params, context, [&](std::uint32_t) {
                return [span, &random] { return span == 0 ? random() : random.below(span); };
            });
        }
        return static_cast<std::size_t>(at - begin);
    }

    /// Writes the lines. `numbers_of(row)` gives what gives the row's numbers, as offsets from the
    /// least one.
    template <class NumbersOf>
    static char* fill(char* at,
                      char* end,
                      const Params& params,
                      NodeContext& context,
                      const NumbersOf& numbers_of) {
        const auto least = static_cast<std::uint64_t>(params.minimum);
        // Some milliseconds: a table that takes no longer is finished when the run is stopped.
        const std::uint32_t rows_at_once = std::max(1U, 1'000'000U / params.columns);
        for (std::uint32_t row = 0; row < params.rows; ++row) {
            if (row % rows_at_once == rows_at_once - 1 && context.stop_requested())
                throw penstock::ItemError{penstock::ErrorClass::cancelled, "the run was stopped"};
            auto next = numbers_of(row);
            for (std::uint32_t column = 0; column < params.columns; ++column) {
                at = put_number(at, end, static_cast<std::int64_t>(least + next()));
                *at++ = column + 1 < params.columns ? ',' : '\n';
            }
        }
        return at;
    }
};

void register_nodes(penstock::NodeRegistry& registry) {
    registry.add<CsvTable>();
}

} // namespace

PENSTOCK_PLUGIN(register_nodes)
