// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace penstock::storage {

// Which item owns which output name, over all writers of one run. Of several items that map to one
// name, the one that comes first in (sequence, path) owns it at the end, whatever the schedule.
//
// An item takes 24 bytes in a table that is between 57 % and 85 % full: 28 to 42 bytes. The names
// themselves are kept as 96 bits of hash: at ten million outputs the odds that two distinct names
// are taken for one are below 1 in 10^15. For messages, the most recent items' names are kept
// beside, in at most 8 MiB; older ones are called by their number. Thread-safe; a name is locked
// while it is published.
class OutputNames {
public:
    struct Item {
        std::uint64_t sequence = 0; // below 2^62
        std::uint32_t path = 0;
        std::string name;
    };
    struct Output {
        std::string key;   // absolute, without links: equal where the file is the same
        std::string shown; // for messages
    };
    struct Published {
        bool is_published = false;
        std::optional<Item> displaced; // its output stood there, and is replaced
    };
    // Gives the file its final name. `is_ours`: this run wrote what stands there, if anything
    // does. False: something stands there, and is kept.
    using Publish = std::function<bool(bool is_ours)>;

    OutputNames();
    ~OutputNames();

    // A writer says below which folder (a canonical path) its outputs lie.
    void add_writer(const std::string& root);
    // No other writer can write what the one with this root writes.
    [[nodiscard]] bool is_alone(const std::string& root) const;

    // Something stood there before this run. `exists` looks at the disk.
    [[nodiscard]] bool existed_before(const Output& output,
                                      const std::function<bool()>& exists) const;
    // The item means to write that output. Throws `ItemError` (io) where an earlier item owns it.
    // What a later item has published stands until `publish`.
    void claim(const Output& output, const Item& item);
    // Throws `ItemError` (io) where an earlier item has claimed the name since. Lets through what
    // `publish` throws.
    [[nodiscard]] Published publish(const Output& output, const Item& item, const Publish& publish);
    // The item failed behind its claim: what a later item had published keeps the name.
    void abandon(const Output& output, const Item& item);

    // What an item is told whose output is `winner`'s: it failed, or was replaced.
    [[nodiscard]] static std::string collision_message(std::string_view shown, const Item& winner);

    // Memory of the table, for tests.
    [[nodiscard]] std::uint64_t table_bytes() const;

private:
    struct Key;
    struct Entry;
    struct Stripe;

    [[nodiscard]] static Key key_of(std::string_view name);
    [[nodiscard]] Stripe& stripe_of(const Key& key) const;

    std::unique_ptr<Stripe[]> stripes_;
    mutable std::mutex writers_mutex_;
    std::vector<std::string> writers_;
};

} // namespace penstock::storage
