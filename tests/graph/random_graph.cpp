// SPDX-License-Identifier: Apache-2.0
#include "graph/random_graph.hpp"

#include "graph/run_config.hpp"

namespace penstock::test {

RandomGraph::RandomGraph(std::uint64_t seed, std::uint64_t items, int most_nodes)
    : random_{seed}, items_{items}, nodes_left_{most_nodes} {
    add_sources();
    grow({.port = "blank"});
}

std::string RandomGraph::text(std::uint64_t max_images, std::uint64_t max_bytes) const {
    return config_text(R"("gate": {"type": "limiter", "params": {"max_images": )" +
                           std::to_string(max_images) + R"(, "max_bytes": ")" +
                           std::to_string(max_bytes) + R"(B"}}, )" + nodes_,
                       edges_,
                       R"({"largest_item": "200kpx"})");
}

int RandomGraph::pick(int from, int to) {
    return std::uniform_int_distribution{from, to}(random_);
}

int RandomGraph::pick(const std::vector<int>& choices) {
    return choices[static_cast<std::size_t>(pick(0, static_cast<int>(choices.size()) - 1))];
}

std::string
RandomGraph::add(const std::string& type, const std::string& params, const std::string& options) {
    std::string name = "x" + std::to_string(count_++);
    nodes_ += ", \"" + name + R"(": {"type": ")" + type + R"(", "params": {)" + params + "}" +
              options + "}";
    --nodes_left_;
    return name;
}

// An edge stands once.
void RandomGraph::connect(const std::string& from, const std::string& to) {
    const std::string edge = ", \"" + from + " -> " + to + "\"";
    if (edges_.find(edge) == std::string::npos)
        edges_ += edge;
}

std::string RandomGraph::concurrency() {
    return pick(0, 2) == 0 ? R"(, "concurrency": )" + std::to_string(pick(1, 3)) : "";
}

// One source or two, that block or do not, and a loader that may read and may fail to measure.
void RandomGraph::add_sources() {
    const int sources = pick({1, 1, 2});
    const std::uint64_t first = sources == 1 ? items_ : items_ / 3;
    for (int i = 0; i < sources; ++i) {
        const std::string name = "n" + std::to_string(i);
        nodes_ += (i == 0 ? "\"" : ", \"") + name + R"(": {"type": ")" +
                  (pick(0, 2) == 0 ? "slow_numbers" : "numbers") + R"(", "params": {"count": )" +
                  std::to_string(i == 0 ? first : items_ - first) + "}}";
        edges_ += (i == 0 ? "\"" : ", \"") + name + " -> gate\"";
    }
    const std::string size = R"("side": )" + std::to_string(pick({16, 64, 150})) +
                             R"(, "growth": )" + std::to_string(pick({0, 0, 30})) +
                             R"(, "metadata": )" + std::to_string(pick({0, 100, 9000}));
    if (pick(0, 2) == 0)
        nodes_ += R"(, "blank": {"type": "blank_file", "params": {)" + size + "}}";
    else
        nodes_ += R"(, "blank": {"type": "blank", "params": {)" + size +
                  R"(, "fail_measure_every": )" + std::to_string(pick({0, 0, 13})) + "}}";
    connect("gate", "blank");
}

// Something behind what comes out there; deeper in the graph sinks become likelier.
void RandomGraph::grow(End end) {
    if (nodes_left_ <= 0 || pick(0, 6) < end.depth) {
        end_in_sink(end);
        return;
    }
    ++end.depth;
    switch (pick(0, 10)) {
    case 0:
    case 1:
        part(end);
        return;
    case 2:
        choose(end);
        return;
    case 3:
    case 4:
        pair(end);
        return;
    case 5:
        split(end);
        return;
    case 6:
        gather(end);
        return;
    case 7:
        fork(end);
        return;
    default:
        end.port = transform(end.port);
        grow(end);
    }
}

std::string RandomGraph::transform(const std::string& from) {
    std::string node;
    switch (pick(0, 7)) {
    case 0:
        node = add("copy", "", concurrency());
        break;
    case 1:
        node = add("increment", "", concurrency());
        break;
    case 2:
        node = add("pass", "", concurrency());
        break;
    case 3:
        node = add("drop", R"("every": )" + std::to_string(pick(2, 9)), concurrency());
        break;
    case 4:
        node = add("noise", R"("most_microseconds": )" + std::to_string(pick({0, 20, 200})));
        break;
    case 5:
        node = add("flaky",
                   R"("every": )" + std::to_string(pick(2, 20)) + R"(, "failures": )" +
                       std::to_string(pick(1, 3)),
                   R"(, "on_error": {"io": {"retry": {"attempts": 3, "backoff": "10us..100us"}}})" +
                       concurrency());
        break;
    default:
        return fault(from);
    }
    connect(from, node);
    return node;
}

std::string RandomGraph::fault(const std::string& from) {
    const int policy = pick(0, 2);
    const std::string kind = std::vector<std::string>{
        "corrupt", "io", "foreign", "number", "skip"}[static_cast<std::size_t>(pick(0, 4))];
    const std::string node =
        add("fault",
            R"("every": )" + std::to_string(pick(3, 20)) + R"(, "kind": ")" + kind + "\"",
            concurrency() + (policy == 1   ? R"(, "on_error": "skip")"
                             : policy == 2 ? R"(, "on_error": {"corrupt": "dead_letter",
                                                               "*": "dead_letter"})"
                                           : ""));
    connect(from, node);
    if (policy == 2)
        connect(node + ".dead_letter", add("collect", ""));
    return node;
}

// An old sink or a new one; some of the new ones are slow. What was gathered is numbered anew, so
// it has sinks of its own where order counts.
void RandomGraph::end_in_sink(const End& end) {
    std::vector<std::string>& sinks = end.is_gathered ? gathered_sinks_ : sinks_;
    if (!sinks.empty() && pick(0, 2) == 0) {
        connect(end.port,
                sinks[static_cast<std::size_t>(pick(0, static_cast<int>(sinks.size()) - 1))]);
        return;
    }
    const bool is_ordered = pick(0, 1) != 0;
    const std::string sink =
        add(pick(0, 1) != 0 ? "collect" : "collect_blocking",
            std::string{R"("order": ")"} + (is_ordered ? "source" : "none") +
                R"(", "milliseconds": )" + std::to_string(pick(0, 5) == 0 ? 1 : 0) +
                R"(, "fail_every": )" + std::to_string(pick({0, 0, 17})));
    // Each gathering node begins an order of its own.
    if (!end.is_gathered || !is_ordered)
        sinks.push_back(sink);
    connect(end.port, sink);
}

void RandomGraph::part(const End& end) {
    const int ways = pick(2, 3);
    for (int i = 0; i < ways; ++i)
        grow(end);
}

// By one of several ways, which meet again or go on alone.
void RandomGraph::choose(End end) {
    const int ways = pick(2, 3);
    const std::string node = add("choose", R"("ways": )" + std::to_string(ways));
    connect(end.port, node);
    const bool meets = pick(0, 1) != 0;
    const std::string merge = meets ? add("noise", R"("most_microseconds": 0)") : "";
    for (int i = 0; i < ways; ++i) {
        End way = end;
        way.port = node + ".way" + std::to_string(i);
        if (!meets) {
            grow(way);
            continue;
        }
        if (pick(0, 2) > 0)
            way.port = transform(way.port);
        connect(way.port, merge);
    }
    if (!meets)
        return;
    end.port = merge;
    grow(end);
}

// By several ways that are joined.
void RandomGraph::pair(End end) {
    const int ways = pick(2, 3);
    const std::string node = add("pair",
                                 R"("inputs": )" + std::to_string(ways) + R"(, "drop": )" +
                                     (pick(0, 1) != 0 ? "true" : "false"));
    for (int i = 0; i < ways; ++i) {
        std::string way = end.port;
        for (int step = pick(0, 2); step > 0; --step)
            way = transform(way);
        connect(way, node + ".in" + std::to_string(i));
    }
    end.port = add("blend", "", concurrency());
    connect(node, end.port);
    grow(end);
}

// By two outputs at once, each on its own or joined again; now and then nothing comes by one of
// them.
void RandomGraph::fork(End end) {
    const std::string node = add("fork", "", concurrency());
    connect(end.port, node);
    End whole = end;
    whole.port = node + ".whole";
    End part = end;
    part.port = node + ".part";
    if (pick(0, 1) != 0) {
        grow(whole);
        grow(part);
        return;
    }
    const std::string join =
        add("pair", std::string{R"("drop": )"} + (pick(0, 1) != 0 ? "true" : "false"));
    connect(pick(0, 1) != 0 ? transform(whole.port) : whole.port, join + ".in0");
    connect(pick(0, 1) != 0 ? transform(part.port) : part.port, join + ".in1");
    end.port = add("blend", "", concurrency());
    connect(join, end.port);
    grow(end);
}

void RandomGraph::split(End end) {
    if (end.pieces > 4) {
        end_in_sink(end);
        return;
    }
    const int most = pick(2, 5);
    const std::string node = add("pieces", R"("most": )" + std::to_string(most));
    connect(end.port, node);
    std::string way = node;
    for (int step = pick(0, 2); step > 0; --step)
        way = transform(way);
    if (pick(0, 1) != 0) {
        end.port = add("whole", std::string{R"("drop": )"} + (pick(0, 1) != 0 ? "true" : "false"));
        connect(way, end.port);
    } else {
        end.port = way;
        end.pieces *= most;
    }
    grow(end);
}

// Lists are blended into one image or taken apart again; sheets are images.
void RandomGraph::gather(End end) {
    const int size = pick(1, 7);
    const bool is_sheet = pick(0, 1) != 0;
    const std::string node =
        add(is_sheet ? "sheet" : "bunch", R"("size": )" + std::to_string(size));
    connect(end.port, node);
    end.port = node;
    end.pieces = 1;
    end.is_gathered = true;
    if (!is_sheet) {
        const bool is_blended = pick(0, 1) != 0;
        end.port = add(is_blended ? "blend" : "members", "");
        connect(node, end.port);
        end.pieces = is_blended ? 1 : size;
    }
    grow(end);
}

} // namespace penstock::test
