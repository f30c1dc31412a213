// SPDX-License-Identifier: Apache-2.0
#include "itt/trace.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace penstock::itt::trace {
namespace {

enum class State : int { not_begun, going_on, over };

constexpr std::size_t most_tracks = 4096; // threads at one time, of which each needs some 36 KiB
constexpr std::size_t items_remembered = 1 << 16;
constexpr timespec pause_between_writes{.tv_sec = 0, .tv_nsec = 500'000'000};

std::atomic<State> state;
std::atomic<std::uint64_t> begin_ns;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // of the beginning, the end, and new tracks
pthread_mutex_t writing =
    PTHREAD_MUTEX_INITIALIZER; // between taking lines and writing them; after `mutex`
pthread_key_t at_thread_end;
std::atomic<Track*> tracks;
std::size_t track_count = 0;
std::atomic<std::uint64_t> threads_left_out;
std::atomic<std::uint64_t> items[items_remembered]; // numbers, each at its place
char writers_room[Track::buffer_size];              // of the thread that writes

thread_local Track* my_track = nullptr;
thread_local bool is_over_for_me = false;

std::uint64_t clock_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
           static_cast<std::uint64_t>(time.tv_nsec);
}

class Held {
public:
    explicit Held(pthread_mutex_t& held) : mutex_{held} { ::pthread_mutex_lock(&mutex_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { ::pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t& mutex_;
};

// What lies in the buffers.
void write_what_there_is() {
    for (Track* track = tracks; track != nullptr; track = track->next) {
        if (state != State::going_on)
            return; // it ends, or this is not its process, and the locks are nobody's
        const Held held{writing};
        if (state != State::going_on)
            return;
        if (const std::string_view lines = track->take(writers_room); !lines.empty())
            output().write(lines);
    }
}

// It does not stay there: a program that hangs is killed in the end.
void* write_now_and_then(void*) {
    while (state == State::going_on) {
        ::nanosleep(&pause_between_writes, nullptr);
        write_what_there_is();
    }
    return nullptr;
}

// With all signals blocked: they are the program's affair.
void start_writer() {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread{};
    if (::pthread_create(&thread, nullptr, write_now_and_then, nullptr) == 0) {
        ::pthread_setname_np(thread, "itt-trace");
        ::pthread_detach(thread);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void end_of_thread(void* track) {
    is_over_for_me = true;
    my_track = nullptr;
    auto* const mine = static_cast<Track*>(track);
    if (state == State::going_on)
        mine->end(output(), now());
    mine->is_used = false;
}

// It has the parent's lines, and none of its threads.
void in_child() {
    state = State::over;
}

void finish() {
    if (state != State::going_on)
        return; // in a child, too, where the locks are nobody's
    const Held held{mutex};
    const Held quiet{writing};
    if (state.exchange(State::over) != State::going_on)
        return;
    std::uint64_t dropped = threads_left_out;
    for (Track* track = tracks; track != nullptr; track = track->next) {
        track->end(output(), now());
        dropped += track->dropped();
    }
    Line last;
    last.text(R"({"ph":"M","pid":)").number(static_cast<std::uint64_t>(::getpid()));
    last.text(R"(,"tid":0,"name":"itt_trace_end","args":{"dropped_events":)").number(dropped);
    output().complete(last.text("}}").text());
}

void say_process() {
    char name[256];
    const std::size_t length = to_json(program_invocation_short_name, name, sizeof name);
    Line line;
    line.text(R"({"ph":"M","pid":)").number(static_cast<std::uint64_t>(::getpid()));
    line.text(R"(,"tid":0,"name":"process_name","args":{"name":")").text({name, length});
    output().write(line.text("\"}},\n").text());
}

bool has_begun() {
    const Held held{mutex};
    if (state != State::not_begun)
        return state == State::going_on;
    if (::pthread_key_create(&at_thread_end, end_of_thread) != 0 || !output().open()) {
        state = State::over;
        return false;
    }
    ::pthread_atfork(nullptr, nullptr, in_child);
    std::at_quick_exit(finish);
    std::atexit(write_what_there_is); // if destructors crash, it is there
    say_process();
    state = State::going_on;
    start_writer();
    return true;
}

Track* unused_track() {
    for (Track* track = tracks; track != nullptr; track = track->next)
        if (bool is_used = false; track->is_used.compare_exchange_strong(is_used, true))
            return track;
    if (track_count == most_tracks)
        return nullptr;
    void* const memory =
        ::mmap(nullptr, sizeof(Track), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return nullptr;
    ++track_count;
    auto* const track = ::new (memory) Track;
    track->is_used = true;
    track->next = tracks;
    tracks = track;
    return track;
}

// Before the first event, so that its time counts from there.
__attribute__((constructor)) void note_beginning() {
    begin_ns = clock_ns();
}

// After the functions that the program gave to atexit: what they do is in the trace.
__attribute__((destructor)) void at_exit() {
    finish();
}

} // namespace

std::uint64_t now() {
    return clock_ns() - begin_ns;
}

TraceOutput& output() {
    static constinit TraceOutput one;
    return one;
}

Track* mine() {
    if (state == State::over || is_over_for_me)
        return nullptr;
    if (my_track != nullptr)
        return my_track;
    const int error = errno;
    if (has_begun()) {
        const Held held{mutex};
        if (Track* const track = state == State::going_on ? unused_track() : nullptr) {
            track->begin(::getpid(), static_cast<pid_t>(::syscall(SYS_gettid)));
            ::pthread_setspecific(at_thread_end, track);
            my_track = track;
        } else {
            ++threads_left_out;
            is_over_for_me = true;
        }
    }
    errno = error;
    return my_track;
}

bool is_new_item(std::uint64_t number) {
    return items[number % items_remembered].exchange(number) != number;
}

} // namespace penstock::itt::trace
