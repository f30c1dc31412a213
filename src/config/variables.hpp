// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace penstock::config {

/// The bytes that a value takes in memory.
[[nodiscard]] std::size_t bytes_of(const Value& value);

/// Adds the names that stand in a value as `${name}`.
void collect_names(const Value& value, std::set<std::string>& names);

/// What `${name}` stands for. Alone in its string it becomes the variable's value, with its type
/// and its origin; inside a longer string it is text; `$${` means `${`. Keys and what stands under
/// free keys are left alone. For one thread.
class Variables {
public:
    explicit Variables(Issues& issues);

    /// Takes in the members of "vars"; each may use those above it. `vars` must outlive this.
    void declare(Value& vars);

    /// These variables, and the arguments of a subgraph, which hide variables of the same name.
    /// This and `arguments` must outlive the result; `broken` are those that something is wrong
    /// with.
    [[nodiscard]] Variables with(const Value::Object& arguments,
                                 std::set<std::string> broken) const;

    /// Replaces variables everywhere in a value that lies that deep in its config.
    void replace_in(Value& value, const std::string& path, std::size_t depth);

    /// Variables that stand in a value are no longer unused.
    void count_as_used(const Value& value);

    /// Warns of those of the first source that nothing used, unless there are mistakes: a file that
    /// others include may offer more than each of them needs.
    void warn_of_unused(const Value& vars);

private:
    void replace_text(Value& value, const std::string& path, std::size_t depth);
    bool is_broken(const std::string& name) const;
    const Value* find(const std::string& name) const;
    std::vector<std::string> names() const;
    void error(const Origin& place, const std::string& path, std::string message);
    const Value* look_up(const std::string& written, const Origin& place, const std::string& path);
    std::string unknown_variable(const std::string& name) const;
    bool may_grow_by(const Value& variable, const Origin& place, const std::string& path);
    void put_alone(Value& value,
                   const Value& variable,
                   const Origin& place,
                   const std::string& path,
                   std::size_t depth);
    bool append_as_text(std::string& result,
                        const Value& variable,
                        const Origin& place,
                        const std::string& path);

    // Of the config: shared by the variables of all subgraphs.
    struct Usage {
        std::set<std::string> used;
        bool has_mistake = false;
        std::size_t grown = 0; // bytes that variables have put in
    };

    Issues& issues_;
    std::shared_ptr<Usage> usage_;
    std::map<std::string, const Value*> known_;
    const Variables* outer_ = nullptr;   // of arguments: the variables that they may hide
    std::vector<std::string> all_names_; // declared so far, in file order
    std::set<std::string> broken_;       // whose own value uses a variable that is not there
    Origin broken_vars_;                 // of "vars", where it is no object
};

} // namespace penstock::config
