// SPDX-License-Identifier: Apache-2.0
//
// A collector for ITT, the interface through which oneTBB speaks to profilers: what VTune and Flow
// Graph Analyzer are told is written into the file that PENSTOCK_ITT_LOG names, one event a line,
// its fields separated by tabs:
//
//     group     DOMAIN ID PARENT KIND     a graph, a node or a port exists
//     relation  DOMAIN HEAD NUMBER TAIL   5: HEAD is a child of TAIL; 7: HEAD precedes TAIL
//     metadata  DOMAIN ID KEY TEXT        with KEY "object_name": its name
//     begin     DOMAIN THREAD ID KIND     a task begins on a thread
//     end       DOMAIN THREAD             the innermost task of that thread ends
//
// Use: INTEL_LIBITTNOTIFY64=libpenstock_itt_collector.so PENSTOCK_ITT_LOG=events.tsv PROGRAM
//
// The structures are those of ITT's protocol 2; a collector and what loads it share them by layout.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <dlfcn.h>
#include <mutex>
#include <pthread.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

#define PENSTOCK_ITT_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

struct ApiEntry {
    const char* name;
    void** function;
    void* initial;
    void* none;
    int group;
};

/// What an instrumented library hands over. There are more members behind these.
struct ApiTable {
    unsigned char magic[8];
    unsigned long version[3];
    volatile long state[3];
    pthread_mutex_t mutex;
    void* library;
    void* on_error;
    const char** library_path;
    ApiEntry* entries; // ends with an entry without name
};

struct Id {
    unsigned long long parts[3];
};

/// A domain begins like this; so does a string handle, without the flags.
struct Domain {
    volatile int flags;
    const char* name;
    void* wide_name;
    int extra_number;
    void* extra;
    Domain* next;
};

struct StringHandle {
    const char* text;
    void* wide_text;
    int extra_number;
    void* extra;
    StringHandle* next;
};

/// What was handed out lives as long as the process: libraries keep pointers to it.
class Names {
public:
    Domain* domain(const char* name) {
        const std::scoped_lock lock{mutex_};
        for (Domain& known : domains_)
            if (std::string_view{known.name} == name)
                return &known;
        domains_.push_back({1, texts_.emplace_back(name).c_str(), nullptr, 0, nullptr, nullptr});
        return &domains_.back();
    }
    StringHandle* handle(const char* text) {
        const std::scoped_lock lock{mutex_};
        for (StringHandle& known : handles_)
            if (std::string_view{known.text} == text)
                return &known;
        handles_.push_back({texts_.emplace_back(text).c_str(), nullptr, 0, nullptr, nullptr});
        return &handles_.back();
    }

private:
    std::mutex mutex_;
    std::deque<std::string> texts_;
    std::deque<Domain> domains_;
    std::deque<StringHandle> handles_;
};

// Never destroyed: tasks may end after static destructors have run.
Names& names() {
    static Names* const instance = new Names;
    return *instance;
}

/// The log; null where no file was named. stdio locks each call, so lines stay whole.
std::FILE* log_file() {
    static std::FILE* const file = [] {
        const char* const path = std::getenv("PENSTOCK_ITT_LOG");
        return path != nullptr ? std::fopen(path, "we") : nullptr;
    }();
    return file;
}

std::string to_text(const Id& id) {
    char text[64];
    std::snprintf(text, sizeof text, "%llx.%llx", id.parts[0], id.parts[1]);
    return text;
}

const char* to_text(const StringHandle* handle) {
    return handle != nullptr && handle->text != nullptr ? handle->text : "-";
}

long thread_number() {
    return ::syscall(SYS_gettid);
}

} // namespace

PENSTOCK_ITT_EXPORT Domain* __itt_domain_create(const char* name) {
    return names().domain(name);
}

PENSTOCK_ITT_EXPORT StringHandle* __itt_string_handle_create(const char* text) {
    return names().handle(text);
}

PENSTOCK_ITT_EXPORT void
__itt_task_group(const Domain* domain, Id id, Id parent, StringHandle* kind) {
    if (std::FILE* const log = log_file())
        std::fprintf(log,
                     "group\t%s\t%s\t%s\t%s\n",
                     domain->name,
                     to_text(id).c_str(),
                     to_text(parent).c_str(),
                     to_text(kind));
}

PENSTOCK_ITT_EXPORT void __itt_relation_add(const Domain* domain, Id head, int relation, Id tail) {
    if (std::FILE* const log = log_file())
        std::fprintf(log,
                     "relation\t%s\t%s\t%d\t%s\n",
                     domain->name,
                     to_text(head).c_str(),
                     relation,
                     to_text(tail).c_str());
}

PENSTOCK_ITT_EXPORT void __itt_metadata_str_add(
    const Domain* domain, Id id, StringHandle* key, const char* text, std::size_t length) {
    if (std::FILE* const log = log_file())
        std::fprintf(log,
                     "metadata\t%s\t%s\t%s\t%.*s\n",
                     domain->name,
                     to_text(id).c_str(),
                     to_text(key),
                     static_cast<int>(length),
                     text);
}

PENSTOCK_ITT_EXPORT void __itt_task_begin(const Domain* domain, Id id, Id, StringHandle* kind) {
    if (std::FILE* const log = log_file())
        std::fprintf(log,
                     "begin\t%s\t%ld\t%s\t%s\n",
                     domain->name,
                     thread_number(),
                     to_text(id).c_str(),
                     to_text(kind));
}

PENSTOCK_ITT_EXPORT void __itt_task_end(const Domain* domain) {
    if (std::FILE* const log = log_file())
        std::fprintf(log, "end\t%s\t%ld\n", domain->name, thread_number());
}

/// Called by each instrumented library (libtbb and libtbbmalloc are two): its table gets our
/// functions where we have them, and its own empty ones elsewhere.
PENSTOCK_ITT_EXPORT void __itt_api_init(ApiTable* table, int) {
    Dl_info self{};
    if (::dladdr(reinterpret_cast<void*>(&log_file), &self) == 0)
        return;
    void* const library = ::dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    for (ApiEntry* entry = table->entries; entry != nullptr && entry->name != nullptr; ++entry) {
        void* const ours = library != nullptr ? ::dlsym(library, entry->name) : nullptr;
        *entry->function = ours != nullptr ? ours : entry->none;
    }
}
