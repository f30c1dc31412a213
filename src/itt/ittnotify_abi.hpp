// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

// What a collector and the libraries that load it share by layout alone: ITT's protocol 2, as it is
// since ITT-API 3. Nothing of it is linked.
namespace penstock::itt {

/// One function that a collector may provide. A list of them ends with an entry without name.
struct ApiEntry {
    const char* name;
    void** function; ///< where the library looks for it
    void* initial;
    void* none; ///< does nothing
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
    ApiEntry* entries;
};

/// An address, what kind of thing is meant by it, and a number that is 0 here.
struct Id {
    unsigned long long address;
    unsigned long long kind;
    unsigned long long more;
};

struct Domain {
    volatile int flags; ///< 0: libraries say nothing of it
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

enum class Relation : int { is_child_of = 5, precedes = 7 };

} // namespace penstock::itt
