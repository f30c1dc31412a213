// SPDX-License-Identifier: Apache-2.0
//
// The limit of a workload: what each of its stages takes one thread in memory, by the fastest
// implementation that is known, and what all of them take while every core does them at once.
//
//     penstock_peer_stages TASK.json
#include "stages.hpp"
#include "timing.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <exception>
#include <optional>
#include <thread>

namespace penstock::peers {
namespace {

nlohmann::json json_of(const StageTime& time) {
    return {{"wall_ms", time.wall}, {"cpu_ms", time.cpu}, {"bytes", time.bytes}};
}

/// Times all candidates of stages, and remembers the fastest of each.
class Limit {
public:
    explicit Limit(const Task& task) : task_{task} {}

    StageTime add(const Stage& stage) {
        nlohmann::json candidates = nlohmann::json::array();
        std::optional<StageTime> least;
        const Candidate* best = nullptr;
        for (const Candidate& candidate : stage.candidates) {
            const StageTime time = time_alone(candidate, task_.stage_pictures);
            candidates.push_back(json_of(time));
            candidates.back()["name"] = candidate.name;
            if (!least || time.cpu < least->cpu) {
                least = time;
                best = &candidate;
            }
        }
        fastest_.push_back(*best);
        stages_.push_back(
            {{"name", stage.name}, {"fastest", best->name}, {"candidates", candidates}});
        sum_.wall += least->wall;
        sum_.cpu += least->cpu;
        return *least;
    }

    [[nodiscard]] nlohmann::json result() const {
        const unsigned cores = std::thread::hardware_concurrency();
        const StageTime together = time_together(fastest_, task_.stage_pictures, cores);
        return {{"cores", cores},
                {"stages", stages_},
                {"alone", {{"wall_ms", sum_.wall}, {"cpu_ms", sum_.cpu}}},
                {"together", {{"wall_ms", together.wall}, {"cpu_ms", together.cpu}}}};
    }

private:
    const Task& task_;
    nlohmann::json stages_ = nlohmann::json::array();
    std::vector<Candidate> fastest_;
    StageTime sum_;
};

void measure(const char* file) {
    const Task task = read_task(file);
    Limit limit{task};
    StageTime last;
    for (const Stage& stage : stages_of(task))
        last = limit.add(stage);
    static_cast<void>(limit.add(writing_file(task, last.bytes)));
    std::puts(limit.result().dump(2).c_str());
}

} // namespace
} // namespace penstock::peers

int main(int count, char** words) {
    if (count != 2) {
        std::fprintf(stderr, "usage: penstock_peer_stages TASK.json\n");
        return 2;
    }
    try {
        penstock::peers::measure(words[1]);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", words[1], error.what());
        return 1;
    }
}
