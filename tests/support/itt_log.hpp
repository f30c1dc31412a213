// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock::test {

/// What oneTBB's flow graph told the collector, by name.
class IttLog {
public:
    explicit IttLog(const std::filesystem::path& file) {
        std::ifstream stream{file};
        if (!stream)
            throw std::runtime_error("the collector wrote no " + file.string());
        for (std::string line; std::getline(stream, line);)
            take(fields_of(line));
    }

    /// Names of the things of one kind: "graph", "limiter_node", ...
    [[nodiscard]] std::multiset<std::string> names_of(const std::string& kind) const {
        std::multiset<std::string> names;
        for (const auto& [id, name] : names_)
            if (const auto found = kinds_.find(id); found != kinds_.end() && found->second == kind)
                names.insert(name);
        return names;
    }
    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> names;
        for (const auto& [id, name] : names_)
            names.insert(name);
        return names;
    }
    /// Nodes that exist and have no name, by their kinds.
    [[nodiscard]] std::multiset<std::string> nameless_nodes() const {
        std::multiset<std::string> kinds;
        for (const auto& [id, kind] : kinds_)
            if (kind.ends_with("_node") && names_.count(id) == 0)
                kinds.insert(kind);
        return kinds;
    }
    /// Pairs of names between whose nodes there is an edge.
    [[nodiscard]] std::set<std::pair<std::string, std::string>> edges() const {
        std::set<std::pair<std::string, std::string>> edges;
        for (const auto& [from, to] : edges_)
            edges.emplace(name_behind(from), name_behind(to));
        return edges;
    }
    /// Whether messages can get from one node to the other, over others that `may_pass` names.
    template <class MayPass>
    [[nodiscard]] bool
    leads_to(const std::string& from, const std::string& to, MayPass may_pass) const {
        const auto all = edges();
        std::set<std::string> seen{from};
        std::vector<std::string> open{from};
        while (!open.empty()) {
            const std::string at = open.back();
            open.pop_back();
            for (const auto& [edge_from, edge_to] : all) {
                if (edge_from != at)
                    continue;
                if (edge_to == to)
                    return true;
                if (may_pass(edge_to) && seen.insert(edge_to).second)
                    open.push_back(edge_to);
            }
        }
        return false;
    }
    /// Calls of bodies of the nodes of that name that have begun, and ended.
    [[nodiscard]] std::size_t begins(const std::string& name) const { return count(begins_, name); }
    [[nodiscard]] std::size_t ends(const std::string& name) const { return count(ends_, name); }
    /// Begins without end, and ends without begin, on any thread.
    [[nodiscard]] std::size_t unpaired() const {
        std::size_t sum = ends_without_begin_;
        for (const auto& [thread, open] : open_)
            sum += open.size();
        return sum;
    }

private:
    using Fields = std::vector<std::string>;

    static Fields fields_of(const std::string& line) {
        Fields fields;
        std::istringstream stream{line};
        for (std::string field; std::getline(stream, field, '\t');)
            fields.push_back(field);
        return fields;
    }
    void take(const Fields& fields) {
        if (fields.size() < 3 || fields[1] != "tbb.flow")
            return;
        const std::string& event = fields[0];
        if (event == "group" && fields.size() == 5) {
            parents_[fields[2]] = fields[3];
            kinds_[fields[2]] = fields[4];
        } else if (event == "relation" && fields.size() == 5) {
            if (fields[3] == "5")
                parents_[fields[2]] = fields[4];
            else if (fields[3] == "7")
                edges_.emplace_back(fields[2], fields[4]);
        } else if (event == "metadata" && fields.size() == 5 && fields[3] == "object_name") {
            names_[fields[2]] = fields[4];
        } else if (event == "begin" && fields.size() == 5) {
            open_[fields[2]].push_back(fields[3]);
            ++begins_[fields[3]];
        } else if (event == "end") {
            auto& open = open_[fields[2]];
            if (open.empty()) {
                ++ends_without_begin_;
                return;
            }
            ++ends_[open.back()];
            open.pop_back();
        }
    }
    /// Of the thing, or of the node that it is a port or a body of.
    [[nodiscard]] std::string name_behind(std::string id) const {
        for (int steps = 0; steps < 4; ++steps) {
            if (const auto name = names_.find(id); name != names_.end())
                return name->second;
            const auto parent = parents_.find(id);
            if (parent == parents_.end())
                break;
            id = parent->second;
        }
        return "?";
    }
    [[nodiscard]] std::size_t count(const std::map<std::string, std::size_t>& calls,
                                    const std::string& name) const {
        std::size_t sum = 0;
        for (const auto& [body, number] : calls)
            if (name_behind(body) == name)
                sum += number;
        return sum;
    }

    std::map<std::string, std::string> kinds_, parents_, names_;
    std::vector<std::pair<std::string, std::string>> edges_;
    std::map<std::string, std::size_t> begins_, ends_;
    std::map<std::string, std::vector<std::string>> open_; // by thread, innermost last
    std::size_t ends_without_begin_ = 0;
};

} // namespace penstock::test
