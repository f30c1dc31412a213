// SPDX-License-Identifier: Apache-2.0
//
// A collector for ITT, the interface through which oneTBB speaks to profilers: a library that a
// program loads when INTEL_LIBITTNOTIFY64 names it. What the program then tells of its tasks
// becomes a trace for Perfetto; `trace_output.hpp` says where it is written.
//
// A task is a slice, under the name of the node whose body it is, else by its kind. A user event
// FGA::DATAID::ITEM says what item the task works for: an argument of the slice, and arrows from
// task to task. The structure of graphs is in metadata: "itt_group" (a graph, a node or a port, its
// kind, and what it is a part of), "itt_name", "itt_relation" (5: ID is a part of OTHER; 7: an edge
// leads from ID to OTHER).
#include "itt/ittnotify_abi.hpp"
#include "itt/names.hpp"
#include "itt/things.hpp"
#include "itt/trace.hpp"
#include "itt/without_prefix.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unistd.h>

namespace penstock::itt {
namespace {

constexpr std::string_view flow_domain = "tbb.flow"; // of oneTBB's flow graph
constexpr std::string_view item_prefix = "FGA::DATAID::";
constexpr unsigned long known_version = 3;

bool is_of_flow(const Domain* domain) {
    return domain != nullptr && domain->name == flow_domain;
}

Line& add_id(Line& line, const Id& id) {
    return line.text("\"").hexadecimal(id.address).text(".").hexadecimal(id.kind).text("\"");
}

// A line of the structure, to be completed: what is said, and of what.
void begin_structure(Line& line, std::string_view what, const Id& of) {
    line.text(R"({"ph":"M","pid":)").number(static_cast<std::uint64_t>(::getpid()));
    line.text(R"(,"tid":0,"name":")").text(what).text(R"(","args":{"id":)");
    add_id(line, of);
}

void add_structure(Line& line) {
    if (Track* const track = trace::mine())
        track->add(trace::output(), line.text("}},\n"));
}

// From here on what ITT names so, without the prefix __itt_.

Domain* domain_create(const char* name) {
    return domain_of(name);
}

StringHandle* string_handle_create(const char* text) {
    Name* const name = text != nullptr ? name_of(text) : nullptr;
    return name != nullptr ? &name->handle : nullptr;
}

void thread_set_name(const char* text) {
    if (Track* const track = text != nullptr ? trace::mine() : nullptr)
        track->set_name(name_of(text));
}

void task_group(const Domain* domain, Id id, Id parent, StringHandle* kind) {
    if (!is_of_flow(domain))
        return; // each loop is a group, of which nothing is said later
    const Name* const name = Name::of(kind);
    Thing* const thing = Thing::of(id);
    if (name == nullptr || (thing != nullptr && !thing->begin(name, Thing::of(parent))))
        return;
    Line line;
    begin_structure(line, "itt_group", id);
    line.text(R"(,"kind":")").text(name->json).text(R"(","parent":)");
    add_structure(add_id(line, parent));
}

void relation_add(const Domain* domain, Id head, int relation, Id tail) {
    if (!is_of_flow(domain))
        return;
    if (static_cast<Relation>(relation) == Relation::is_child_of)
        if (Thing* const thing = Thing::of(head))
            thing->set_parent(Thing::of(tail));
    Line line;
    begin_structure(line, "itt_relation", head);
    line.text(R"(,"relation":)").number(static_cast<std::uint64_t>(relation)).text(R"(,"other":)");
    add_structure(add_id(line, tail));
}

void metadata_str_add(
    const Domain* domain, Id id, StringHandle* key, const char* text, std::size_t length) {
    if (!is_of_flow(domain) || key == nullptr || key->text == nullptr || text == nullptr)
        return;
    const std::string_view value{text, length};
    const std::string_view what{key->text};
    if (what == "object_name") {
        const Name* const name = name_of(value);
        if (name == nullptr)
            return;
        if (Thing* const thing = Thing::of(id))
            thing->set_name(name);
        Line line;
        begin_structure(line, "itt_name", id);
        add_structure(line.text(R"(,"name":")").text(name->json).text("\""));
    } else if (what == "user_event") {
        Track* const track = trace::mine();
        if (track == nullptr)
            return;
        const std::string_view item = without_prefix(value, item_prefix);
        const std::uint64_t number = hash_of(item);
        track->item(trace::output(), item, number, trace::is_new_item(number), trace::now());
    }
}

void task_begin(const Domain* domain, Id id, Id, StringHandle* kind) {
    if (Track* const track = domain != nullptr ? trace::mine() : nullptr)
        track->task_begins(
            domain, Name::of(kind), is_of_flow(domain) ? Thing::find(id) : nullptr, trace::now());
}

void task_end(const Domain* domain) {
    if (Track* const track = domain != nullptr ? trace::mine() : nullptr)
        track->task_ends(trace::output(), domain, trace::now());
}

struct Function {
    std::string_view name;
    void* address;
};

template <class Signature> void* address_of(Signature* function) {
    return reinterpret_cast<void*>(function);
}

} // namespace
} // namespace penstock::itt

/// Called by each instrumented library (libtbb and libtbbmalloc are two): its table gets our
/// functions where we have them, and its own empty ones elsewhere.
extern "C" __attribute__((visibility("default"))) void
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): ITT calls it so
__itt_api_init(penstock::itt::ApiTable* table, int) {
    using namespace penstock::itt;
    const Function functions[] = {
        {"__itt_domain_create", address_of(domain_create)},
        {"__itt_string_handle_create", address_of(string_handle_create)},
        {"__itt_thread_set_name", address_of(thread_set_name)},
        {"__itt_task_group", address_of(task_group)},
        {"__itt_relation_add", address_of(relation_add)},
        {"__itt_metadata_str_add", address_of(metadata_str_add)},
        {"__itt_task_begin", address_of(task_begin)},
        {"__itt_task_end", address_of(task_end)},
    };
    if (table == nullptr || table->version[0] != known_version)
        return; // what lies where is not known
    for (ApiEntry* entry = table->entries; entry != nullptr && entry->name != nullptr; ++entry) {
        *entry->function = entry->none;
        for (const Function& ours : functions)
            if (ours.name == entry->name)
                *entry->function = ours.address;
    }
}
