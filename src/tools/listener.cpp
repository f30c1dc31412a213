// SPDX-License-Identifier: Apache-2.0
#include "tools/listener.hpp"

#include "tools/socket_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <exception>
#include <optional>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace penstock::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_clients = 16;
constexpr std::chrono::seconds client_patience{2};
constexpr std::chrono::seconds pause_without_descriptors{1};
constexpr std::chrono::milliseconds pause_without_memory{100};
constexpr std::chrono::milliseconds snapshot_life{100};

// What a process that is about to end takes away: it has one socket at most.
struct Listening {
    std::atomic<int> folder{-1};
    std::atomic<pid_t> process{0};
    std::atomic<ino_t> inode{0};
};
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as said
Listening listening;

bool may_ask(int client) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

std::unique_ptr<SocketFolder> folder_to_listen_in() {
    for (const std::string& path : socket_folders(::geteuid()))
        try {
            return std::make_unique<SocketFolder>(path, ::geteuid(), true);
        } catch (const std::exception&) {
            continue; // the next one
        }
    return nullptr;
}

} // namespace

class Listener::Answers {
public:
    Answers(std::unique_ptr<SocketFolder> folder,
            ListeningSocket socket,
            std::function<std::string()> snapshot)
        : folder_{std::move(folder)}, socket_{socket.descriptor}, inode_{socket.inode},
          snapshot_{std::move(snapshot)} {
        listening.process = process_;
        listening.inode = inode_;
        listening.folder = folder_->descriptor();
        try {
            if (wake_ < 0)
                throw std::system_error{errno, std::generic_category()}; // it would never end
            thread_ = std::thread{[this] { answer_until_over(); }};
        } catch (...) {
            clean_up();
            throw;
        }
    }
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;
    ~Answers() {
        const std::uint64_t one = 1;
        is_over_ = true;
        [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
        thread_.join();
        clean_up();
    }

private:
    // Somebody who is being answered.
    struct Client {
        int socket;
        std::string left; // of the answer
        Clock::time_point until;
    };

    void clean_up() {
        listening.folder = -1;
        folder_->remove(process_, inode_);
        for (const int open : {socket_, wake_})
            if (open >= 0)
                ::close(open);
    }

    void answer_until_over() {
        ::pthread_setname_np(::pthread_self(), "penstock-top");
        while (!is_over_)
            try {
                wait();
                answer();
            } catch (const std::exception&) {
                pause(); // no memory for it, say: the run goes on
            }
        for (const Client& client : clients_)
            ::close(client.socket);
    }

    void pause() const {
        pollfd woken{wake_, POLLIN, 0};
        ::poll(&woken, 1, static_cast<int>(pause_without_memory.count()));
    }

    [[nodiscard]] bool takes_clients() const {
        return clients_.size() < most_clients && (!paused_until_ || Clock::now() >= *paused_until_);
    }

    // Until somebody comes, can be told more, or has had his time.
    void wait() {
        std::vector<pollfd> polled{{wake_, POLLIN, 0}, {takes_clients() ? socket_ : -1, POLLIN, 0}};
        std::optional<Clock::time_point> until = paused_until_;
        for (const Client& client : clients_) {
            polled.push_back({client.socket, POLLOUT, 0});
            until = until ? std::min(*until, client.until) : client.until;
        }
        int timeout = -1;
        if (until) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
            timeout = static_cast<int>(std::max<std::int64_t>(left, 0));
        }
        ::poll(polled.data(), polled.size(), timeout);
    }

    void answer() {
        if (paused_until_ && Clock::now() >= *paused_until_)
            paused_until_.reset();
        while (takes_clients() && take_client()) {
        }
        std::erase_if(clients_, [this](Client& client) {
            const bool is_done = send_some(client) || Clock::now() >= client.until;
            if (is_done)
                ::close(client.socket);
            return is_done;
        });
    }

    // False: there is none.
    [[nodiscard]] bool take_client() {
        const int client = ::accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                return true;
            if (errno != EAGAIN)
                paused_until_ = Clock::now() + pause_without_descriptors;
            return false;
        }
        if (!may_ask(client)) {
            ::close(client);
            return true;
        }
        ::shutdown(client, SHUT_RD); // whatever it says
        try {
            clients_.push_back({client, current_snapshot(), Clock::now() + client_patience});
        } catch (const std::exception&) {
            ::close(client); // no memory for its answer: it may come again
        }
        return true;
    }

    // True: there is nothing more to send, or nobody to send it to.
    [[nodiscard]] static bool send_some(Client& client) {
        const ssize_t sent = ::send(
            client.socket, client.left.data(), client.left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0)
            return errno != EAGAIN && errno != EINTR;
        client.left.erase(0, static_cast<std::size_t>(sent));
        return client.left.empty();
    }

    [[nodiscard]] const std::string& current_snapshot() {
        const auto now = Clock::now();
        if (!taken_at_ || now - *taken_at_ >= snapshot_life) {
            try {
                last_ = snapshot_();
            } catch (const std::exception&) {
                last_.clear(); // out of memory, say: nobody is told anything
            }
            taken_at_ = now;
        }
        return last_;
    }

    const pid_t process_ = ::getpid();
    std::unique_ptr<SocketFolder> folder_;
    int socket_;
    ino_t inode_;
    int wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::function<std::string()> snapshot_;
    std::vector<Client> clients_;
    std::string last_; // snapshot
    std::optional<Clock::time_point> taken_at_;
    std::optional<Clock::time_point> paused_until_; // there were no more descriptors
    std::atomic<bool> is_over_{false};
    std::thread thread_; // last: it uses the others
};

Listener::Listener(std::function<std::string()> snapshot) {
    try {
        auto folder = folder_to_listen_in();
        const ListeningSocket socket = folder ? folder->listen_as(::getpid()) : ListeningSocket{};
        if (socket.descriptor >= 0)
            answers_ = std::make_unique<Answers>(std::move(folder), socket, std::move(snapshot));
    } catch (const std::exception&) {
        answers_.reset(); // no memory or no thread for it: the run goes on
    }
}

Listener::~Listener() = default;

void Listener::remove_socket() {
    const int folder = listening.folder;
    if (folder >= 0 && listening.process == ::getpid())
        SocketFolder::remove(folder, ::getpid(), listening.inode);
}

} // namespace penstock::tools
