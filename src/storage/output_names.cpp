// SPDX-License-Identifier: Apache-2.0
#include "storage/output_names.hpp"

#include "penstock/failure.hpp"

#include "core/hash.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace penstock::storage {
namespace {

constexpr std::size_t stripe_count = 64;
constexpr std::size_t smallest_table = 16;
constexpr std::size_t recent_bytes = 128 * 1024; // of names, in each stripe

std::string shown(const OutputNames::Item& item) {
    if (item.name.empty())
        return fmt::format("item {}", item.sequence);
    return fmt::format("{} (item {})", quoted(item.name), item.sequence);
}

} // namespace

std::string OutputNames::collision_message(std::string_view output, const Item& winner) {
    return fmt::format("the output {} belongs to {}, which comes first; make the names differ, for "
                       "example with {{dir}}, {{source_ext}} or {{seq}}",
                       quoted(output),
                       shown(winner));
}

struct OutputNames::Key {
    std::uint64_t hash;
    std::uint32_t check;
    std::uint32_t stripe;
};

struct OutputNames::Entry {
    enum State : std::uint8_t { empty, claimed, published };

    [[nodiscard]] bool holds(const Key& key) const {
        return hash == key.hash && check == key.check;
    }
    [[nodiscard]] bool belongs_to(const Item& item) const {
        return sequence == item.sequence && path == item.path;
    }
    [[nodiscard]] bool is_before(const Item& item) const {
        return sequence != item.sequence ? sequence < item.sequence : path < item.path;
    }
    void give_to(const Item& item, State now) {
        sequence = item.sequence & ((std::uint64_t{1} << 62U) - 1);
        path = item.path;
        state = static_cast<std::uint64_t>(now) & 3U;
    }

    std::uint64_t hash = 0;
    std::uint32_t check = 0;
    std::uint32_t path = 0;
    std::uint64_t sequence : 62 = 0;
    std::uint64_t state : 2 = empty;
};

struct OutputNames::Stripe {
    struct Recent {
        std::uint64_t hash;
        Item item;
    };

    [[nodiscard]] Entry* find(const Key& key);
    [[nodiscard]] Entry& find_or_add(const Key& key);
    void grow();
    void remember(const Key& key, const Item& item);
    [[nodiscard]] Item item_of(const Entry& entry) const;
    [[noreturn]] void throw_lost(const Entry& owner, std::string_view output) const;

    std::mutex mutex;
    std::vector<Entry> table; // open addressing, linear probing, nothing is ever removed
    std::size_t used = 0;
    // What stands on disk under a name that an earlier item has claimed since.
    std::unordered_map<std::uint64_t, Item> standing;
    std::deque<Recent> recent;
    std::size_t recent_size = 0;
};

OutputNames::Entry* OutputNames::Stripe::find(const Key& key) {
    if (table.empty())
        return nullptr;
    for (std::size_t at = key.hash % table.size();; at = (at + 1) % table.size()) {
        if (table[at].state == Entry::empty)
            return nullptr;
        if (table[at].holds(key))
            return &table[at];
    }
}

// An added entry is `empty` still; the caller gives it to its item.
OutputNames::Entry& OutputNames::Stripe::find_or_add(const Key& key) {
    if (Entry* found = find(key))
        return *found;
    if ((used + 1) * 100 > table.size() * 85)
        grow();
    std::size_t at = key.hash % table.size();
    while (table[at].state != Entry::empty)
        at = (at + 1) % table.size();
    ++used;
    table[at].hash = key.hash;
    table[at].check = key.check;
    return table[at];
}

void OutputNames::Stripe::grow() {
    std::vector<Entry> larger(std::max(smallest_table, table.size() + table.size() / 2));
    for (const Entry& entry : table) {
        if (entry.state == Entry::empty)
            continue;
        std::size_t at = entry.hash % larger.size();
        while (larger[at].state != Entry::empty)
            at = (at + 1) % larger.size();
        larger[at] = entry;
    }
    table = std::move(larger);
}

void OutputNames::Stripe::remember(const Key& key, const Item& item) {
    recent.push_back({key.hash, item});
    recent_size += sizeof(Recent) + item.name.size();
    while (recent_size > recent_bytes && recent.size() > 1) {
        recent_size -= sizeof(Recent) + recent.front().item.name.size();
        recent.pop_front();
    }
}

OutputNames::Item OutputNames::Stripe::item_of(const Entry& entry) const {
    const auto found = std::find_if(recent.rbegin(), recent.rend(), [&](const Recent& candidate) {
        return candidate.hash == entry.hash && entry.belongs_to(candidate.item);
    });
    if (found != recent.rend())
        return found->item;
    return {.sequence = entry.sequence, .path = entry.path, .name = {}};
}

void OutputNames::Stripe::throw_lost(const Entry& owner, std::string_view output) const {
    throw ItemError(ErrorClass::io, collision_message(output, item_of(owner)));
}

OutputNames::OutputNames() : stripes_{std::make_unique<Stripe[]>(stripe_count)} {}
OutputNames::~OutputNames() = default;

void OutputNames::add_writer(const std::string& root) {
    const std::scoped_lock lock{writers_mutex_};
    writers_.push_back(root == "/" ? root : root + '/');
}

bool OutputNames::is_alone(const std::string& root) const {
    const std::string own = root == "/" ? root : root + '/';
    const std::scoped_lock lock{writers_mutex_};
    return std::count_if(writers_.begin(), writers_.end(), [&](const std::string& other) {
               return own.starts_with(other) || other.starts_with(own);
           }) <= 1;
}

OutputNames::Key OutputNames::key_of(std::string_view name) {
    std::uint64_t first = 0x243F6A8885A308D3U ^ name.size();
    std::uint64_t second = 0x13198A2E03707344U;
    for (std::size_t at = 0; at < name.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, name.data() + at, std::min(sizeof word, name.size() - at));
        first = mixed(first ^ word);
        second = mixed(second + word * hash_step);
    }
    return {.hash = first,
            .check = static_cast<std::uint32_t>(second),
            .stripe = static_cast<std::uint32_t>((second >> 32U) % stripe_count)};
}

OutputNames::Stripe& OutputNames::stripe_of(const Key& key) const {
    return stripes_[key.stripe];
}

bool OutputNames::existed_before(const Output& output, const std::function<bool()>& exists) const {
    const Key key = key_of(output.key);
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock{stripe.mutex};
    const Entry* entry = stripe.find(key);
    const bool is_ours = (entry != nullptr && entry->state == Entry::published) ||
                         stripe.standing.contains(key.hash);
    return !is_ours && exists();
}

void OutputNames::claim(const Output& output, const Item& item) {
    const Key key = key_of(output.key);
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock{stripe.mutex};
    Entry& entry = stripe.find_or_add(key);
    if (entry.state != Entry::empty) {
        if (entry.belongs_to(item))
            return;
        if (entry.is_before(item))
            stripe.throw_lost(entry, output.shown);
        if (entry.state == Entry::published)
            stripe.standing.insert_or_assign(key.hash, stripe.item_of(entry));
    }
    entry.give_to(item, Entry::claimed);
    stripe.remember(key, item);
}

OutputNames::Published
OutputNames::publish(const Output& output, const Item& item, const Publish& publish) {
    const Key key = key_of(output.key);
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock{stripe.mutex};
    Entry* entry = stripe.find(key);
    assert(entry != nullptr && "claim comes before publish");
    if (!entry->belongs_to(item))
        stripe.throw_lost(*entry, output.shown);
    const auto standing = stripe.standing.find(key.hash);
    const bool is_ours = entry->state == Entry::published || standing != stripe.standing.end();
    Published result{.is_published = publish(is_ours), .displaced = {}};
    if (!result.is_published)
        return result;
    if (standing != stripe.standing.end()) {
        result.displaced = standing->second;
        stripe.standing.erase(standing);
    }
    entry->give_to(item, Entry::published);
    return result;
}

void OutputNames::abandon(const Output& output, const Item& item) {
    const Key key = key_of(output.key);
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock{stripe.mutex};
    Entry* entry = stripe.find(key);
    const auto standing = stripe.standing.find(key.hash);
    if (entry == nullptr || !entry->belongs_to(item) || standing == stripe.standing.end())
        return;
    entry->give_to(standing->second, Entry::published);
    stripe.standing.erase(standing);
}

std::uint64_t OutputNames::table_bytes() const {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < stripe_count; ++i) {
        const std::scoped_lock lock{stripes_[i].mutex};
        bytes += stripes_[i].table.capacity() * sizeof(Entry);
    }
    return bytes;
}

} // namespace penstock::storage
