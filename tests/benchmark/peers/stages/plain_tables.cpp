// SPDX-License-Identifier: Apache-2.0
//
// The tables that the other programs write, as plain C++ with threads: no graph, no bound, no
// report.
//
//     penstock_peer_tables TASK.json THREADS
#include <nlohmann/json.hpp>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Task {
    unsigned count;
    unsigned lines;
    unsigned columns;
    std::string out;
};

/// False where the file could not be written.
bool write_table(const Task& task, unsigned index, std::vector<char>& memory) {
    char* at = memory.data();
    char* const end = at + memory.size();
    for (unsigned line = 0; line < task.lines; ++line)
        for (unsigned column = 0; column < task.columns; ++column) {
            at = std::to_chars(at, end, index + line + column).ptr;
            *at++ = column + 1 < task.columns ? ',' : '\n';
        }
    std::string name = std::to_string(index);
    if (name.size() < 4)
        name.insert(0, 4 - name.size(), '0');
    std::FILE* const file = std::fopen((task.out + "/data-" + name + ".csv").c_str(), "wb");
    if (file == nullptr)
        return false;
    std::setvbuf(file, nullptr, _IONBF, 0);
    const auto size = static_cast<std::size_t>(at - memory.data());
    const bool is_written = std::fwrite(memory.data(), 1, size, file) == size;
    return std::fclose(file) == 0 && is_written;
}

} // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::fprintf(stderr, "usage: penstock_peer_tables TASK.json THREADS\n");
        return 2;
    }
    std::ifstream stream{words[1]};
    const nlohmann::json json = nlohmann::json::parse(stream);
    const Task task{json.at("count"), json.at("lines"), json.at("columns"), json.at("out")};
    std::atomic<unsigned> next{0};
    std::atomic<bool> has_failed{false};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::atoi(words[2]); ++i)
            threads.emplace_back([&] {
                std::vector<char> memory(std::size_t{task.lines} * task.columns * 11);
                for (unsigned index = next++; index < task.count; index = next++)
                    if (!write_table(task, index, memory))
                        has_failed = true;
            });
    }
    return has_failed ? 1 : 0;
}
