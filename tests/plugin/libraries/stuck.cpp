// SPDX-License-Identifier: Apache-2.0
// A node type that does not come back from one of its verbs, and says so before.
#include "penstock/plugin.hpp"

#include <string>
#include <unistd.h>

namespace {

using namespace penstock;

struct Stuck {
    struct Params {
        std::string where;
    };
    static Description<Stuck> describe() {
        return Description<Stuck>{"stuck", "Does not come back."}.param(
            "where", &Params::where, {.doc = "From which verb."});
    }
    Stuck() = default;
    Stuck(const Stuck&) = delete;
    Stuck& operator=(const Stuck&) = delete;
    ~Stuck() { stick(where_, "destructor"); }

    static void check(const Params& params) { stick(params.where, "check"); }
    void open(const Params& params, const OpenContext&) { where_ = params.where; }
    void close() { stick(where_, "close"); }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        stick(params.where, "bound");
        return {.output = input};
    }
    Image process(const Image& image, const Params& params, NodeContext&) const {
        stick(params.where, "process");
        return image;
    }

private:
    static void stick(const std::string& where, const std::string& here) {
        if (where != here)
            return;
        const std::string text = "stuck in " + here + '\n';
        while (::write(STDERR_FILENO, text.data(), text.size()) >= 0)
            ::pause();
    }

    std::string where_;
};

void register_stuck(NodeRegistry& registry) {
    registry.add<Stuck>();
}

} // namespace

PENSTOCK_PLUGIN(register_stuck)
